package io.gabion.node.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Which entities must be woken though nobody asks for them. May name one that has finished, never misses one that
 * has acted and has not. Takes effect in the order of the calls.
 */
public final class Unfinished {
    private final Writer writer;

    Unfinished(Writer writer) {
        this.writer = writer;
    }

    /** Completes when durable. */
    public CompletionStage<Boolean> remember(String entity) {
        return writer.submit(connection ->
                change(connection, "INSERT INTO unfinished (entity) VALUES (?) ON CONFLICT DO NOTHING", entity));
    }

    public CompletionStage<Boolean> forget(String entity) {
        return writer.submit(connection -> change(connection, "DELETE FROM unfinished WHERE entity = ?", entity));
    }

    public CompletionStage<List<String>> list() {
        return writer.submit(connection -> {
            try (var query = connection.prepareStatement("SELECT entity FROM unfinished ORDER BY entity");
                    var rows = query.executeQuery()) {
                var entities = new ArrayList<String>();
                while (rows.next()) {
                    entities.add(rows.getString(1));
                }
                return List.copyOf(entities);
            }
        });
    }

    private static boolean change(Connection connection, String sql, String entity) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, entity);
            return statement.executeUpdate() == 1;
        }
    }
}
