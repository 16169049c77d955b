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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
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
        long left = before;
        int deleted = 0;
        var all = new ArrayList<Remaining>();
        for (var total : totals.entrySet()) {
            all.add(new Remaining(housekeeping, total.getKey(), total.getValue().last()));
        }
        var intakes = new PriorityQueue<>(Comparator.comparing(Remaining::oldest));
        for (var intake : all) {
            intake.enter(intakes);
        }
        // The oldest come first: after one that may stay, all may.
        while (!intakes.isEmpty()
                && (left > retention.bytes() || intakes.peek().oldest().isBefore(tooOld))) {
            var intake = intakes.remove();
            var row = intake.next();
            if (absorbed(housekeeping, row, intake.contained())) {
                left -= row.bytes();
                deleted++;
                intake.gone(row);
            }
            intake.enter(intakes);
        }
        for (var intake : all) {
            intake.delete();
        }
        return new Swept(deleted, before - left, left);
    }

    /** The rows of one intake that were not looked at yet, but for the last, which holds the place. */
    private final class Remaining {
        private static final int AT_ONCE = 1_000;

        private final Housekeeping housekeeping;
        private final EntityId entity;
        private final long last;
        private final Deque<RowSize> page = new ArrayDeque<>();
        private final List<Long> gone = new ArrayList<>();
        private Contained contained;
        private long at;

        private Remaining(Housekeeping housekeeping, EntityId entity, long last) {
            this.housekeeping = housekeeping;
            this.entity = entity;
            this.last = last;
        }

        /** If there is anything left. */
        void enter(PriorityQueue<Remaining> intakes) throws IOException {
            if (page.isEmpty()) {
                housekeeping.rows(entity, at).stream()
                        .filter(row -> row.sequence() < last)
                        .forEach(page::add);
            }
            if (!page.isEmpty()) {
                intakes.add(this);
            }
        }

        Instant oldest() {
            return page.element().written();
        }

        RowSize next() {
            var row = page.remove();
            at = row.sequence();
            return row;
        }

        Contained contained() throws IOException {
            if (contained == null) {
                contained = Sweeper.this.contained(housekeeping, entity);
            }
            return contained;
        }

        void gone(RowSize row) throws IOException {
            gone.add(row.sequence());
            if (gone.size() == AT_ONCE) {
                delete();
            }
        }

        void delete() throws IOException {
            housekeeping.delete(entity, gone);
            gone.clear();
        }
    }

    private Contained contained(Housekeeping housekeeping, EntityId intake) throws IOException {
        var snapshot = housekeeping.snapshot(intake);
        if (snapshot.isEmpty()) {
            return Contained.NOTHING;
        }
        var kept = Snapshots.open(envelopes, snapshot.get());
        return new Contained(kept.sequence(), IntakeSnapshot.openBatches(kept.state()));
    }

    private boolean absorbed(Housekeeping housekeeping, RowSize row, Contained snapshot) throws IOException {
        if (row.sequence() > snapshot.sequence()) {
            return false;
        }
        if (snapshot.open().isEmpty()) {
            return true;
        }
        var envelope = housekeeping.row(row.entity(), row.sequence());
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
