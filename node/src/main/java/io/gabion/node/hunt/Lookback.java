package io.gabion.node.hunt;

import io.gabion.detectors.intel.Intelligence;
import io.gabion.node.source.Ingest;
import io.gabion.node.store.Owned;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Names;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import io.gabion.protocol.intel.IndicatorHits;
import io.gabion.protocol.intel.Sighting;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hunts through what is retained for whatever lists have come to name. An asset that showed it before is told so by an
 * observation of its own, in the intake {@value #SOURCE} of its tenant: durable like any other, and suspicious for the
 * indicator alone. What that intake has read says what was told already and which lists were looked through, also after a
 * restart. One node does it for all.
 */
public final class Lookback implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lookback.class);

    static final String SOURCE = "hunt";

    /** Sightings of one tenant that are told for one change of the lists; of others only the number is logged. */
    static final int MOST = 1_000;

    private static final int BATCH = 200;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** The intakes of a tenant, with what is said of the observations that are brought. */
    public interface Intakes {
        Ingest of(Tenant tenant, Fired fired);
    }

    /** What one look through a tenant's batches has found. */
    private static final class Found {
        private final Set<Sighting.Key> told = new HashSet<>();
        private final Map<Sighting.Key, Sighting> sightings = new LinkedHashMap<>();
        private long notTold;
    }

    private final Rows rows;
    private final Envelopes envelopes;
    private final Intakes intakes;
    private final InstantSource clock;
    private final Map<Tenant, String> done = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gabion-lookback").daemon().factory());

    public Lookback(Rows rows, Envelopes envelopes, Intakes intakes, InstantSource clock) {
        this.rows = rows;
        this.envelopes = envelopes;
        this.intakes = intakes;
        this.clock = clock;
    }

    /**
     * From now on, until closed.
     *
     * @param lists as they are now
     * @param tenants whose batches are looked through
     * @param isMine whether this node is the one to do it
     */
    public Lookback start(
            Supplier<Intelligence> lists, Supplier<Set<Tenant>> tenants, BooleanSupplier isMine, Duration every) {
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        if (isMine.getAsBoolean()) {
                            tenants.get().forEach(tenant -> look(tenant, lists.get()));
                        }
                    } catch (RuntimeException bug) { // A task that throws is never run again.
                        LOG.error("What lists name now is not looked for in what was read before, a bug", bug);
                    }
                },
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
        return this;
    }

    private void look(Tenant tenant, Intelligence lists) {
        var version = lists.indicators().version();
        if (lists.indicators().size() == 0 || version.equals(done.get(tenant))) {
            return;
        }
        try {
            var position = intakes.of(tenant, Fired.NOTHING)
                    .position(SOURCE)
                    .toCompletableFuture()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (!position.equals(version)) {
                var found = find(tenant, lists);
                bring(tenant, List.copyOf(found.sightings.values()), position, version);
                LOG.info(
                        "Lists changed: {} sightings of before are told, {} are not told one by one",
                        found.sightings.size(),
                        found.notTold);
            }
            done.put(tenant, version);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn(
                    "What lists name now is not looked for in what was read before, until the next round: {}",
                    e.toString());
        }
    }

    private Found find(Tenant tenant, Intelligence lists) {
        var found = new Found();
        // The first of them before all else, so that what was told takes nobody's place.
        rows.of(new EntityId(tenant, "intake", SOURCE))
                .forEach(row -> Hunt.isReadable(row, envelopes, batch -> told(batch, found)));
        Owned.scan(
                rows,
                Set.of("intake"),
                tenant,
                row -> Hunt.isReadable(row, envelopes, batch -> look(batch, lists, found)));
        found.sightings.keySet().removeAll(found.told);
        return found;
    }

    private static void told(Accepted batch, Found found) {
        batch.observations().stream().filter(Sighting::isIn).map(Sighting::key).forEach(found.told::add);
    }

    /** What was known when it was read, was told then. */
    private static void look(Accepted batch, Intelligence lists, Found found) {
        told(batch, found);
        for (var hits : lists.ask(batch.observations(), true)) {
            for (int at : hits.at()) {
                var observation = batch.observations().get(at);
                boolean wasKnown = batch.fired().indicators().stream()
                        .anyMatch(known ->
                                known.seen().equals(hits.seen()) && known.at().contains(at));
                if (!wasKnown && !Sighting.isIn(observation)) {
                    add(found, observation, hits);
                }
            }
        }
    }

    private static void add(Found found, Observation observation, IndicatorHits hits) {
        var key = Sighting.key(observation, hits.seen());
        if (found.told.contains(key)) {
            return;
        }
        if (found.sightings.containsKey(key)) {
            found.sightings.computeIfPresent(key, (_, sighting) -> sighting.and(observation));
        } else if (found.sightings.size() < MOST) {
            found.sightings.put(key, Sighting.of(observation, hits.seen(), hits.indicator()));
        } else {
            found.notTold++;
        }
    }

    /** The last batch says that the lists were looked through: a node that ends before begins again. */
    private void bring(Tenant tenant, List<Sighting> sightings, String before, String version)
            throws InterruptedException {
        for (int from = 0; from == 0 || from < sightings.size(); from += BATCH) {
            int to = Math.min(from + BATCH, sightings.size());
            var observations = new ArrayList<Observation>();
            var hits = new ArrayList<IndicatorHits>();
            for (var sighting : sightings.subList(from, to)) {
                hits.add(new IndicatorHits(sighting.indicator(), sighting.seen(), List.of(observations.size())));
                observations.add(sighting.found(clock.instant()));
            }
            var key = Names.of(before, version, sightings.subList(from, to).toString());
            bring(
                    intakes.of(tenant, Fired.ofIndicators(hits)),
                    new Ingest.Batch(key, to == sightings.size() ? version : before, observations, List.of()));
        }
    }

    private static void bring(Ingest ingest, Ingest.Batch batch) throws InterruptedException {
        while (true) {
            try {
                if (ingest.bring(SOURCE, batch).toCompletableFuture().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("The intake does not answer; the batch is brought again: {}", e.toString());
            }
            Thread.sleep(RETRY);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
