package io.gabion.node.shell;

import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.Store;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Sees, before anything runs, that everything a recovery will read is there, in its place and as it was written: a
 * node must not act on half a memory. Costs one reading of the store. Rows of intakes that their snapshot contains
 * may be missing, and may be sealed under a key that was erased.
 */
public final class JournalCheck {
    private static final String INTAKE = "intake";

    private final Store store;
    private final Envelopes envelopes;

    public JournalCheck(Store store, Envelopes envelopes) {
        this.store = store;
        this.envelopes = envelopes;
    }

    /** @throws IOException in one line that names the place of the first fault */
    public void run() throws IOException {
        try {
            var contained = snapshots();
            rows(contained);
            store.checkpoints().each(this::checkpoint).toCompletableFuture().join();
        } catch (UncheckedIOException e) {
            throw new IOException(damaged(e.getCause().getMessage()), e);
        } catch (CompletionException e) {
            throw new IOException(damaged(e.getCause().getMessage()), e);
        } catch (IOException e) {
            throw new IOException(damaged(e.getMessage()), e);
        }
    }

    private String damaged(String what) {
        return store.place() + " is damaged: " + what;
    }

    /** By entity, the last row that its newest snapshot contains. */
    private Map<String, Long> snapshots() throws IOException {
        var contained = new HashMap<String, Long>();
        var housekeeping = store.housekeeping();
        for (var entity : housekeeping.snapshots()) {
            var snapshot = housekeeping.snapshot(entity).orElseThrow();
            try {
                contained.put(
                        entity.toString(), Snapshots.open(envelopes, snapshot).sequence());
            } catch (IllegalArgumentException e) {
                throw new IOException("the snapshot of " + entity + ": " + e.getMessage(), e);
            }
        }
        return contained;
    }

    private void rows(Map<String, Long> contained) throws IOException {
        var last = new HashMap<String, Long>();
        for (var envelope : store.rows().scan(Set.of())) {
            var entity = envelope.entity();
            long snapshot = EntityId.parse(entity).kind().equals(INTAKE) ? contained.getOrDefault(entity, 0L) : 0;
            long expected = last.getOrDefault(entity, 0L) + 1;
            if (envelope.sequence() > Math.max(expected, snapshot + 1)) {
                throw new IOException("row " + Math.max(expected, snapshot + 1) + " of " + entity + " is missing");
            }
            if (envelope.sequence() > snapshot) {
                open(envelope);
            }
            last.put(entity, envelope.sequence());
        }
    }

    private void open(Envelope row) throws IOException {
        try {
            envelopes.open(row);
        } catch (IllegalArgumentException e) {
            throw new IOException("row " + row.sequence() + " of " + row.entity() + ": " + e.getMessage(), e);
        }
    }

    private void checkpoint(String entity, Checkpoint saved) {
        try {
            envelopes.openCheckpoint(EntityId.parse(entity), saved.sequence(), saved.keyId(), saved.payload());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the checkpoint of " + entity + ": " + e.getMessage(), e);
        }
    }
}
