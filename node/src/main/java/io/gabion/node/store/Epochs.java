package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who owns an entity: each owner claims an epoch before it recovers the entity and writes it into every row, snapshot
 * and checkpoint. A newer owner's is larger, so that what an older one still writes can be told apart.
 */
public interface Epochs {
    int LOOKED = 100;

    /**
     * An epoch larger than that of any earlier owner, and no later one's. Completes when that is durable; fails if it
     * may not be, and then the entity must not be started.
     */
    CompletionStage<Long> claim(String entity);

    /**
     * The newest epoch, 0 if there was none. An owner that finds its own here after a write knows that whoever comes
     * later will read that write.
     */
    CompletionStage<Long> newest(String entity);

    /**
     * What owners of other epochs wrote after that row, in order of sequence, of the first {@value #LOOKED} rows after it. Nothing
     * where one process writes all.
     */
    default CompletionStage<List<Envelope>> othersAfter(String entity, long sequence, long epoch) {
        return CompletableFuture.completedFuture(List.of());
    }

    /** A write is refused: somebody has claimed a newer epoch. */
    final class Replaced extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Replaced(long newer) {
            super("a newer owner, " + newer + ", has claimed it");
        }
    }
}
