package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.Wiring;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand.Evidence;
import io.gabion.protocol.incident.IncidentCommand.Judge;
import io.gabion.protocol.incident.IncidentEvent.Relapsed;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.containment.ContainmentState.Idle;
import io.gabion.responders.guard.GuardCommand.Surroundings;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.response.Notices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A run that lets go in stages, wired as a node wires it, under crashes, duplicates, losses, delays and stale owners: nothing
 * but what is journaled says when a stage is over.
 */
class StagedReleaseSimulationTest {
    private static final int SEEDS = 50;
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId INCIDENT = new EntityId(TENANT, "incident", "i");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(3));
    private static final Budget BUDGET = new Budget(100, Duration.ofHours(1), 100);
    private static final GuardPolicy POLICY = new GuardPolicy(
            Mode.LIVE,
            Set.of("site"),
            List.of(),
            Map.of(Action.BLOCK_ADDRESS, BUDGET, Action.END_SESSIONS, BUDGET, Action.LOCK_ACCOUNT, BUDGET),
            "hash");
    private static final Playbook PLAYBOOK = new Playbook(
            "p",
            "In stages",
            new Playbook.When(List.of(), 0),
            Duration.ofMinutes(8),
            List.of(
                    new Plan.Block("block", "site", 2_400),
                    new Plan.EndSessions("out", "site", 2_400),
                    new Plan.LockAccount("lock", "site", 2_400)),
            "hash");
    private static final AssetRef ADDRESS = new AssetRef(Kind.ADDRESS, "203.0.113.7");
    private static final AssetRef OLGA = new AssetRef(Kind.ACCOUNT, "olga@web1");

    @Test
    void no_seed_lets_go_in_another_order_or_leaves_anything_held() {
        assertThat(Seeds.all(SEEDS, seed -> new Run(seed).quiet())).isEmpty();
    }

    @Test
    void no_seed_lets_anybody_act_again_in_the_watch_without_containing_all_anew() {
        assertThat(Seeds.all(SEEDS, seed -> new Run(seed).relapse())).isEmpty();
    }

    @Test
    void no_seed_watches_for_longer_when_people_call_it_a_false_positive() {
        assertThat(Seeds.all(SEEDS, seed -> new Run(seed).falsePositive())).isEmpty();
    }

    /** Does as it is told. */
    private static final class Site implements Connector {
        final Set<String> inForce = new HashSet<>();

        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            inForce.add(order.action().word());
            return CompletableFuture.completedFuture(new Result.Done());
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            boolean is = inForce.contains(order.action().word());
            return CompletableFuture.completedFuture(is ? new Result.Done() : new Result.Absent());
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            boolean was = inForce.remove(order.action().word());
            return CompletableFuture.completedFuture(was ? new Result.Done() : new Result.Absent());
        }
    }

    private static final class Run {
        private final VirtualTime time = new VirtualTime(START);
        private final Site site = new Site();
        private final StepEngine engine;
        private final List<String> violations = new ArrayList<>();
        private final List<Relapsed> relapses = new ArrayList<>();

        Run(long seed) {
            var faults = new SeededFaults(new Random(seed), time, CALM);
            engine = new StepEngine(time, faults, Delivery.AS_THEY_COME, true, (_, event) -> {
                if (event instanceof Relapsed relapsed) {
                    relapses.add(relapsed);
                }
            });
            new Wiring(List.of(PLAYBOOK), POLICY, Map.of("site", site), Notices.NOBODY).register(engine);
            var surroundings = new Surroundings("node1", List.of("198.51.100.254"));
            for (int s = 0; s < 5_400; s += 20) {
                time.at(START.plusSeconds(s), "node", () -> engine.tell(Wiring.guard(TENANT), surroundings));
            }
            suspect("first", START, ADDRESS, OLGA);
        }

        /** The block ends 40 minutes after it was asked for, which is a few after the start at the latest. */
        List<String> quiet() {
            at(20, "block-address", "end-sessions", "lock-account");
            at(29, "block-address", "end-sessions");
            at(37, "block-address");
            at(45);
            over(0);
            return violations;
        }

        /** All of it again, from the second suspicion on; what was in force never was not. */
        List<String> relapse() {
            at(29, "block-address", "end-sessions");
            suspect("second", START.plus(Duration.ofMinutes(30)), OLGA);
            for (int minute = 30; minute < 50; minute++) {
                time.runUntil(START.plus(Duration.ofMinutes(minute)));
                if (!site.inForce.containsAll(Set.of("block-address", "end-sessions"))) {
                    violations.add("what was in force is not: " + site.inForce);
                }
                if (minute >= 34) {
                    at(minute, "block-address", "end-sessions", "lock-account");
                }
            }
            at(59, "block-address", "end-sessions");
            at(67, "block-address");
            at(76);
            over(1);
            return violations;
        }

        List<String> falsePositive() {
            at(29, "block-address", "end-sessions");
            var none = new Judge(IncidentVerdict.FALSE_POSITIVE, "ann", "our own");
            for (int s = 0; s < 60; s += 10) {
                time.at(time.now().plusSeconds(s), "people", () -> engine.ask(INCIDENT, none, _ -> {}));
            }
            at(34);
            over(0);
            return violations;
        }

        /** As whoever owes it does: until it has come. */
        private void suspect(String id, Instant at, AssetRef... actors) {
            var suspicion = new Suspicion(
                    id,
                    TENANT,
                    ADDRESS,
                    at,
                    new Detector(Detector.Kind.THRESHOLD, "t", "1"),
                    "Title",
                    Severity.HIGH,
                    0.85,
                    List.of("T1110", "T1078"),
                    List.of(new Source("auth.log", 1)),
                    List.of("why"),
                    List.of(actors),
                    List.of());
            for (int s = 0; s < 60; s += 10) {
                time.at(at.plusSeconds(s), "correlator", () -> engine.tell(INCIDENT, new Evidence(suspicion)));
            }
        }

        private void at(int minute, String... inForce) {
            time.runUntil(START.plus(Duration.ofMinutes(minute)));
            if (!site.inForce.equals(Set.of(inForce))) {
                violations.add("after " + minute + " minutes " + site.inForce);
            }
        }

        private void over(int times) {
            if (relapses.size() != times) {
                violations.add("relapses: " + relapses);
            }
            Stream.of("block-address/203.0.113.7", "end-sessions/olga@web1", "lock-account/olga@web1")
                    .map(name -> engine.state(new EntityId(TENANT, "containment", "site/" + name)))
                    .filter(state -> !(state instanceof Idle))
                    .forEach(state -> violations.add("held: " + state));
        }
    }
}
