package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Conditional writes. One that failed may have been done all the same, or may still be: what stands is then read at
 * SERIAL, which ends what is under way, and never assumed.
 */
final class Conditional {
    /** How often something is tried that neither succeeds nor is refused. */
    static final int TRIES = 5;

    /** How a statement is carried out. */
    @FunctionalInterface
    interface Carrier {
        CompletionStage<AsyncResultSet> execute(Statement<?> statement);
    }

    /** @param row what stands if the write was not done; with the columns of its condition at least */
    record Result(boolean done, Optional<Row> row) {}

    private final Carrier carrier;

    Conditional(Carrier carrier) {
        this.carrier = carrier;
    }

    static Conditional on(CqlSession session) {
        return new Conditional(session::executeAsync);
    }

    /** @param reading the row that is written */
    CompletionStage<Result> write(BoundStatement conditional, BoundStatement reading) {
        // Not repeated by the driver: a write that is done twice finds its own row and looks refused.
        return carrier.execute(conditional.setIdempotent(false))
                .thenApply(answer -> answer.wasApplied()
                        ? new Result(true, Optional.empty())
                        : new Result(false, Optional.ofNullable(answer.one()).filter(Conditional::standing)))
                .exceptionallyCompose(_ -> read(reading).thenApply(row -> new Result(false, row)));
    }

    /** Also of what is under way. */
    CompletionStage<Optional<Row>> read(BoundStatement reading) {
        return carrier.execute(reading.setConsistencyLevel(DefaultConsistencyLevel.SERIAL)
                        .setIdempotent(true))
                .thenApply(answer -> Optional.ofNullable(answer.one()));
    }

    /** A condition on a row that does not exist is answered without columns, or with empty ones. */
    private static boolean standing(Row row) {
        return row.getColumnDefinitions().contains("epoch") && !row.isNull("epoch");
    }
}
