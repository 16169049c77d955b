package io.gabion.node.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.node.PlainEvent;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.rules.RulePacks.Loaded;
import io.gabion.node.step.Delivery;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.cohort.CohortEvent.Weighed;
import io.gabion.protocol.correlation.CorrelatorEvent.IncidentOpened;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.response.Notices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One correlation that holds in very many groups: whoever scans, or is scanned, does not drown people. */
class ManyGroupsTest {
    private static final int GROUPS = 500;
    private static final Tenant TENANT = new Tenant("acme");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final String RULES = """
            title: Failed
            id: failed
            logsource: {product: windows}
            detection: {s: {A: fail}, condition: s}
            ---
            title: Two failures
            id: two
            level: medium
            correlation: {type: event_count, rules: [failed], group-by: [who], timespan: 10m, condition: {gte: 2}}
            """;

    private final VirtualTime time = new VirtualTime(START);
    private final List<Suspicion> told = new ArrayList<>();
    private int incidents;

    private final StepEngine engine = new StepEngine(time, Faults.NONE, Delivery.AS_THEY_COME, true, (_, event) -> {
        if (event instanceof Weighed weighed) {
            told.add(weighed.suspicion());
        } else if (event instanceof IncidentOpened) {
            incidents++;
        }
    });

    private void count(Kind kind) {
        var pack = RulePack.of(List.of(new RulePack.File("many.yml", RULES, "")), Placeholders.NONE);
        var loaded = Loaded.of(pack, LogSources.bundled());
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(engine);
        var rules = new PackedRules(() -> loaded);
        var intake = new EntityId(TENANT, "intake", "log");
        for (int i = 0; i < GROUPS; i++) {
            var both = List.of(event(2 * i, kind, i), event(2 * i + 1, kind, i));
            var key = String.valueOf(i);
            engine.ask(intake, new Accept(key, key, both, List.of(), rules.ask(both)), _ -> {});
            time.runUntil(time.now().plusSeconds(1));
        }
        time.runUntil(START.plus(Duration.ofHours(2)));
    }

    private static Observation event(int line, Kind kind, int who) {
        var name = kind == Kind.ADDRESS ? "192.0.%d.%d".formatted(who / 200, 1 + who % 200) : "who" + who;
        var host = new AssetRef(Kind.HOST, "web1");
        var other = new AssetRef(kind, name);
        var fields = Map.of("Channel", "Security", "EventID", "1", "A", "fail", "who", name);
        var at = START.plusMillis(line);
        return kind == Kind.HOST
                ? PlainEvent.of(new Source("log", line + 1), at, "windows", fields, host)
                : PlainEvent.of(new Source("log", line + 1), at, "windows", fields, other, host);
    }

    @Test
    void of_many_groups_on_one_host_twenty_are_told_and_the_number_of_the_rest() {
        count(Kind.HOST);
        assertThat(told.subList(0, 20)).extracting(Suspicion::title).containsOnly("Two failures");
        assertThat(told.subList(20, told.size()))
                .extracting(Suspicion::title)
                .containsExactly(
                        "Two failures, 20 times more",
                        "Two failures, 40 times more",
                        "Two failures, 80 times more",
                        "Two failures, 160 times more",
                        "Two failures, 320 times more",
                        "Two failures, 480 times more");
        assertThat(incidents).isEqualTo(1);
    }

    @Test
    void so_are_many_addresses_none_of_which_is_contained_for_it() {
        count(Kind.ADDRESS);
        assertThat(told)
                .hasSize(26)
                .allSatisfy(suspicion -> assertThat(suspicion.actors()).isEmpty());
        assertThat(incidents).isEqualTo(20);
    }

    /** Whoever could be contained is named. */
    @Test
    void an_account_that_acts_is_told_by_itself_however_many_there_are() {
        count(Kind.ACCOUNT);
        assertThat(told).hasSize(GROUPS).extracting(Suspicion::actors).doesNotHaveDuplicates();
    }
}
