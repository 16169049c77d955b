package io.gabion.node.store;

import java.time.Instant;
import java.util.List;
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

    /**
     * Some of the checkpoints, in an order of the store's own, without what is in them.
     *
     * @param still entities whose checkpoint no row of their journal is in, and that was saved before the time asked for
     * @param last entity that was looked at; empty: there are no more
     */
    record Look(List<String> still, String last) {
        public Look {
            still = List.copyOf(still);
        }
    }

    /** @param after the entity after which to go on; empty: from the first @param most that are looked at */
    CompletionStage<Look> look(String after, int most, Instant before);

    /**
     * Deletes the entity's checkpoint, if it was saved before then and by this owner or an older one. True when that is durable, false
     * if it was not to be deleted. What is saved later or by a newer owner is never deleted, whatever comes between.
     */
    CompletionStage<Boolean> forget(String entity, long epoch, Instant before);

    /** Told of each, one after the other. */
    CompletionStage<Boolean> each(BiConsumer<String, Checkpoint> told);
}
