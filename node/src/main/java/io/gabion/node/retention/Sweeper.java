package io.gabion.node.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.intake.IntakeSnapshot;
import io.gabion.node.shell.Snapshots;
import io.gabion.node.store.Housekeeping;
import io.gabion.node.store.Housekeeping.RowSize;
import io.gabion.node.store.Housekeeping.Total;
import io.gabion.node.store.Store;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes raw batches that are beyond {@link Retention} and that no recovery needs: rows of an intake that its newest
 * snapshot contains, but for batches which an asset has still to absorb, and the last row, which holds the place. What
 * was accepted stays counted in the snapshot. Touches no other kind of entity.
 */
public final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String INTAKE = "intake";

    /** What one sweep left and took, of the rows of intakes. */
    public record Swept(int rows, long bytes, long bytesLeft) {}

    /** @param open batches that are not absorbed */
    private record Contained(long sequence, Set<Long> open) {
        private static final Contained NOTHING = new Contained(0, Set.of());
    }

    private final Store store;
    private final Envelopes envelopes;
    private final Retention retention;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gabion-sweeper").daemon().factory());

    public Sweeper(Store store, Envelopes envelopes, Retention retention, Clock clock) {
        this.store = store;
        this.envelopes = envelopes;
        this.retention = retention;
        this.clock = clock;
    }

    /** From now on, until closed. */
    public Sweeper start() {
        long every = retention.every().toMillis();
        thread.scheduleWithFixedDelay(this::tryToSweep, every, every, TimeUnit.MILLISECONDS);
        return this;
    }

    private void tryToSweep() {
        try {
            var swept = sweep();
            if (swept.bytesLeft() > retention.bytes()) {
                LOG.warn(
                        "Raw batches take {} bytes, over the {} allowed: what is left is not absorbed yet",
                        swept.bytesLeft(),
                        retention.bytes());
            }
        } catch (IOException | RuntimeException e) { // Tried again at the next round: nothing depends on it.
            LOG.warn("Raw batches are kept for now: {}", e.toString());
        }
    }

    public Swept sweep() throws IOException {
        var housekeeping = store.housekeeping();
        var totals = housekeeping.totals(INTAKE);
        long before = totals.values().stream().mapToLong(Total::bytes).sum();
        var tooOld = clock.instant().minus(retention.age());
        var contained = new HashMap<EntityId, Contained>();
        long left = before;
        int deleted = 0;
        long at = 0;
        // The oldest come first: after one that may stay, all may.
        for (boolean beyond = true; beyond; ) {
            var page = housekeeping.rows(at);
            beyond = !page.isEmpty();
            var gone = new ArrayList<Long>();
            for (var row : page) {
                at = row.ordering();
                if (!row.entity().kind().equals(INTAKE)) {
                    continue;
                }
                beyond = left > retention.bytes() || row.written().isBefore(tooOld);
                if (!beyond) {
                    break;
                }
                if (!contained.containsKey(row.entity())) {
                    contained.put(row.entity(), contained(housekeeping, row.entity()));
                }
                // The last row may be newer than the totals; those before it are not.
                if (row.sequence() < lastOf(totals, row) && absorbed(housekeeping, row, contained)) {
                    gone.add(row.ordering());
                    left -= row.bytes();
                }
            }
            housekeeping.delete(gone);
            deleted += gone.size();
        }
        return new Swept(deleted, before - left, left);
    }

    private static long lastOf(Map<EntityId, Total> totals, RowSize row) {
        var total = totals.get(row.entity());
        return total == null ? 0 : total.last();
    }

    private Contained contained(Housekeeping housekeeping, EntityId intake) throws IOException {
        var snapshot = housekeeping.snapshot(intake);
        if (snapshot.isEmpty()) {
            return Contained.NOTHING;
        }
        var kept = Snapshots.open(envelopes, snapshot.get());
        return new Contained(kept.sequence(), IntakeSnapshot.openBatches(kept.state()));
    }

    private boolean absorbed(Housekeeping housekeeping, RowSize row, Map<EntityId, Contained> contained)
            throws IOException {
        var snapshot = contained.get(row.entity());
        if (row.sequence() > snapshot.sequence()) {
            return false;
        }
        if (snapshot.open().isEmpty()) {
            return true;
        }
        var envelope = housekeeping.row(row.ordering());
        return envelope.isPresent()
                && batch(envelope.get())
                        .filter(batch -> snapshot.open().contains(batch))
                        .isEmpty();
    }

    /** The batch that the row accepted, if it is such a row. */
    private Optional<Long> batch(Envelope row) throws JsonProcessingException {
        return row.type().equals("accepted")
                ? Optional.of(JSON.readTree(envelopes.open(row)).path("batch").asLong())
                : Optional.empty();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
