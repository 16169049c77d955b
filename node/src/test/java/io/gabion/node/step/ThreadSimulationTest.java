package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.node.asset.Asset;
import io.gabion.node.asset.AssetCommand;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.asset.AssetState;
import io.gabion.node.cohort.Cohort;
import io.gabion.node.cohort.CohortCommand;
import io.gabion.node.correlator.Correlator;
import io.gabion.node.correlator.CorrelatorCommand;
import io.gabion.node.incident.Incident;
import io.gabion.node.incident.IncidentState;
import io.gabion.node.intake.Intake;
import io.gabion.node.intake.IntakeCommand;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.intake.IntakeState;
import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.cohort.CohortEvent;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.entity.*;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand runs of the thread from a batch to an incident, under crashes, duplicates, losses, delays and stale
 * owners. What is found must be what is found without them. A failing seed runs the same way every time.
 */
class ThreadSimulationTest {
    private static final int SOME = 200;
    private static final Tenant TENANT = new Tenant("acme");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(10));
    private static final Instant END = START.plus(Duration.ofMinutes(40));
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "auth.log");
    private static final Profiles PROFILES = Profiles.standard();

    /** What is left out, to see that it is needed. */
    private enum Mutant {
        NONE,
        NO_OUTBOX,
        NO_PREVIOUS_BATCH,
        NO_REDELIVERY,
        NO_FENCE
    }

    @Test
    void no_seed_loses_or_doubles_anything() {
        assertThat(violations(Mutant.NONE)).isEmpty();
    }

    @Test
    void a_seed_runs_the_same_way_every_time() {
        assertThat(run(Mutant.NONE, 7)).isEqualTo(run(Mutant.NONE, 7));
    }

    @Test
    void without_the_outbox_a_suspicion_is_lost() {
        assertThat(violations(Mutant.NO_OUTBOX)).anyMatch(v -> v.contains("no incident has"));
    }

    @Test
    void without_the_number_of_the_previous_batch_an_asset_skips_one() {
        assertThat(violations(Mutant.NO_PREVIOUS_BATCH)).anyMatch(v -> v.contains("raised"));
    }

    @Test
    void without_redelivery_a_batch_stays_open() {
        assertThat(violations(Mutant.NO_REDELIVERY)).anyMatch(v -> v.contains("not absorbed"));
    }

    @Test
    void without_the_fence_a_stale_owner_says_of_a_batch_that_it_is_absorbed() {
        assertThat(violations(Mutant.NO_FENCE)).anyMatch(v -> v.contains("raised"));
    }

    private static List<String> violations(Mutant mutant) {
        return mutant == Mutant.NONE
                ? Seeds.all(seed -> run(mutant, seed))
                : Seeds.some(SOME, seed -> run(mutant, seed));
    }

    private static List<String> run(Mutant mutant, long seed) {
        var random = new Random(seed);
        var batches = batches(random);
        var expected = Attempts.suspicions(PROFILES, TENANT, batches, Attempts::hits).stream()
                .map(Suspicion::id)
                .collect(Collectors.toCollection(TreeSet::new));

        var time = new VirtualTime(START);
        var raised = new HashMap<String, Integer>();
        var incidents = new HashMap<EntityId, IncidentState>();
        var engine = engine(time, new SeededFaults(random, time, CALM), mutant, (id, event) -> {
            if (event instanceof AssetEvent.SuspicionRaised(var suspicion)) {
                raised.merge(suspicion.id(), 1, Integer::sum);
            } else if (event instanceof AssetEvent.Noticed noticed) {
                raised.merge(noticed.suspicion().id(), 1, Integer::sum);
            } else if (event instanceof IncidentEvent e) {
                incidents.put(
                        id, incidents.getOrDefault(id, IncidentState.EMPTY).apply(e));
            }
        });
        var source = new Insistent(time, engine, INTAKE, new HashSet<>());
        for (int i = 0; i < batches.size(); i++) {
            var observations = batches.get(i);
            var batch =
                    new Accept("batch-" + i, String.valueOf(i), observations, List.of(), Attempts.hits(observations));
            time.at(START.plusSeconds(2L * i), "source", () -> source.bring(batch));
        }
        time.runUntil(END);

        var violations = new ArrayList<String>();
        var open = ((IntakeState) engine.state(INTAKE)).open();
        if (!open.isEmpty()) {
            violations.add("not absorbed: batches " + open.keySet());
        }
        for (var id : expected) {
            if (raised.getOrDefault(id, 0) == 0) {
                violations.add("never raised: " + id);
            }
            long holders = incidents.values().stream()
                    .filter(i -> i.mergedInto().isEmpty())
                    .filter(i -> i.evidence().containsKey(id))
                    .count();
            if (raised.containsKey(id) && holders == 0) {
                violations.add("no incident has " + id);
            } else if (holders > 1) {
                violations.add("two incidents have " + id);
            }
        }
        raised.forEach((id, times) -> {
            if (times > 1 || !expected.contains(id)) {
                violations.add("raised " + times + " times: " + id);
            }
        });
        return violations;
    }

    /** Guesses and sprays from three addresses, spread over the batches of one server. */
    private static List<List<Observation>> batches(Random random) {
        var batches = new ArrayList<List<Observation>>();
        int line = 0;
        for (int i = 0; i < 12; i++) {
            var batch = new ArrayList<Observation>();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                var at = START.plusSeconds(20L * i).plusMillis(random.nextInt(10_000));
                var from = "203.0.113." + (1 + random.nextInt(3));
                batch.add(Attempts.failed(++line, at, from, "user" + random.nextInt(30)));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static StepEngine engine(
            VirtualTime time, Faults faults, Mutant mutant, BiConsumer<EntityId, Object> journaled) {
        var engine = new StepEngine(time, faults, Delivery.AS_THEY_COME, mutant != Mutant.NO_FENCE, journaled);
        var redeliver = Duration.ofSeconds(mutant == Mutant.NO_REDELIVERY ? 1_000_000 : 5);
        engine.register(
                "intake",
                IntakeCommand.class,
                id -> new Made<>(new Intake(id, 64 * 1_000, 3, redeliver), IntakeEvent.CODEC, Calls.none()));
        engine.register(
                "asset",
                AssetCommand.class,
                id -> new Made<>(new MutantAsset(new Asset(id, PROFILES), mutant), AssetEvent.CODEC, Calls.none()));
        engine.register(
                "cohort", CohortCommand.class, id -> new Made<>(new Cohort(id), CohortEvent.CODEC, Calls.none()));
        engine.register(
                "correlator",
                CorrelatorCommand.class,
                id -> new Made<>(new Correlator(id), CorrelatorEvent.CODEC, Calls.none()));
        engine.register(
                "incident",
                IncidentCommand.class,
                id -> new Made<>(new Incident(id, List.of(), Mode.OBSERVE), IncidentEvent.CODEC, Calls.none()));
        return engine;
    }

    /** An asset without one of its mechanisms. */
    private record MutantAsset(Asset asset, Mutant mutant)
            implements Entity<AssetState, AssetCommand, AssetEvent>, Checkpointed<AssetState, AssetCommand> {
        @Override
        public AssetState empty() {
            return asset.empty();
        }

        @Override
        public Decision<AssetEvent> decide(AssetState state, AssetCommand command, Instant now) {
            return command instanceof Deliver(var intake, var batch, var _, var observations, var _)
                            && mutant == Mutant.NO_PREVIOUS_BATCH
                    ? asset.decide(state, new Deliver(intake, batch, 0, observations), now)
                    : asset.decide(state, command, now);
        }

        @Override
        public AssetState apply(AssetState state, AssetEvent event) {
            return asset.apply(state, event);
        }

        @Override
        public List<Send> owes(AssetEvent event) {
            return mutant == Mutant.NO_OUTBOX ? List.of() : asset.owes(event);
        }

        @Override
        public AssetCommand wake() {
            return asset.wake();
        }

        @Override
        public boolean unfinished(AssetState state) {
            return asset.unfinished(state);
        }

        @Override
        public byte[] write(AssetState state) {
            return asset.write(state);
        }

        @Override
        public AssetState read(byte[] checkpoint) {
            return asset.read(checkpoint);
        }

        @Override
        public AssetCommand saved(AssetState written) {
            return asset.saved(written);
        }
    }
}
