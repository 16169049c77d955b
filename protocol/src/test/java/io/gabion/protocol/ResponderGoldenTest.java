package io.gabion.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.EventGoldenTest.Golden;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Standing;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.response.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link EventGoldenTest}, for what is done about an incident. */
class ResponderGoldenTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Instant LATER = Instant.parse("2026-01-02T04:04:05Z");
    private static final String CONTAINMENT = "acme/containment/firewall/block-address/203.0.113.7";
    private static final String KEY = CONTAINMENT + "#1";
    private static final Target TARGET = new Target("firewall", "203.0.113.7");
    private static final Holder HOLDER = new Holder("acme/response/r", LATER);
    private static final Notice NOTICE = new Notice(1, 2, List.of("acme/response/r"));
    private static final Plan.Block BLOCK = new Plan.Block("b", "firewall", 3_600);
    private static final Plan PLAN = new Plan(
            "contain-guessing",
            "abc",
            List.of(
                    BLOCK,
                    new Plan.BlockNetwork("w", "firewall", 60),
                    new Plan.LockAccount("l", "accounts", 60),
                    new Plan.BlockDomain("d", "names", 60),
                    new Plan.IsolateHost("i", "hosts", 60),
                    new Plan.QuarantineFile("q", "files", 60),
                    new Plan.Notify("n", "log")));
    private static final String FILE = "ws1:/tmp/evil:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final Targets TARGETS = new Targets(
            List.of("203.0.113.7"),
            List.of("olga@web1"),
            List.of("c2.example.org"),
            List.of("ws1"),
            List.of(FILE),
            List.of("203.0.113.0/24"));
    private static final ActionState ACTION =
            new ActionState("block-address", "203.0.113.7", Outcome.VERIFIED, "read back: in force", 3_600, NOW);

    private static final ResponseEvent.Overview OVERVIEW =
            new ResponseEvent.Overview("acme/incident/i", "contain-guessing", Mode.LIVE, 2, List.of(ACTION));
    /** The version with which an event came, of those that were not there from the beginning. */
    private static final Map<String, Integer> SINCE = Map.ofEntries(
            entry("approval-requested", 2),
            entry("approval-voted", 2),
            entry("approval-ended", 2),
            entry("condition-checked", 2),
            entry("step-skipped", 2),
            entry("held", 2),
            entry("paged", 2),
            entry("brake-decided", 2),
            entry("abandoned", 2),
            entry("deferred", 2),
            entry("step-failed", 4),
            entry("step-retried", 4),
            entry("step-waived", 4),
            entry("paused", 4),
            entry("resumed", 4),
            entry("escalated", 4),
            entry("page-failed", 4),
            entry("page-retried", 4),
            entry("page-ended", 4),
            entry("called-off", 4),
            entry("forgone", 2),
            entry("unread", 2),
            entry("alarmed", 2),
            entry("alarm-told", 2),
            entry("rung", 2),
            entry("emergency-used", 2),
            entry("budget-spent", 2),
            entry("asked-again", 2),
            entry("confirmed", 2),
            entry("recalled", 2),
            entry("adjourned", 2),
            entry("proven", 2));

    private static final PersonalOrder ORDER = new PersonalOrder("olga", "responder", "seen it", "key");

    static Stream<Golden<?>> events() {
        return Stream.of(guard(), response(), containment()).flatMap(s -> s);
    }

    private static Stream<Golden<?>> guard() {
        return Stream.of(
                guard(
                        "reserved",
                        new GuardEvent.Reserved(
                                KEY, CONTAINMENT, Action.BLOCK_ADDRESS, TARGET, NOW, "hash", "contain-guessing/block")),
                guard(
                        "observed",
                        new GuardEvent.Observed(
                                KEY,
                                CONTAINMENT,
                                Action.ISOLATE_HOST,
                                TARGET,
                                NOW,
                                LATER,
                                "observe mode",
                                "hash",
                                "contain-guessing/block")),
                guard(
                        "refused",
                        new GuardEvent.Refused(
                                KEY, CONTAINMENT, Action.DISABLE_ACCOUNT, TARGET, NOW, "protected", "hash")),
                guard("confirmed", new GuardEvent.Confirmed(KEY, CONTAINMENT, 3, NOW, "hash")),
                guard(
                        "recalled",
                        new GuardEvent.Recalled(
                                KEY, CONTAINMENT, 3, Action.BLOCK_ADDRESS, TARGET, NOW, "frozen", "hash")),
                guard(
                        "adjourned",
                        new GuardEvent.Adjourned(KEY, CONTAINMENT, 3, Action.BLOCK_ADDRESS, TARGET, NOW, "hash")),
                guard("returned", new GuardEvent.Returned(KEY, NOW, "hash")),
                guard("frozen", new GuardEvent.Frozen("olga", "a doubt", NOW, "hash")),
                guard("thawed", new GuardEvent.Thawed("olga", NOW, "hash")),
                guard(
                        "held",
                        new GuardEvent.Held(
                                KEY,
                                CONTAINMENT,
                                Action.BLOCK_ADDRESS,
                                TARGET,
                                NOW,
                                LATER,
                                "contain-guessing/block",
                                "hash")),
                guard(
                        "alarmed",
                        new GuardEvent.Alarmed(
                                KEY + "/alarm/2", CONTAINMENT, Action.BLOCK_ADDRESS, TARGET, "no answer", NOW)),
                guard(
                        "emergency-used",
                        new GuardEvent.EmergencyUsed(KEY, "contain-takeover", Action.BLOCK_ADDRESS, 3, NOW, "hash")),
                guard(
                        "budget-spent",
                        new GuardEvent.BudgetSpent(
                                Action.ISOLATE_HOST, new Target("edr", "web1"), "5 of 5 used", NOW, "hash")),
                guard("alarm-told", new GuardEvent.AlarmTold("firewall", 2, false, "no answer", NOW)),
                guard(
                        "deferred",
                        new GuardEvent.Deferred(
                                KEY,
                                CONTAINMENT,
                                Action.BLOCK_ADDRESS,
                                TARGET,
                                NOW,
                                LATER,
                                "contain-guessing/block",
                                "hash")),
                guard("rung", new GuardEvent.Rung("freeze", NOW, 1, 2, false, "no answer", LATER)),
                guard("paged", new GuardEvent.Paged("contain-guessing/block", 2, false, "no answer", NOW)),
                guard(
                        "brake-decided",
                        new GuardEvent.BrakeDecided(
                                "contain-guessing/block", Verdict.APPROVE, "olga", "seen it", NOW, "hash")));
    }

    private static Stream<Golden<?>> response() {
        return Stream.of(
                response(
                        "started",
                        new ResponseEvent.Started("acme/incident/i", PLAN, Mode.LIVE, TARGETS, List.of(ACTION), NOW)),
                response(
                        "step-started",
                        new ResponseEvent.StepStarted(
                                0, BLOCK, List.of("203.0.113.7"), NOW, LATER, "contain-guessing")),
                response("action-reported", new ResponseEvent.ActionReported(CONTAINMENT, 1, 2, ACTION, OVERVIEW)),
                response("notify-failed", new ResponseEvent.NotifyFailed(1, "no answer", LATER)),
                response("notify-retried", new ResponseEvent.NotifyRetried(2, LATER)),
                response(
                        "approval-requested",
                        new ResponseEvent.ApprovalRequested(
                                new Plan.Ask("q", List.of("l"), List.of("approver", "admin"), 2, 600, Verdict.DENY),
                                "playbook:contain-takeover",
                                List.of(new PlannedAction(Action.LOCK_ACCOUNT, "accounts", "olga@web1", 60)),
                                "digest",
                                NOW,
                                LATER,
                                OVERVIEW)),
                response(
                        "approval-voted",
                        new ResponseEvent.ApprovalVoted(
                                "q", "paula", "approver", Verdict.APPROVE, "digest", "seen it", NOW)),
                response(
                        "approval-ended",
                        new ResponseEvent.ApprovalEnded("q", Verdict.APPROVE, "approved by paula", NOW, OVERVIEW)),
                response(
                        "condition-checked",
                        new ResponseEvent.ConditionChecked(
                                new Plan.Check("c", List.of("b"), List.of(Outcome.FAILED), List.of("n")),
                                false,
                                "b: not failed",
                                NOW)),
                response("step-skipped", new ResponseEvent.StepSkipped(3, "b: not failed", NOW)),
                response("step-failed", new ResponseEvent.StepFailed("b", "203.0.113.7 is failed", NOW)),
                response(
                        "step-retried",
                        new ResponseEvent.StepRetried(
                                0, BLOCK, 2, List.of("203.0.113.7"), NOW, LATER, "contain-guessing", ORDER)),
                response("step-waived", new ResponseEvent.StepWaived("b", NOW, ORDER)),
                response("paused", new ResponseEvent.Paused(NOW, ORDER)),
                response("resumed", new ResponseEvent.Resumed(NOW, ORDER)),
                response("escalated", new ResponseEvent.Escalated("q", 1, 3, 2, "pager", List.of("admin"), NOW, LATER)),
                response("page-failed", new ResponseEvent.PageFailed("q", 3, 1, "no answer", LATER)),
                response("page-retried", new ResponseEvent.PageRetried("q", 3, 2, LATER)),
                response("page-ended", new ResponseEvent.PageEnded("q", 3, Outcome.APPLIED, "", NOW)),
                response("step-ended", new ResponseEvent.StepEnded(0, NOW)),
                response("ended", new ResponseEvent.Ended(NOW)),
                response("called-off", new ResponseEvent.CalledOff("ann", "no attack", List.of(CONTAINMENT), NOW)));
    }

    private static Stream<Golden<?>> containment() {
        return Stream.of(
                containment(
                        "wanted",
                        new ContainmentEvent.Wanted(1, Action.BLOCK_ADDRESS, TARGET, HOLDER, "contain-guessing/block")),
                containment("joined", new ContainmentEvent.Joined(1, 2, HOLDER, Standing.UNDER_WAY)),
                containment(
                        "left",
                        new ContainmentEvent.Left(1, 2, "acme/response/r", ContainmentEvent.Left.Reason.EXPIRED)),
                containment("left-all", new ContainmentEvent.LeftAll(1, "olga")),
                containment("forgone", new ContainmentEvent.Forgone(1, "acme/response/r")),
                containment("unread", new ContainmentEvent.Unread(2, "no answer")),
                containment("alarmed", new ContainmentEvent.Alarmed(1, 2, Action.BLOCK_ADDRESS, TARGET, "no answer")),
                containment("reserved", new ContainmentEvent.Reserved(KEY)),
                containment("asked-again", new ContainmentEvent.AskedAgain(1, 2, Action.BLOCK_ADDRESS, TARGET, NOW)),
                containment("recalled", new ContainmentEvent.Recalled(NOTICE, "frozen")),
                containment("observed", new ContainmentEvent.Observed(NOTICE, "observe mode")),
                containment("denied", new ContainmentEvent.Denied(NOTICE, "protected")),
                containment("claimed", new ContainmentEvent.Claimed(1, Verb.APPLY, LATER)),
                containment("applied", new ContainmentEvent.Applied(1)),
                containment("withdrawn", new ContainmentEvent.Withdrawn(1)),
                containment("timed-out", new ContainmentEvent.TimedOut(1)),
                containment("postponed", new ContainmentEvent.Postponed(1, LATER)),
                containment("refused", new ContainmentEvent.Refused(NOTICE, 1, "no such table")),
                containment("verified", new ContainmentEvent.Verified(NOTICE, 1)),
                containment("proven", new ContainmentEvent.Proven(1, "sha256=abc bytes=3")),
                containment("drifted", new ContainmentEvent.Drifted(NOTICE, 1)),
                containment("unknown", new ContainmentEvent.Unknown(NOTICE, 1, "no answer")),
                containment("released", new ContainmentEvent.Released(NOTICE, 2)),
                containment("held", new ContainmentEvent.Held(NOTICE, "the brake")),
                containment("abandoned", new ContainmentEvent.Abandoned(NOTICE)));
    }

    private static Golden<?> guard(String name, GuardEvent event) {
        return new Golden<>("guard-event", name, GuardEvent.CODEC, event);
    }

    private static Golden<?> response(String name, ResponseEvent event) {
        return new Golden<>("response-event", name, ResponseEvent.CODEC, event);
    }

    private static Golden<?> containment(String name, ContainmentEvent event) {
        return new Golden<>("containment-event", name, ContainmentEvent.CODEC, event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_is_written_and_read_as_its_golden_file_says(Golden<?> golden) {
        var stored = EventGoldenTest.read(golden.file());

        assertThat(golden.json()).isEqualTo(stored);
        assertThat((Object) golden.codec().read(golden.codec().version(), stored))
                .isEqualTo(golden.event());
    }

    @Test
    void a_response_from_before_there_were_hosts_has_none() {
        var stored = EventGoldenTest.read("/golden/response-event/v2/started.json");
        var started = (ResponseEvent.Started) ResponseEvent.CODEC.read(2, stored);

        assertThat(started.targets())
                .isEqualTo(new Targets(List.of("203.0.113.7"), List.of("olga@web1"), List.of("c2.example.org")));
    }

    @Test
    void every_stored_event_of_these_families_has_one() {
        var families = Stream.of(GuardEvent.class, ResponseEvent.class, ContainmentEvent.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .filter(type -> !Passing.class.isAssignableFrom(type));

        assertThat(events().<Class<?>>map(g -> g.event().getClass())).containsAll(families.toList());
    }

    @Test
    void every_word_that_is_stored_for_a_choice_is_known_and_does_not_change() {
        assertThat(Stream.of(Outcome.values()).map(ResponderGoldenTest::word))
                .containsExactly(
                        "would-apply",
                        "waiting-approval",
                        "refused",
                        "applied",
                        "verified",
                        "unknown",
                        "drifted",
                        "failed",
                        "expired",
                        "released");
        assertThat(Stream.of(Verb.values())
                        .map(v -> ContainmentEvent.CODEC
                                .write(new ContainmentEvent.Claimed(1, v, NOW))
                                .get("verb")
                                .asText()))
                .containsExactly("apply", "query", "release");
        assertThat(Stream.of(Standing.values())
                        .map(s -> ContainmentEvent.CODEC
                                .write(new ContainmentEvent.Joined(1, 1, HOLDER, s))
                                .get("standing")
                                .asText()))
                .containsExactly("under-way", "verified", "unknown", "waiting");
    }

    @ParameterizedTest
    @MethodSource("events")
    void what_an_earlier_version_wrote_is_still_read(Golden<?> golden) {
        for (int version = SINCE.getOrDefault(golden.name(), 1);
                version < golden.codec().version();
                version++) {
            var stored = EventGoldenTest.read(golden.file(version));
            assertThat((Object) golden.codec().read(version, stored)).hasSameClassAs(golden.event());
        }
    }

    @Test
    void every_kind_of_step_is_read_as_it_is_written() {
        var steps = List.<Plan.Step>of(
                new Plan.QuarantineFile("q", "files", 60),
                new Plan.ScanFile("s", "files", 60),
                new Plan.Collect("c", "evidence", 60),
                new Plan.Wait("w", 60),
                new Plan.Escalate("e", List.of("q"), List.of(new Plan.Level("pager", 600, List.of("admin"), 300, 2))),
                new Plan.Parallel("p", List.of("a", "b")));
        for (var step : steps) {
            var event = new ResponseEvent.StepStarted(0, step, List.of(), NOW, NOW, "contain-guessing");
            var stored = ResponseEvent.CODEC.write(event).toString();
            assertThat(ResponseEvent.CODEC.read(ResponseEvent.CODEC.version(), stored))
                    .isEqualTo(event);
        }
        assertThat(ResponseEvent.CODEC
                        .write(new ResponseEvent.StepStarted(
                                0, steps.getLast(), List.of(), NOW, NOW, "contain-guessing"))
                        .toString())
                .contains("{\"action\":\"parallel\",\"id\":\"p\",\"steps\":[\"a\",\"b\"]}");
        assertThat(ResponseEvent.CODEC
                        .write(new ResponseEvent.StepStarted(0, steps.get(3), List.of(), NOW, NOW, "contain-guessing"))
                        .toString())
                .contains("{\"action\":\"wait\",\"id\":\"w\",\"seconds\":60}");
    }

    @Test
    void the_targets_of_a_response_of_the_first_version_are_addresses() {
        var stored = EventGoldenTest.read("/golden/response-event/v1/started.json");
        var plan = new Plan("contain-guessing", "abc", List.of(BLOCK, new Plan.Notify("n", "log")));
        assertThat(ResponseEvent.CODEC.read(1, stored))
                .isEqualTo(new ResponseEvent.Started(
                        "acme/incident/i", plan, Mode.LIVE, Targets.addresses("203.0.113.7"), List.of(ACTION), NOW));
    }

    @Test
    void a_field_that_is_missing_is_an_error_and_not_a_null() {
        assertThatThrownBy(() -> ContainmentEvent.CODEC.read(1, "{\"type\":\"reserved\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String word(Outcome outcome) {
        var action = new ActionState("block-address", "203.0.113.7", outcome, "", 0, NOW);
        var overview = new ResponseEvent.Overview("i", "p", Mode.LIVE, 1, List.of());
        return ResponseEvent.CODEC
                .write(new ResponseEvent.ActionReported("k", 1, 1, action, overview))
                .get("action")
                .get("decision")
                .asText();
    }
}
