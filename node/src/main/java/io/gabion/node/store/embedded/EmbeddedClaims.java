package io.gabion.node.store.embedded;

import io.gabion.node.store.Claims;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Compared and written by the one writer. */
final class EmbeddedClaims implements Claims {
    private final Lane lane;

    EmbeddedClaims(Lane lane) {
        this.lane = lane;
    }

    @Override
    public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
        Claims.check(instead, wanted);
        return lane.submit(statements -> {
            var standing = read(statements, entity);
            if (standing.equals(Optional.of(wanted))) {
                return new Taken();
            }
            if (!standing.equals(instead)) {
                // A claim is never deleted: if one was expected and there is none, the store is not the one it was.
                return new Held(standing.orElseThrow(() -> new SQLException("no claim where one stood: " + entity)));
            }
            var replace =
                    statements.of("INSERT OR REPLACE INTO claim (entity, epoch, attempt, until) VALUES (?, ?, ?, ?)");
            replace.setString(1, entity);
            replace.setLong(2, wanted.epoch());
            replace.setLong(3, wanted.attempt());
            replace.setLong(4, wanted.until().toEpochMilli());
            replace.executeUpdate();
            return new Taken();
        });
    }

    @Override
    public CompletionStage<Optional<Claim>> standing(String entity) {
        return lane.submit(statements -> read(statements, entity));
    }

    private static Optional<Claim> read(Lane.Statements statements, String entity) throws SQLException {
        var query = statements.of("SELECT epoch, attempt, until FROM claim WHERE entity = ?");
        query.setString(1, entity);
        try (var rows = query.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Claim(rows.getLong(1), rows.getLong(2), Instant.ofEpochMilli(rows.getLong(3))))
                    : Optional.empty();
        }
    }
}
