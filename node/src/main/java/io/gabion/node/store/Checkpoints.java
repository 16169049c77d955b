package io.gabion.node.store;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** The newest checkpoint of each entity, sealed. A writer of an older epoch cannot replace that of a newer one. */
public interface Checkpoints {
    /** @param sequence the last journal row that the state contains */
    record Checkpoint(long epoch, long sequence, String keyId, byte[] payload) {}

    /**
     * True when durable and to be read by whoever owns the entity later, false if there is a newer owner. Fails with
     * {@link java.util.concurrent.RejectedExecutionException} while too much is waiting: try again.
     */
    CompletionStage<Boolean> save(String entity, Checkpoint checkpoint);

    CompletionStage<Optional<Checkpoint>> load(String entity);

    /** Told of each, one after the other. */
    CompletionStage<Boolean> each(BiConsumer<String, Checkpoint> told);
}
