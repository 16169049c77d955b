package io.gabion.node.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Which entities must be woken though nobody asks for them. May name one that has finished, never misses one that
 * has acted and has not. Takes effect in the order of the calls.
 */
public final class Unfinished {
    private final Lane lane;

    Unfinished(Lane lane) {
        this.lane = lane;
    }

    /** Completes when durable, with the rows that are written next. */
    public CompletionStage<Boolean> remember(String entity) {
        return lane.submitAhead(statements ->
                change(statements, "INSERT INTO unfinished (entity) VALUES (?) ON CONFLICT DO NOTHING", entity));
    }

    public CompletionStage<Boolean> forget(String entity) {
        return lane.submit(statements -> change(statements, "DELETE FROM unfinished WHERE entity = ?", entity));
    }

    public CompletionStage<List<String>> list() {
        return lane.submit(statements -> {
            try (var rows = statements
                    .of("SELECT entity FROM unfinished ORDER BY entity")
                    .executeQuery()) {
                var entities = new ArrayList<String>();
                while (rows.next()) {
                    entities.add(rows.getString(1));
                }
                return List.copyOf(entities);
            }
        });
    }

    private static boolean change(Lane.Statements statements, String sql, String entity) throws SQLException {
        var statement = statements.of(sql);
        statement.setString(1, entity);
        return statement.executeUpdate() == 1;
    }
}
