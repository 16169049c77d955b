package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.gabion.node.store.Claims;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One row for each entity, replaced by lightweight transactions, never deleted. */
final class CassandraClaims implements Claims {
    private final Conditional conditional;
    private final PreparedStatement read;
    private final PreparedStatement first;
    private final PreparedStatement replace;

    CassandraClaims(CqlSession session, String keyspace, Conditional conditional) {
        this.conditional = conditional;
        read = session.prepare("SELECT epoch, attempt, until FROM " + keyspace + ".claim WHERE entity = ?");
        first = session.prepare(
                "INSERT INTO " + keyspace + ".claim (epoch, attempt, until, entity) VALUES (?, ?, ?, ?) IF NOT EXISTS");
        replace = session.prepare("UPDATE " + keyspace + ".claim SET epoch = ?, attempt = ?, until = ?"
                + " WHERE entity = ? IF epoch = ? AND attempt = ? AND until = ?");
    }

    @Override
    public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
        Claims.check(instead, wanted);
        return take(entity, instead, wanted, Conditional.TRIES);
    }

    private CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted, int tries) {
        return conditional
                .write(write(entity, instead, wanted), read.bind(entity))
                .thenCompose(result -> {
                    var standing = result.row().map(CassandraClaims::claim);
                    if (result.done() || standing.equals(Optional.of(wanted))) {
                        return CompletableFuture.completedFuture(new Taken());
                    }
                    if (!standing.equals(instead)) {
                        // A claim is never deleted: if one was expected and there is none, the store is not the one it
                        // was.
                        return CompletableFuture.completedFuture(new Held(standing.orElseThrow(
                                () -> new ConcurrentModificationException("no claim where one stood: " + entity))));
                    }
                    if (tries <= 1) {
                        throw new ConcurrentModificationException("not known whether claimed: " + entity);
                    }
                    return take(entity, instead, wanted, tries - 1);
                });
    }

    private BoundStatement write(String entity, Optional<Claim> instead, Claim wanted) {
        return instead.map(old -> replace.bind(
                        wanted.epoch(),
                        wanted.attempt(),
                        wanted.until(),
                        entity,
                        old.epoch(),
                        old.attempt(),
                        old.until()))
                .orElseGet(() -> first.bind(wanted.epoch(), wanted.attempt(), wanted.until(), entity));
    }

    @Override
    public CompletionStage<Optional<Claim>> standing(String entity) {
        return conditional.read(read.bind(entity)).thenApply(row -> row.map(CassandraClaims::claim));
    }

    private static Claim claim(Row row) {
        return new Claim(row.getLong("epoch"), row.getLong("attempt"), row.getInstant("until"));
    }
}
