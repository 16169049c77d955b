package io.gabion.node.store.embedded;

import io.gabion.node.store.Unfinished;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Written in the order of the calls, among the rows. There is one owner at a time: its epoch does not matter. */
final class EmbeddedUnfinished implements Unfinished {
    private final Lane lane;

    EmbeddedUnfinished(Lane lane) {
        this.lane = lane;
    }

    /** With the rows that are written next. */
    @Override
    public CompletionStage<Boolean> remember(String entity, long epoch) {
        return lane.submitAhead(statements ->
                change(statements, "INSERT INTO unfinished (entity) VALUES (?) ON CONFLICT DO NOTHING", entity));
    }

    @Override
    public CompletionStage<Boolean> forget(String entity, long epoch) {
        return lane.submit(statements -> change(statements, "DELETE FROM unfinished WHERE entity = ?", entity));
    }

    @Override
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
