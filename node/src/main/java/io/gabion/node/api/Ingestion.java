package io.gabion.node.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Where handed-in telemetry goes. Safe for several threads; never blocks the caller. */
public interface Ingestion {
    /**
     * One batch, already unpacked and within the size limit. The same tenant, source, id and lines is the same batch:
     * handing it in again has no further effect and gives the same receipt.
     */
    record Batch(String tenant, String source, String id, byte[] lines) {}

    /** What became of a batch. */
    sealed interface Receipt {}

    /** The batch survives a crash from here on. */
    record Durable(long lines) implements Receipt {}

    /** Not all of it is kept, or it is not known: hand in the same batch again after a while. */
    record Busy(Duration retryAfter) implements Receipt {}

    /** Nothing was kept and trying again is of no use; {@code why} is a sentence for the sender. */
    record Refused(String why) implements Receipt {}

    CompletionStage<Receipt> accept(Batch batch);
}
