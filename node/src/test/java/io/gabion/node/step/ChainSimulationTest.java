package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.correlate.Kept;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.node.PlainEvent;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetState;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.intake.IntakeState;
import io.gabion.node.rules.PackedRules;
import io.gabion.node.rules.RulePacks.Loaded;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent.Noticed;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.cohort.CohortEvent.Weighed;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.responders.response.Notices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Groups that count what other groups find, under crashes, duplicates, losses, delays and stale owners, and with a disk that is
 * slow and power cuts: each finding is counted once.
 */
class ChainSimulationTest {
    private static final int SEEDS = 200;
    private static final Tenant TENANT = new Tenant("acme");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(10));
    private static final Instant END = START.plus(Duration.ofMinutes(40));
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "log");

    /** How often the second and the third hold does not depend on the order in which they hear of the first. */
    private static final String RULES = """
            title: Failed
            id: failed
            logsource: {product: windows}
            detection: {s: {A: fail}, condition: s}
            ---
            title: Three failures
            id: three
            correlation: {type: event_count, rules: [failed], group-by: [User], timespan: 10m, condition: {gte: 3}}
            ---
            title: Each time
            id: each
            correlation: {type: event_count, rules: [three], group-by: [User], timespan: 10m, condition: {gte: 1}}
            ---
            title: Twice
            id: twice
            level: high
            correlation: {type: event_count, rules: [each], group-by: [], timespan: 10d, condition: {gte: 2}, generate: true}
            """;

    private static final RulePack PACK =
            RulePack.of(List.of(new RulePack.File("chain.yml", RULES, "")), Placeholders.NONE);
    private static final Loaded LOADED = Loaded.of(PACK, LogSources.bundled());

    @Test
    void no_seed_loses_or_doubles_what_a_group_has_found() {
        assertThat(PACK.refused()).isEmpty();
        assertThat(Seeds.some(SEEDS, seed -> run(seed, "none", SeededFaults.Disk.AT_ONCE)))
                .isEmpty();
    }

    @Test
    void nor_does_a_power_cut() {
        assertThat(Seeds.some(SEEDS / 4, seed -> run(seed, "none", SeededFaults.Disk.SLOW)))
                .isEmpty();
    }

    @Test
    void without_the_outbox_it_is_lost() {
        assertThat(Seeds.some(SEEDS / 4, seed -> run(seed, "asset", SeededFaults.Disk.AT_ONCE)))
                .anyMatch(v -> v.contains("held {} instead"));
    }

    private static List<String> run(long seed, String forgetful, SeededFaults.Disk disk) {
        var random = new Random(seed);
        var batches = batches(random);
        var time = new VirtualTime(START);
        var raised = new HashMap<String, Integer>();
        var noticed = new HashSet<String>();
        var faults = new SeededFaults(random, time, CALM, disk);
        var engine = new StepEngine(time, faults, Delivery.AS_THEY_COME, true, (_, event) -> {
            if (event instanceof Weighed weighed) {
                raised.merge(weighed.suspicion().id(), 1, Integer::sum);
            } else if (event instanceof Noticed one) {
                noticed.add(one.suspicion().id());
            }
        });
        if (disk != SeededFaults.Disk.AT_ONCE) {
            faults.cutPower(engine, START, 0.5);
        }
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY)
                .register(Forgetful.registry(engine, forgetful));
        var rules = new PackedRules(() -> LOADED);
        var source = new Insistent(time, engine, INTAKE, new HashSet<>());
        for (int i = 0; i < batches.size(); i++) {
            var observations = batches.get(i);
            var batch = new Accept("b-" + i, String.valueOf(i), observations, List.of(), rules.ask(observations));
            time.at(START.plusSeconds(2L * i), "source", () -> source.bring(batch));
        }
        time.runUntil(END);

        var violations = new ArrayList<String>();
        if (!((IntakeState) engine.state(INTAKE)).open().isEmpty()) {
            violations.add("not absorbed");
        }
        if (noticed.isEmpty() || !raised.keySet().equals(noticed)) {
            violations.add("told " + raised.keySet() + " of " + noticed);
        }
        raised.forEach((id, times) -> {
            if (times > 1) {
                violations.add("raised " + times + " times: " + id);
            }
        });
        var expected = expected(batches);
        var found = new TreeMap<String, Integer>();
        for (var id : engine.entities("asset")) {
            var part = ((AssetState) engine.state(id)).profile().parts().get("sigma-correlation");
            if (part != null && ((Kept) part.state()).times() > 0) {
                found.put(AssetRef.parse(id.name()).name(), ((Kept) part.state()).times());
            }
        }
        found.keySet().retainAll(expected.keySet());
        if (!found.equals(expected) || expected.isEmpty()) {
            violations.add("held " + found + " instead of " + expected);
        }
        return violations;
    }

    /** Of the third rule and, made audible, the second. */
    private static Map<String, Integer> expected(List<List<Observation>> batches) {
        var run = new RuleRun(PACK, LogSources.bundled(), LogSource.ANY);
        var times = new TreeMap<String, Integer>();
        batches.stream()
                .flatMap(List::stream)
                .flatMap(event -> run.hits(event).stream())
                .filter(hit -> !hit.group().isEmpty())
                .forEach(hit -> times.merge(hit.group(), 1, Integer::sum));
        return times;
    }

    private static List<List<Observation>> batches(Random random) {
        var batches = new ArrayList<List<Observation>>();
        int line = 0;
        for (int i = 0; i < 12; i++) {
            var batch = new ArrayList<Observation>();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                var at = START.plusSeconds(2L * i).plusMillis(line);
                batch.add(event(at, ++line, "u" + random.nextInt(3)));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static Observation event(Instant at, int line, String user) {
        return PlainEvent.of(
                new Source("log", line),
                at,
                "windows",
                Map.of("Channel", "Security", "EventID", "1", "A", "fail", "User", user),
                new AssetRef(Kind.HOST, "ws1"));
    }
}
