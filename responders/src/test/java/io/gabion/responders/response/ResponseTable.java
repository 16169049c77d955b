package io.gabion.responders.response;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.*;
import io.gabion.protocol.response.Approval.Standing;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.responders.response.ResponseState.*;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The whole decision of a response as one table. */
final class ResponseTable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final EntityId ID = new EntityId(new Tenant("acme"), "response", "r");
    static final EntityId INCIDENT = new EntityId(new Tenant("acme"), "incident", "i");
    static final String ONE = "203.0.113.1";
    static final String TWO = "203.0.113.2";
    static final Block BLOCK = new Block("block", "firewall", 3_600);
    static final LockAccount LOCK = new LockAccount("lock", "accounts", 60);
    static final Notify TELL = new Notify("tell", "log");
    static final ResponseLimits LIMITS =
            new ResponseLimits(2, Duration.ofMinutes(1), Duration.ofSeconds(10), 2, Duration.ofSeconds(2));
    static final Response RESPONSE = new Response(ID, LIMITS, Peers.NONE);

    private static final Plan PLAN = new Plan("contain-guessing", "hash", List.of(BLOCK, TELL));
    private static final Plan OTHER = new Plan("contain-exfiltration", "hash", List.of(BLOCK));
    private static final Plan TAKEOVER = new Plan("contain-takeover", "hash", List.of(BLOCK, LOCK));
    private static final Instant PATIENT = NOW.plus(LIMITS.patience());
    private static final Instant CALLED = NOW.plus(LIMITS.call());
    private static final Instant RETRIED = NOW.plus(LIMITS.backoff());

    private static final Started STARTED = started(PLAN, List.of(), ONE, TWO);
    private static final Run RUN = Run.begun(STARTED);
    private static final ActionReported ONE_SAID = said(RUN, ONE, 1, Outcome.VERIFIED);
    private static final Run HALF = RUN.with(ONE_SAID);
    private static final ActionReported TWO_SAID = said(HALF, TWO, 1, Outcome.REFUSED);
    private static final Run TOLD = HALF.with(TWO_SAID).at(1);
    private static final ActionReported ONE_DRIFTED = said(TOLD, ONE, 2, Outcome.DRIFTED);
    private static final ActionReported DELIVERED = notified(TOLD, 1, Outcome.APPLIED, "");
    private static final ActionReported OBSERVED = notified(TOLD, 1, Outcome.WOULD_APPLY, "observe mode");
    private static final ActionReported GAVE_UP = notified(TOLD, 2, Outcome.FAILED, "no route, 2 attempts");

    private static final Started OLGA_STARTED = new Started(
            INCIDENT.toString(),
            TAKEOVER,
            Mode.LIVE,
            new Targets(List.of(), List.of("olga@web1"), List.of("evil.example")),
            List.of(),
            NOW);
    private static final StepStarted OLGA_LOCKED =
            new StepStarted(1, LOCK, List.of("olga@web1"), NOW, PATIENT, "contain-takeover");
    private static final ActionReported OLGA_SAID = Run.begun(OLGA_STARTED)
            .reported(
                    "acme/containment/accounts/lock-account/olga@web1",
                    1,
                    1,
                    new ActionState("lock-account", "olga@web1", Outcome.VERIFIED, "why", 60, NOW));

    private static final Wait REST = new Wait("rest", 60);
    private static final Check FAILED =
            new Check("failed", List.of("block"), List.of(Outcome.REFUSED, Outcome.FAILED), List.of("tell"));
    private static final Plan PATIENTLY = new Plan("patient", "hash", List.of(REST, BLOCK));
    private static final Plan CAREFULLY = new Plan("careful", "hash", List.of(BLOCK, FAILED, TELL));
    private static final Plan AT_ONCE =
            new Plan("at-once", "hash", List.of(new Parallel("both", List.of("block", "lock")), BLOCK, LOCK));
    private static final Instant RESTED = NOW.plusSeconds(60);
    private static final Run RESTING = Run.begun(started(PATIENTLY, List.of(), ONE));
    private static final Run CAREFUL = Run.begun(started(CAREFULLY, List.of(), ONE));
    private static final Check UNSURE =
            new Check("unsure", List.of("block"), List.of(Outcome.UNKNOWN, Outcome.FAILED), List.of("tell"));
    private static final Run WORRIED =
            Run.begun(started(new Plan("worried", "hash", List.of(BLOCK, UNSURE, TELL)), List.of(), ONE));
    private static final Targets BOTH = new Targets(List.of(ONE), List.of("olga@web1"), List.of());
    private static final Started BOTH_STARTED =
            new Started(INCIDENT.toString(), AT_ONCE, Mode.LIVE, BOTH, List.of(), NOW);
    private static final Run BESIDE = Run.begun(BOTH_STARTED).at(2);
    private static final Run AGAIN_BESIDE = Run.begun(BOTH_STARTED)
            .at(3)
            .with(new StepRetried(
                    1,
                    BLOCK,
                    2,
                    List.of(ONE),
                    NOW,
                    PATIENT,
                    "at-once",
                    new PersonalOrder("olaf", "responder", "why", "k")));
    private static final String OLGA_LOCK = "acme/containment/accounts/lock-account/olga@web1";

    private static final ResponseState IDLE = new Idle();
    private static final ResponseState BETWEEN = new Between(RUN);
    private static final ResponseState BLOCKING = new Containing(RUN, BLOCK, PATIENT);
    private static final ResponseState HALF_BLOCKED = new Containing(HALF, BLOCK, PATIENT);
    private static final ResponseState NOTIFYING = new Notifying(TOLD, TELL, 1, CALLED);
    private static final ResponseState PAUSING = new Pausing(TOLD, TELL, 1, RETRIED);
    private static final ResponseState FINISHED = new Finished(TOLD);
    private static final ResponseState STOPPED = new Stopped(TOLD);
    private static final ResponseState BARRED = new Barred();
    private static final CallOff CALL_OFF = new CallOff("ann", "no attack");

    static final Ask ASK = new Ask("ask", List.of("lock"), List.of("approver"), 2, 600, Verdict.DENY);
    private static final Plan ASKING = new Plan("contain-takeover", "hash", List.of(ASK, TELL, LOCK));
    private static final Targets OLGA = new Targets(List.of(), List.of("olga@web1"), List.of());
    private static final Start ASKED_START = new Start(INCIDENT, ASKING, OLGA, Mode.LIVE);
    private static final Started ASKED_STARTED =
            new Started(INCIDENT.toString(), ASKING, Mode.LIVE, OLGA, List.of(), NOW);
    private static final Instant DECIDED_BY = NOW.plusSeconds(600);
    private static final List<PlannedAction> LOCKING =
            List.of(new PlannedAction(Action.LOCK_ACCOUNT, "accounts", "olga@web1", 60));
    static final String DIGEST = PlannedAction.digest(ID.toString(), ASKING, "ask", LOCKING, _ -> "");
    static final ApprovalRequested REQUESTED = requested("playbook:contain-takeover", DIGEST, DECIDED_BY);
    private static final Run ASKED = Run.begun(ASKED_STARTED).with(REQUESTED);
    private static final NotifyOrder.Question QUESTION =
            new NotifyOrder.Question("r.ask", DIGEST, DECIDED_BY, List.of("approver"), 2, LOCKING);
    private static final Run HELD = ASKED.at(2);
    static final ApprovalVoted PAULA_YES = voted("paula", Verdict.APPROVE);
    private static final ApprovalVoted QUENTIN_YES = voted("quentin", Verdict.APPROVE);
    private static final ApprovalVoted PAULA_NO = voted("paula", Verdict.DENY);
    static final ApprovalEnded APPROVED = closed(Verdict.APPROVE, "approved by paula, quentin", 3);
    private static final ApprovalEnded DENIED = closed(Verdict.DENY, "denied by paula: why", 3);
    private static final ApprovalEnded RUN_OUT = closed(Verdict.DENY, "not decided until " + NOW + ", that is no", 3);
    private static final ApprovalEnded CHANGED = closed(Verdict.DENY, "what would be done is not what was approved", 4);
    private static final StepStarted LOCKED =
            new StepStarted(2, LOCK, List.of("olga@web1"), NOW, PATIENT, "contain-takeover");
    private static final ResponseEvent[] SKIPPED = {
        new StepStarted(2, LOCK, List.of(), NOW, PATIENT, "contain-takeover"), new StepEnded(2, NOW), new Ended(NOW)
    };

    private static final Check NO_QUESTION =
            new Check("failed", List.of("block"), List.of(Outcome.FAILED), List.of("ask"));
    private static final Run UNASKED = Run.begun(new Started(
            INCIDENT.toString(),
            new Plan("unasked", "hash", List.of(BLOCK, NO_QUESTION, ASK, LOCK)),
            Mode.LIVE,
            BOTH,
            List.of(),
            NOW));

    private static final Start START = starting(PLAN, ONE, TWO);
    private static final Start ANOTHER = starting(OTHER, ONE);
    private static final Effect ACCEPTED = new Reply(new Accepted());
    private static final Effect REJECTED =
            new Reply(new Rejected("already carries out contain-guessing for acme/incident/i"));
    private static final Decision<ResponseEvent> NOTHING = Decision.nothing();
    private static final Wake WAKE = new Wake();

    // spotless:off: a name, then state, command and decision
    static final List<Row> ROWS = List.of(
        row("a plan begins with its first step",
            IDLE, START, journal(STARTED, blocking(ONE, TWO)).then(wakeAt(PATIENT), ACCEPTED)),
        row("addresses are wanted once each, in one spelling",
            IDLE, starting(PLAN, "::ffff:203.0.113.1", ONE, ONE),
            journal(started(PLAN, List.of(), ONE), blocking(ONE)).then(wakeAt(PATIENT), ACCEPTED)),
        row("what is no address is refused and shown",
            IDLE, starting(OTHER, "; flush ruleset", ONE),
            journal(started(OTHER, List.of(refused("; flush ruleset", "not an address")), ONE), blocking(OTHER, ONE))
                .then(wakeAt(PATIENT), ACCEPTED)),
        row("more than the limit is refused and shown",
            IDLE, starting(OTHER, ONE, TWO, "203.0.113.3", "203.0.113.4"),
            journal(
                started(OTHER, List.of(refused("2 more", "at most 2 targets in one response")), ONE, TWO),
                blocking(OTHER, ONE, TWO))
                .then(wakeAt(PATIENT), ACCEPTED)),
        row("of much that is refused the newest is shown",
            IDLE, starting(OTHER, "a", "b", "c"),
            journal(
                started(OTHER, List.of(refused("b", "not an address"), refused("c", "not an address"))),
                blocking(OTHER), new StepEnded(0, NOW), new Ended(NOW)).then(ACCEPTED)),
        row("a block of nothing ends at once",
            IDLE, starting(PLAN),
            journal(started(PLAN, List.of()), blocking(), new StepEnded(0, NOW), telling())
                .then(call(Run.begun(started(PLAN, List.of())), 1)).then(ACCEPTED)),
        row("every step contains the targets of its kind, each in one spelling",
            IDLE, new Start(INCIDENT, TAKEOVER, new Targets(List.of(), List.of("WEB1\\Olga", "olga@web1"), List.of("evil.example")), Mode.LIVE),
            journal(OLGA_STARTED, new StepStarted(0, BLOCK, List.of(), NOW, PATIENT, "contain-takeover"), new StepEnded(0, NOW), OLGA_LOCKED)
                .then(wakeAt(PATIENT), ACCEPTED)),
        row("what is no account and no domain is refused and shown",
            IDLE, new Start(INCIDENT, OTHER, new Targets(List.of(ONE), List.of("a b"), List.of("com")), Mode.LIVE),
            journal(
                new Started(INCIDENT.toString(), OTHER, Mode.LIVE, Targets.addresses(ONE), List.of(
                    new ActionState("lock-account", "a b", Outcome.REFUSED, "not an account", 0, NOW),
                    new ActionState("block-domain", "com", Outcome.REFUSED, "not a domain", 0, NOW)), NOW),
                blocking(OTHER, ONE))
                .then(wakeAt(PATIENT), ACCEPTED)),
        row("a locked account reports",
            new Containing(Run.begun(OLGA_STARTED).at(1), LOCK, PATIENT),
            new ActionReport(ID.toString(), "acme/containment/accounts/lock-account/olga@web1", 1, 1, Outcome.VERIFIED, "why"),
            journal(OLGA_SAID, new StepEnded(1, NOW), new Ended(NOW))),
        row("people are asked, and what they are not asked about goes on",
            IDLE, ASKED_START,
            journal(ASKED_STARTED, new StepStarted(0, ASK, List.of(), NOW, NOW, "contain-takeover"), REQUESTED, new StepEnded(0, NOW), telling(ASKING))
                .then(call(ASKED, 1, QUESTION)).then(ACCEPTED)),
        row("nobody is asked about nothing",
            IDLE, new Start(INCIDENT, ASKING, Targets.NOBODY, Mode.LIVE),
            journal(new Started(INCIDENT.toString(), ASKING, Mode.LIVE, Targets.NOBODY, List.of(), NOW),
                new StepStarted(0, ASK, List.of(), NOW, NOW, "contain-takeover"), new StepEnded(0, NOW), telling(ASKING))
                .then(call(Run.begun(started(ASKING, List.of())), 1)).then(ACCEPTED)),
        row("a decision before anything began",
            IDLE, yes("paula"), only(new Reply(new Rejected("nothing is asked by a step ask")))),
        row("a decision about a step that asks nothing",
            BETWEEN, yes("paula"), only(new Reply(new Rejected("nothing is asked by a step ask")))),
        row("what people are asked about does not begin before they have decided",
            held(), WAKE, only(wakeAt(DECIDED_BY))),
        row("one of two approves",
            held(), yes("paula"), journal(PAULA_YES).then(counted(Standing.WAITING, 1))),
        row("the same person counts once",
            held(PAULA_YES), yes("paula"), only(counted(Standing.WAITING, 1))),
        row("the second approves: it begins",
            held(PAULA_YES), yes("quentin"),
            journal(QUENTIN_YES, APPROVED, LOCKED).then(wakeAt(PATIENT), counted(Standing.APPROVED, 0))),
        row("one who denies is enough, even after approving",
            held(PAULA_YES), new Vote("ask", "paula", "approver", Verdict.DENY, DIGEST, "why"),
            journal(join(PAULA_NO, DENIED, SKIPPED)).then(counted(Standing.DENIED, 0))),
        row("who denies need not have seen the digest",
            new Notifying(ASKED.at(1), TELL, 1, CALLED), new Vote("ask", "paula", "approver", Verdict.DENY, "", "why"),
            journal(new ApprovalVoted("ask", "paula", "approver", Verdict.DENY, "", "why", NOW), DENIED)
                .then(counted(Standing.DENIED, 0))),
        row("a role that is not asked",
            held(), new Vote("ask", "paula", "analyst", Verdict.APPROVE, DIGEST, "why"),
            only(new Reply(new Forbidden("the role analyst may not decide this, approver may")))),
        row("who asks may not decide",
            new Between(Run.begun(ASKED_STARTED).with(requested("paula", DIGEST, DECIDED_BY)).at(2)), yes("paula"),
            only(new Reply(new Forbidden("paula asks for this and may not decide it")))),
        row("who had it go on before it was asked may not approve",
            carried(NOW), yes("olaf"),
            only(new Reply(new Forbidden(
                    "olaf had the run go on before this was asked, so asks for it, and may only deny it")))),
        row("who had it go on before it was asked may deny",
            carried(NOW), new Vote("ask", "olaf", "approver", Verdict.DENY, DIGEST, "why"),
            journal(join(voted("olaf", Verdict.DENY), closed(Verdict.DENY, "denied by olaf: why", 3), SKIPPED))
                .then(counted(Standing.DENIED, 0))),
        row("who has it go on after it was asked may approve",
            carried(NOW.plusSeconds(1)), yes("olaf"),
            journal(voted("olaf", Verdict.APPROVE)).then(counted(Standing.WAITING, 1))),
        row("who only paused it may approve",
            paused(), yes("olaf"),
            journal(voted("olaf", Verdict.APPROVE)).then(counted(Standing.WAITING, 1))),
        row("something else is approved",
            held(), new Vote("ask", "paula", "approver", Verdict.APPROVE, "other", ""),
            only(new Reply(new Rejected("what waits is not what was shown: its digest is " + DIGEST)))),
        row("something unseen is approved",
            held(), new Vote("ask", "paula", "approver", Verdict.APPROVE, "", ""),
            only(new Reply(new Rejected("what waits is not what was shown: its digest is " + DIGEST)))),
        row("the time has run out: that is no",
            new Between(until(NOW)), WAKE, journal(join(RUN_OUT, SKIPPED))),
        row("a decision when the time has run out",
            new Between(until(NOW)), yes("paula"), only(new Reply(new Rejected("the time to decide ran out at " + NOW)))),
        row("what is done is no longer what was approved",
            new Between(Run.begun(ASKED_STARTED).with(requested("playbook:contain-takeover", "other", DECIDED_BY)).with(PAULA_YES).with(QUENTIN_YES).with(APPROVED).at(2)),
            WAKE, journal(join(CHANGED, SKIPPED))),
        row("the first decision stands",
            held(PAULA_NO, DENIED), yes("quentin"), only(new Reply(new Rejected("decided before: denied by paula: why")))),
        row("decided while another step is under way",
            new Notifying(ASKED.with(PAULA_YES).at(1), TELL, 1, CALLED), yes("quentin"),
            journal(QUENTIN_YES, APPROVED).then(counted(Standing.APPROVED, 0))),
        row("one of two approves while a step is under way",
            new Containing(ASKED, BLOCK, PATIENT), yes("paula"), journal(PAULA_YES).then(counted(Standing.WAITING, 1))),
        row("one of two approves during a pause",
            new Pausing(ASKED, TELL, 1, RETRIED), yes("paula"), journal(PAULA_YES).then(counted(Standing.WAITING, 1))),
        row("decided again after the end",
            new Finished(ASKED.with(PAULA_YES).with(QUENTIN_YES).with(APPROVED)), yes("paula"),
            only(counted(Standing.APPROVED, 0))),
        row("the containment of what was approved reports",
            new Containing(HELD.with(PAULA_YES).with(QUENTIN_YES).with(APPROVED), LOCK, PATIENT),
            new ActionReport(ID.toString(), "acme/containment/accounts/lock-account/olga@web1", 1, 1, Outcome.VERIFIED, "why"),
            journal(
                HELD.with(PAULA_YES).with(QUENTIN_YES).with(APPROVED).reported(
                    "acme/containment/accounts/lock-account/olga@web1", 1, 1,
                    new ActionState("lock-account", "olga@web1", Outcome.VERIFIED, "why", 60, NOW)),
                new StepEnded(2, NOW), new Ended(NOW))),
        row("a plan without steps ends at once",
            IDLE, starting(new Plan("empty", "hash", List.of()), ONE),
            journal(started(new Plan("empty", "hash", List.of()), List.of(), ONE), new Ended(NOW)).then(ACCEPTED)),
        row("a report before anything began",
            IDLE, report(ONE, 1, Outcome.VERIFIED), NOTHING),
        row("a notice before anything began",
            IDLE, told(1), NOTHING),
        row("nothing is owed",
            IDLE, WAKE, NOTHING),

        row("started again between two steps",
            BETWEEN, START, only(ACCEPTED)),
        row("another plan between two steps",
            BETWEEN, ANOTHER, only(REJECTED)),
        row("a report between two steps",
            BETWEEN, report(ONE, 1, Outcome.VERIFIED), journal(ONE_SAID)),
        row("a notice between two steps",
            BETWEEN, told(1), NOTHING),
        row("the step that a crash has left out begins",
            BETWEEN, WAKE, journal(blocking(ONE, TWO)).then(wakeAt(PATIENT))),
        row("the end that a crash has left out",
            new Between(TOLD.at(2)), WAKE, journal(new Ended(NOW))),

        row("started again while blocking",
            BLOCKING, START, only(ACCEPTED)),
        row("another plan while blocking",
            BLOCKING, ANOTHER, only(REJECTED)),
        row("the first of two containments reports",
            BLOCKING, report(ONE, 1, Outcome.VERIFIED), journal(ONE_SAID)),
        row("the last containment reports: the next step begins, and is told what is known",
            HALF_BLOCKED, report(TWO, 1, Outcome.REFUSED),
            journal(TWO_SAID, new StepEnded(0, NOW), telling()).then(call(TOLD, 1))),
        row("the same report again",
            HALF_BLOCKED, report(ONE, 1, Outcome.VERIFIED), NOTHING),
        row("an older report",
            HALF_BLOCKED, report(ONE, 0, Outcome.UNKNOWN), NOTHING),
        row("a report of a containment that was not wanted",
            BLOCKING, report("203.0.113.99", 1, Outcome.VERIFIED), NOTHING),
        row("a notice while blocking",
            BLOCKING, told(1), NOTHING),
        row("patience is not at its end",
            BLOCKING, WAKE, only(wakeAt(PATIENT))),
        row("patience is at its end: the next step begins",
            new Containing(HALF, BLOCK, NOW), WAKE,
            journal(new StepEnded(0, NOW), telling()).then(call(HALF.at(1), 1))),

        row("started again while telling",
            NOTIFYING, START, only(ACCEPTED)),
        row("another plan while telling",
            NOTIFYING, ANOTHER, only(REJECTED)),
        row("a report while telling",
            NOTIFYING, report(ONE, 2, Outcome.DRIFTED), journal(ONE_DRIFTED)),
        row("told: the last step ends",
            NOTIFYING, told(1), journal(DELIVERED, new StepEnded(1, NOW), new Ended(NOW))),
        row("only observed: the last step ends",
            NOTIFYING, new Notified("tell", 1, Outcome.WOULD_APPLY, "observe mode"),
            journal(OBSERVED, new StepEnded(1, NOW), new Ended(NOW))),
        row("not told: after a pause again",
            NOTIFYING, failed(1), journal(new NotifyFailed(1, "no route", RETRIED)).then(wakeAt(RETRIED))),
        row("not told for now: not again before the other side wants it",
            NOTIFYING, busy("tell", 60), journal(new NotifyFailed(1, "busy", NOW.plusSeconds(60))).then(wakeAt(NOW.plusSeconds(60)))),
        row("not told for a day: again after a quarter of an hour",
            NOTIFYING, busy("tell", 86_400), journal(new NotifyFailed(1, "busy", NOW.plusSeconds(900))).then(wakeAt(NOW.plusSeconds(900)))),
        row("not told for a moment: after the usual pause again",
            NOTIFYING, busy("tell", 1), journal(new NotifyFailed(1, "busy", RETRIED)).then(wakeAt(RETRIED))),
        row("not told at the last attempt: that is shown",
            new Notifying(TOLD, TELL, 2, CALLED), failed(2),
            journal(GAVE_UP, new StepEnded(1, NOW), new Ended(NOW))),
        row("not told for now at the last attempt: the channel was not called, so there are as many again",
            new Notifying(TOLD, TELL, 2, CALLED), busy("tell", 2, 60),
            journal(new NotifyFailed(2, "busy", NOW.plusSeconds(60))).then(wakeAt(NOW.plusSeconds(60)))),
        row("not told for now at the last of them: that is shown",
            new Notifying(TOLD, TELL, 4, CALLED), busy("tell", 4, 60),
            journal(notified(TOLD, 4, Outcome.FAILED, "busy, 4 attempts"), new StepEnded(1, NOW), new Ended(NOW))),
        row("an answer to an earlier attempt",
            new Notifying(TOLD, TELL, 2, CALLED), told(1), NOTHING),
        row("an answer to another step",
            NOTIFYING, new Notified("other", 1, Outcome.APPLIED, ""), NOTHING),
        row("awake before an answer is due",
            NOTIFYING, WAKE, only(wakeAt(CALLED))),
        row("no answer is no",
            new Notifying(TOLD, TELL, 1, NOW), WAKE,
            journal(new NotifyFailed(1, "no answer within 10 s", RETRIED)).then(wakeAt(RETRIED))),

        row("started again during a pause",
            PAUSING, START, only(ACCEPTED)),
        row("another plan during a pause",
            PAUSING, ANOTHER, only(REJECTED)),
        row("a report during a pause",
            PAUSING, report(ONE, 2, Outcome.DRIFTED), journal(ONE_DRIFTED)),
        row("an answer after it was given up",
            PAUSING, told(1), NOTHING),
        row("the pause is not over",
            PAUSING, WAKE, only(wakeAt(RETRIED))),
        row("the pause is over: told again",
            new Pausing(TOLD, TELL, 1, NOW), WAKE, journal(new NotifyRetried(2, CALLED)).then(call(TOLD, 2))),

        row("a wait begins",
            IDLE, starting(PATIENTLY, ONE),
            journal(started(PATIENTLY, List.of(), ONE), new StepStarted(0, REST, List.of(), NOW, RESTED, "patient"))
                .then(wakeAt(RESTED), ACCEPTED)),
        row("a wait is not over",
            new Resting(RESTING, RESTED), WAKE, only(wakeAt(RESTED))),
        row("a wait is over",
            new Resting(RESTING, NOW), WAKE,
            journal(new StepEnded(0, NOW), new StepStarted(1, BLOCK, List.of(ONE), NOW, PATIENT, "patient")).then(wakeAt(PATIENT))),
        row("started again during a wait",
            new Resting(RESTING, RESTED), starting(PATIENTLY, ONE), only(ACCEPTED)),
        row("a report during a wait",
            new Resting(RESTING, RESTED), report(ONE, 1, Outcome.VERIFIED),
            journal(RESTING.reported(containment(ONE), 1, 1, new ActionState("block-address", ONE, Outcome.VERIFIED, "why", 3_600, NOW)))),
        row("a notice during a wait",
            new Resting(RESTING, RESTED), told(1), NOTHING),
        row("a decision during a wait",
            new Resting(ASKED, RESTED), yes("paula"), journal(PAULA_YES).then(counted(Standing.WAITING, 1))),
        row("a step is left out unless its condition holds",
            new Containing(CAREFUL, BLOCK, PATIENT), report(ONE, 1, Outcome.VERIFIED),
            journal(blocked(CAREFUL, Outcome.VERIFIED), new StepEnded(0, NOW),
                new StepStarted(1, FAILED, List.of(), NOW, NOW, "careful"),
                new ConditionChecked(FAILED, false, "block: not refused or failed", NOW), new StepEnded(1, NOW),
                new StepSkipped(2, "block: not refused or failed", NOW), new Ended(NOW))),
        row("a step begins as its condition holds",
            new Containing(CAREFUL, BLOCK, PATIENT), report(ONE, 1, Outcome.REFUSED),
            journal(blocked(CAREFUL, Outcome.REFUSED), new StepEnded(0, NOW),
                new StepStarted(1, FAILED, List.of(), NOW, NOW, "careful"),
                new ConditionChecked(FAILED, true, "block is refused", NOW), new StepEnded(1, NOW),
                new StepStarted(2, TELL, List.of(), NOW, CALLED, "careful"))
                .then(call(CAREFUL.with(blocked(CAREFUL, Outcome.REFUSED)), 1))),
        row("what has not reported in time is not known",
            new Containing(WORRIED, BLOCK, NOW), WAKE,
            journal(new StepEnded(0, NOW),
                new StepStarted(1, UNSURE, List.of(), NOW, NOW, "worried"),
                new ConditionChecked(UNSURE, true, "block has not reported", NOW), new StepEnded(1, NOW),
                new StepStarted(2, TELL, List.of(), NOW, CALLED, "worried"))
                .then(call(WORRIED, 1))),
        row("where the question is left out, what it covers is left out too",
            new Containing(UNASKED, BLOCK, PATIENT), report(ONE, 1, Outcome.VERIFIED),
            journal(blocked(UNASKED, Outcome.VERIFIED), new StepEnded(0, NOW),
                new StepStarted(1, NO_QUESTION, List.of(), NOW, NOW, "unasked"),
                new ConditionChecked(NO_QUESTION, false, "block: not failed", NOW), new StepEnded(1, NOW),
                new StepSkipped(2, "block: not failed", NOW), new StepSkipped(3, "nobody was asked", NOW), new Ended(NOW))),
        row("two begin together",
            IDLE, new Start(INCIDENT, AT_ONCE, BOTH, Mode.LIVE),
            journal(BOTH_STARTED, new StepStarted(0, AT_ONCE.steps().getFirst(), List.of(), NOW, NOW, "at-once"), new StepEnded(0, NOW),
                new StepStarted(1, BLOCK, List.of(ONE), NOW, PATIENT, "at-once"), new StepEnded(1, NOW),
                new StepStarted(2, LOCK, List.of("olga@web1"), NOW, PATIENT, "at-once")).then(wakeAt(PATIENT), ACCEPTED)),
        row("the last of two that began together has reported, the other has not",
            new Containing(BESIDE, LOCK, PATIENT), new ActionReport(ID.toString(), OLGA_LOCK, 1, 1, Outcome.VERIFIED, "why"),
            journal(locked(BESIDE))),
        row("both that began together have reported",
            new Containing(BESIDE.with(locked(BESIDE)), LOCK, PATIENT), report(ONE, 1, Outcome.VERIFIED),
            journal(blocked(BESIDE.with(locked(BESIDE)), Outcome.VERIFIED), new StepEnded(2, NOW), new Ended(NOW))),
        row("started again at the end",
            FINISHED, START, only(ACCEPTED)),
        row("another plan during a wait",
            new Resting(RESTING, RESTED), ANOTHER,
            only(new Reply(new Rejected("already carries out patient for acme/incident/i")))),
        row("another plan at the end",
            FINISHED, ANOTHER, only(REJECTED)),
        row("a containment reports after the end",
            FINISHED, report(ONE, 2, Outcome.DRIFTED), journal(ONE_DRIFTED)),
        row("a containment of an earlier life reports after the end",
            FINISHED, new ActionReport(ID.toString(), containment(ONE), 0, 9, Outcome.UNKNOWN, ""), NOTHING),
        row("a notice after the end",
            FINISHED, told(1), NOTHING),
        row("nothing is owed at the end",
            FINISHED, WAKE, NOTHING),

        row("called off before it was begun",
            IDLE, CALL_OFF, calledOff()),
        row("called off between two steps: what was begun is let go",
            new Between(TOLD), CALL_OFF, calledOff(containment(ONE), containment(TWO))),
        row("called off before its first step",
            BETWEEN, CALL_OFF, calledOff()),
        row("called off while it contains",
            HALF_BLOCKED, CALL_OFF, calledOff(containment(ONE), containment(TWO))),
        row("called off while a channel is told",
            NOTIFYING, CALL_OFF, calledOff(containment(ONE), containment(TWO))),
        row("called off during a pause",
            PAUSING, CALL_OFF, calledOff(containment(ONE), containment(TWO))),
        row("called off during a wait",
            new Resting(RESTING, RESTED), CALL_OFF, calledOff()),
        row("called off after the end",
            FINISHED, CALL_OFF, calledOff(containment(ONE), containment(TWO))),
        row("called off while people are asked: that is decided with it",
            new Between(HELD), CALL_OFF,
            calledOff().after(List.of(Approvals.end(HELD, HELD.approvals().get("ask"), Verdict.DENY, "called off by ann", NOW)))),
        row("called off twice",
            STOPPED, CALL_OFF, NOTHING),
        row("started again after it was called off",
            STOPPED, START, only(ACCEPTED)),
        row("a containment reports its release after it was called off",
            STOPPED, report(ONE, 2, Outcome.RELEASED), journal(said(TOLD, ONE, 2, Outcome.RELEASED))),
        row("a notice after it was called off",
            STOPPED, told(1), NOTHING),
        row("a decision after it was called off",
            STOPPED, yes("paula"), only(new Reply(new Rejected("nothing is asked by a step ask")))),
        row("nothing is done after it was called off",
            STOPPED, WAKE, NOTHING),
        row("started after it was called off",
            BARRED, START, only(ACCEPTED)),
        row("a report of what was never begun",
            BARRED, report(ONE, 1, Outcome.VERIFIED), NOTHING),
        row("a notice of what was never begun",
            BARRED, told(1), NOTHING),
        row("a decision about what was never begun",
            BARRED, yes("paula"), only(new Reply(new Rejected("nothing is asked by a step ask")))),
        row("called off twice before it was begun",
            BARRED, CALL_OFF, NOTHING),
        row("nothing is done of what was never begun",
            BARRED, WAKE, NOTHING));
    // spotless:on

    private static final Instant FIRST = NOW.plusSeconds(60);
    private static final Level PAGER = new Level("pager", 60, List.of("analyst"), 30, 1);
    private static final Level BOSS = new Level("boss", 120, List.of("admin"), 0, 0);
    static final Escalate CHAIN = new Escalate("chain", List.of("block", "tell", "ask"), List.of(PAGER, BOSS));
    private static final Plan WATCHED = new Plan("watched", "hash", List.of(CHAIN, BLOCK, TELL));
    private static final Run WATCHING =
            Run.begun(started(WATCHED, List.of(), ONE)).at(1);
    private static final Run UNDER_WAY =
            WATCHING.with(new StepStarted(1, BLOCK, List.of(ONE), NOW, PATIENT, "watched"));
    private static final ActionReported BROKE = blocked(WATCHING, Outcome.FAILED);
    private static final String BROKEN_WHY = ONE + " is failed, why";
    private static final StepFailed FAILED_STEP = new StepFailed("block", BROKEN_WHY, NOW);
    private static final Run BROKEN = UNDER_WAY.with(BROKE).with(FAILED_STEP).past();
    private static final Escalated PAGED = new Escalated("block", 1, 0, 1, "pager", List.of("analyst"), NOW, CALLED);
    private static final Run PAGING = BROKEN.with(PAGED);
    private static final PersonalOrder OLAF = new PersonalOrder("olaf", "responder", "looked at it", "k1");
    private static final Paused STOP = new Paused(NOW, OLAF);
    private static final Run HELD_UP = RUN.with(STOP);
    private static final PersonalOrder AGAIN = new PersonalOrder("olaf", "responder", "go on", "k2");
    private static final StepRetried RETRY = new StepRetried(1, BLOCK, 2, List.of(ONE), NOW, PATIENT, "watched", OLAF);
    private static final Effect NOT_BEGUN = no("a step lock has neither failed nor is it still to come");

    // spotless:off
    static final List<Row> PEOPLE = List.of(
        row("a chain only says how others go",
            IDLE, starting(WATCHED, ONE),
            journal(started(WATCHED, List.of(), ONE), new StepStarted(0, CHAIN, List.of(), NOW, NOW, "watched"), new StepEnded(0, NOW),
                new StepStarted(1, BLOCK, List.of(ONE), NOW, PATIENT, "watched")).then(wakeAt(PATIENT), ACCEPTED)),
        row("what a chain watches has failed: nothing further begins, and the chain runs from now on",
            new Containing(UNDER_WAY, BLOCK, PATIENT), report(ONE, 1, Outcome.FAILED),
            journal(BROKE, FAILED_STEP, new StepEnded(1, NOW)).then(wakeAt(FIRST))),
        row("no report within patience is a failure to whoever watches",
            new Containing(UNDER_WAY, BLOCK, NOW), WAKE,
            journal(new StepFailed("block", ONE + ": no report", NOW), new StepEnded(1, NOW)).then(wakeAt(FIRST))),
        row("nobody has repaired it yet",
            new Between(BROKEN), WAKE, only(wakeAt(FIRST))),
        row("nobody has repaired it: the first level is told",
            new Between(broken(NOW.minusSeconds(60))), WAKE,
            journal(PAGED).then(page(broken(NOW.minusSeconds(60)), PAGED, 1), wakeAt(CALLED))),
        row("of what is overdue of one level only the last is told, and each level is",
            new Between(broken(NOW.minusSeconds(500))), WAKE,
            journal(bell(1, PAGER, 1), bell(2, BOSS, 2))
                .then(page(broken(NOW.minusSeconds(500)), bell(1, PAGER, 1), 1), page(broken(NOW.minusSeconds(500)), bell(2, BOSS, 2), 1), wakeAt(CALLED))),
        row("the channel has it",
            new Between(PAGING), new Notified("block#0", 1, Outcome.APPLIED, ""),
            journal(new PageEnded("block", 0, Outcome.APPLIED, "", NOW)).then(wakeAt(NOW.plusSeconds(90)))),
        row("the channel has it not: again after a pause",
            new Between(PAGING), new Notified("block#0", 1, Outcome.FAILED, "no route"),
            journal(new PageFailed("block", 0, 1, "no route", RETRIED)).then(wakeAt(RETRIED))),
        row("the channel is busy: not again before it wants to be asked",
            new Between(PAGING), busy("block#0", 60),
            journal(new PageFailed("block", 0, 1, "busy", NOW.plusSeconds(60))).then(wakeAt(NOW.plusSeconds(60)))),
        row("an answer to an earlier page",
            new Between(PAGING), new Notified("block#0", 3, Outcome.FAILED, "no route"), NOTHING),
        row("the last attempt to page fails: that is shown",
            new Between(PAGING.with(PAGING.paging().with(new PageRetried("block", 0, 2, CALLED)))), new Notified("block#0", 2, Outcome.FAILED, "no route"),
            journal(new PageEnded("block", 0, Outcome.FAILED, "no route, 2 attempts", NOW)).then(wakeAt(NOW.plusSeconds(90)))),
        row("the channel is busy at the last attempt to page: again when it wants to be asked",
            new Between(PAGING.with(PAGING.paging().with(new PageRetried("block", 0, 2, CALLED)))), busy("block#0", 2, 60),
            journal(new PageFailed("block", 0, 2, "busy", NOW.plusSeconds(60))).then(wakeAt(NOW.plusSeconds(60)))),
        row("a page that is not answered is paged again",
            new Between(PAGING.with(PAGING.paging().with(new PageRetried("block", 0, 1, NOW)))), WAKE,
            journal(new PageFailed("block", 0, 1, "no answer within 10 s", RETRIED)).then(wakeAt(RETRIED))),
        row("the pause between two pages is over",
            new Between(PAGING.with(PAGING.paging().with(new PageFailed("block", 0, 1, "no route", NOW)))), WAKE,
            journal(new PageRetried("block", 0, 2, CALLED)).then(page(PAGING, PAGED, 2), wakeAt(CALLED))),
        row("what has failed comes right by itself: on it goes",
            new Between(BROKEN), report(ONE, 2, Outcome.VERIFIED),
            journal(blocked(BROKEN, 2, Outcome.VERIFIED), tellingThen(WATCHED)).then(call(BROKEN.with(blocked(BROKEN, 2, Outcome.VERIFIED)), 1))),
        row("a failed step once more",
            new Between(BROKEN), new Retry("block", OLAF), journal(RETRY).then(wakeAt(PATIENT), ACCEPTED)),
        row("the same order again",
            new Containing(BROKEN.with(RETRY), BLOCK, PATIENT), new Retry("block", OLAF), only(ACCEPTED)),
        row("another order while it is done once more",
            new Containing(BROKEN.with(RETRY), BLOCK, PATIENT), new Retry("block", AGAIN), only(no("step block is under way"))),
        row("what was reported before it was wanted once more is no end",
            new Containing(BROKEN.with(RETRY), BLOCK, PATIENT), report(ONE, 1, Outcome.FAILED), NOTHING),
        row("done once more: the step after it begins, and none twice",
            new Containing(BROKEN.with(RETRY), BLOCK, PATIENT), report(ONE, 2, Outcome.VERIFIED),
            journal(blocked(BROKEN.with(RETRY), 2, Outcome.VERIFIED), new StepEnded(1, NOW), tellingThen(WATCHED))
                .then(call(BROKEN.with(RETRY).with(blocked(BROKEN.with(RETRY), 2, Outcome.VERIFIED)), 1))),
        row("failed once more: the chain begins anew",
            new Containing(BROKEN.with(RETRY), BLOCK, PATIENT), report(ONE, 2, Outcome.FAILED),
            journal(blocked(BROKEN.with(RETRY), 2, Outcome.FAILED), FAILED_STEP, new StepEnded(1, NOW)).then(wakeAt(FIRST))),
        row("a failed step is done without",
            new Between(BROKEN), new Skip("block", OLAF),
            journal(new StepWaived("block", NOW, OLAF), tellingThen(WATCHED)).then(call(BROKEN, 1)).then(ACCEPTED)),
        row("a role that may not repair",
            new Between(BROKEN), new Retry("block", new PersonalOrder("ann", "analyst", "", "k")),
            only(new Reply(new Forbidden("the role analyst may not do this, responder or admin may")))),
        row("a role that the chain has reached may",
            new Between(broken(NOW.minusSeconds(60))), new Skip("block", new PersonalOrder("ann", "analyst", "", "k")),
            journal(new StepWaived("block", NOW, new PersonalOrder("ann", "analyst", "", "k")), tellingThen(WATCHED)).then(call(BROKEN, 1)).then(ACCEPTED)),
        row("after the end a failed step may still be done once more",
            new Finished(BROKEN.with(new StepWaived("block", NOW, AGAIN)).at(3)), new Retry("block", OLAF),
            journal(RETRY).then(wakeAt(PATIENT), ACCEPTED)),
        row("what has not failed is not done twice",
            FINISHED, new Retry("tell", OLAF), only(no("nothing of a step tell has failed"))),
        row("a notice that failed is given once more",
            new Between(TOLD.with(new StepFailed("tell", "x", NOW)).with(GAVE_UP).past()), new Retry("tell", OLAF),
            journal(new StepRetried(1, TELL, 2, List.of(), NOW, CALLED, "contain-guessing", OLAF))
                .then(call(TOLD.with(GAVE_UP), 1)).then(ACCEPTED)),
        row("what people have denied is not done by asking for it once more",
            new Finished(HELD.with(PAULA_NO).with(DENIED).at(3)), new Retry("lock", OLAF),
            only(no("nobody has approved step lock"))),

        row("paused before anything began", IDLE, new Pause(OLAF), only(no("nothing is carried out here"))),
        row("resumed before anything began", IDLE, new Resume(OLAF), only(no("nothing is carried out here"))),
        row("retried before anything began", IDLE, new Retry("block", OLAF), only(no("nothing is carried out here"))),
        row("skipped before anything began", IDLE, new Skip("block", OLAF), only(no("nothing is carried out here"))),
        row("paused between two steps", BETWEEN, new Pause(OLAF), journal(STOP).then(ACCEPTED)),
        row("nothing begins while it is paused", new Between(HELD_UP), WAKE, NOTHING),
        row("paused twice", new Between(HELD_UP), new Pause(AGAIN), only(no("paused before by olaf: looked at it"))),
        row("resumed: the next step begins", new Between(HELD_UP), new Resume(AGAIN),
            journal(new Resumed(NOW, AGAIN), blocking(ONE, TWO)).then(wakeAt(PATIENT), ACCEPTED)),
        row("what is not paused is not resumed", BETWEEN, new Resume(OLAF), only(no("it is not paused"))),
        row("what has failed is decided before it is resumed", new Between(BROKEN.with(STOP)), new Resume(AGAIN),
            only(no("retry or skip first what has failed: block"))),
        row("a step that is to come is left out", new Between(HELD_UP), new Skip("block", AGAIN),
            journal(new StepWaived("block", NOW, AGAIN)).then(ACCEPTED)),
        row("left out, it does not begin", new Between(HELD_UP.with(new StepWaived("block", NOW, AGAIN))), new Resume(new PersonalOrder("olaf", "admin", "", "k3")),
            journal(new Resumed(NOW, new PersonalOrder("olaf", "admin", "", "k3")), new StepSkipped(0, "skipped by olaf: go on", NOW), telling())
                .then(call(RUN, 1)).then(ACCEPTED)),
        row("a step could begin before it is left out", BETWEEN, new Skip("tell", OLAF), only(no("pause it first: step tell could begin meanwhile"))),
        row("no such step is left out", BETWEEN, new Skip("lock", OLAF), only(NOT_BEGUN)),
        row("what says how others go is not left out", new Between(RESTING.with(STOP)), new Skip("rest", AGAIN),
            journal(new StepWaived("rest", NOW, AGAIN)).then(ACCEPTED)),
        row("a condition is not left out", new Between(CAREFUL.with(STOP)), new Skip("failed", AGAIN),
            only(no("step failed only says how others go: skip those"))),
        row("called off while an earlier step is done once more: all that was wanted is let go",
            new Containing(AGAIN_BESIDE, BLOCK, PATIENT), CALL_OFF, calledOff(containment(ONE), OLGA_LOCK)),
        row("not done once more between two steps", BETWEEN, new Retry("block", OLAF), only(no("nothing of a step block has failed"))),
        row("paused while blocking: what is under way ends", BLOCKING, new Pause(OLAF), journal(STOP).then(ACCEPTED)),
        row("its step ends, and no other begins", new Containing(HALF.with(STOP), BLOCK, PATIENT), report(TWO, 1, Outcome.VERIFIED),
            journal(said(HALF, TWO, 1, Outcome.VERIFIED), new StepEnded(0, NOW))),
        row("what fails while it is paused waits for a repair", new Containing(HALF.with(STOP), BLOCK, PATIENT), report(TWO, 1, Outcome.REFUSED),
            journal(TWO_SAID, new StepFailed("block", TWO + " is refused, why", NOW), new StepEnded(0, NOW))),
        row("resumed while blocking", new Containing(HALF.with(STOP), BLOCK, PATIENT), new Resume(AGAIN), journal(new Resumed(NOW, AGAIN)).then(ACCEPTED)),
        row("not done once more while blocking", BLOCKING, new Retry("block", OLAF), only(no("step block is under way"))),
        row("what is under way is not left out", BLOCKING, new Skip("lock", OLAF), only(NOT_BEGUN)),
        row("paused while telling", NOTIFYING, new Pause(OLAF), journal(STOP).then(ACCEPTED)),
        row("resumed while telling", NOTIFYING, new Resume(OLAF), only(no("it is not paused"))),
        row("not done once more while telling", NOTIFYING, new Retry("block", OLAF), only(no("step tell is under way"))),
        row("not left out while telling", NOTIFYING, new Skip("lock", OLAF), only(NOT_BEGUN)),
        row("paused during a pause", PAUSING, new Pause(OLAF), journal(STOP).then(ACCEPTED)),
        row("resumed during a pause", PAUSING, new Resume(OLAF), only(no("it is not paused"))),
        row("not done once more during a pause", PAUSING, new Retry("block", OLAF), only(no("step tell is under way"))),
        row("not left out during a pause", PAUSING, new Skip("lock", OLAF), only(NOT_BEGUN)),
        row("paused during a wait", new Resting(RESTING, RESTED), new Pause(OLAF), journal(STOP).then(ACCEPTED)),
        row("resumed during a wait", new Resting(RESTING, RESTED), new Resume(OLAF), only(no("it is not paused"))),
        row("not done once more during a wait", new Resting(RESTING, RESTED), new Retry("block", OLAF), only(no("step rest is under way"))),
        row("not left out during a wait", new Resting(RESTING, RESTED), new Skip("lock", OLAF), only(NOT_BEGUN)),
        row("paused at the end", FINISHED, new Pause(OLAF), only(no("no step is left"))),
        row("resumed at the end", FINISHED, new Resume(OLAF), only(no("it is not paused"))),
        row("not left out at the end", FINISHED, new Skip("lock", OLAF), only(NOT_BEGUN)),

        row("paused after it was called off", STOPPED, new Pause(OLAF), only(no("it has been called off"))),
        row("resumed after it was called off", STOPPED, new Resume(OLAF), only(no("it has been called off"))),
        row("retried after it was called off", STOPPED, new Retry("block", OLAF), only(no("it has been called off"))),
        row("skipped after it was called off", STOPPED, new Skip("block", OLAF), only(no("it has been called off"))),
        row("paused what was called off before it was begun", BARRED, new Pause(OLAF), only(no("nothing is carried out here"))),
        row("resumed what was called off before it was begun", BARRED, new Resume(OLAF), only(no("nothing is carried out here"))),
        row("retried what was called off before it was begun", BARRED, new Retry("block", OLAF), only(no("nothing is carried out here"))),
        row("skipped what was called off before it was begun", BARRED, new Skip("block", OLAF), only(no("nothing is carried out here"))),
        row("nobody is told any more of what has failed after it was called off", new Stopped(broken(NOW.minusSeconds(500))), WAKE, NOTHING));
    // spotless:on

    static Stream<Row> rows() {
        return Stream.concat(ROWS.stream(), PEOPLE.stream());
    }

    private static StepStarted tellingThen(Plan plan) {
        return new StepStarted(2, TELL, List.of(), NOW, CALLED, plan.playbook());
    }

    private static Effect no(String why) {
        return new Reply(new Rejected(why));
    }

    private static Run broken(Instant since) {
        return UNDER_WAY
                .with(BROKE)
                .with(new StepFailed("block", BROKEN_WHY, since))
                .past();
    }

    private static Escalated bell(int number, Level level, int at) {
        return new Escalated("block", 1, number, at, level.channel(), level.roles(), NOW, CALLED);
    }

    private static Effect page(Run run, Escalated of, int attempt) {
        return new Call(new NotifyOrder(
                ID + "/block/escalation/1." + of.bell(),
                "block#" + of.bell(),
                attempt,
                of.channel(),
                INCIDENT.toString(),
                "watched",
                run.actions(),
                CALLED,
                "level " + of.level() + ": step block has failed: " + BROKEN_WHY,
                List.of(),
                ""));
    }

    private static ActionReported blocked(Run run, int report, Outcome outcome) {
        var action = new ActionState("block-address", ONE, outcome, "why", 3_600, NOW);
        return run.reported(containment(ONE), 1, report, action);
    }

    private static ResponseEvent[] join(Object... parts) {
        return Stream.of(parts)
                .flatMap(part ->
                        part instanceof ResponseEvent[] more ? Stream.of(more) : Stream.of((ResponseEvent) part))
                .toArray(ResponseEvent[]::new);
    }

    private static Decision<ResponseEvent> calledOff(String... containments) {
        return journal(new CalledOff("ann", "no attack", List.of(containments), NOW));
    }

    private static ActionReported blocked(Run run, Outcome outcome) {
        return run.reported(containment(ONE), 1, 1, new ActionState("block-address", ONE, outcome, "why", 3_600, NOW));
    }

    private static ActionReported locked(Run run) {
        return run.reported(
                OLGA_LOCK, 1, 1, new ActionState("lock-account", "olga@web1", Outcome.VERIFIED, "why", 60, NOW));
    }

    private static ApprovalRequested requested(String requester, String digest, Instant due) {
        return new ApprovalRequested(
                ASK,
                requester,
                LOCKING,
                digest,
                NOW,
                due,
                shown(Outcome.WAITING_APPROVAL, "waits until " + due + " for 2 people with the role approver", 2));
    }

    private static Overview shown(Outcome outcome, String why, int number) {
        var action = new ActionState("lock-account", "olga@web1", outcome, why, 60, NOW);
        return new Overview(INCIDENT.toString(), "contain-takeover", Mode.LIVE, number, List.of(action));
    }

    private static ApprovalEnded closed(Verdict verdict, String why, int number) {
        var outcome = verdict == Verdict.APPROVE ? Outcome.WAITING_APPROVAL : Outcome.REFUSED;
        return new ApprovalEnded("ask", verdict, why, NOW, shown(outcome, why, number));
    }

    private static ApprovalVoted voted(String by, Verdict verdict) {
        return new ApprovalVoted("ask", by, "approver", verdict, DIGEST, "why", NOW);
    }

    /** Before the step that waits; olaf skipped another at that time. */
    private static ResponseState carried(Instant at) {
        return new Between(HELD.with(new StepWaived("other", at, order("olaf"))));
    }

    private static PersonalOrder order(String by) {
        return new PersonalOrder(by, "admin", "", "k9");
    }

    private static ResponseState paused() {
        return new Between(HELD.with(new Paused(NOW, order("olaf"))).with(new Resumed(NOW, order("ann"))));
    }

    private static Vote yes(String by) {
        return new Vote("ask", by, "approver", Verdict.APPROVE, DIGEST, "why");
    }

    private static Effect counted(Standing standing, int missing) {
        return new Reply(new Counted(standing, missing));
    }

    private static Run until(Instant due) {
        return Run.begun(ASKED_STARTED)
                .with(requested("playbook:contain-takeover", DIGEST, due))
                .at(2);
    }

    /** Before the step that waits, after these events. */
    private static ResponseState held(ResponseEvent... events) {
        return Stream.of(events).reduce((ResponseState) new Between(HELD), ResponseState::apply, (_, last) -> last);
    }

    record Row(String name, ResponseState state, ResponseCommand command, Decision<ResponseEvent> expected) {}

    static String containment(String target) {
        return "acme/containment/firewall/block-address/" + target;
    }

    private static Row row(
            String name, ResponseState state, ResponseCommand command, Decision<ResponseEvent> expected) {
        return new Row(name, state, command, expected);
    }

    private static Decision<ResponseEvent> journal(ResponseEvent... events) {
        return new Decision<>(List.of(events), List.of());
    }

    private static Decision<ResponseEvent> only(Effect... effects) {
        return Decision.only(effects);
    }

    private static Effect wakeAt(Instant due) {
        return new Schedule(due);
    }

    private static Start starting(Plan plan, String... addresses) {
        return new Start(INCIDENT, plan, Targets.addresses(addresses), Mode.LIVE);
    }

    private static Started started(Plan plan, List<ActionState> refused, String... targets) {
        return new Started(INCIDENT.toString(), plan, Mode.LIVE, Targets.addresses(targets), refused, NOW);
    }

    private static StepStarted blocking(String... targets) {
        return blocking(PLAN, targets);
    }

    private static StepStarted blocking(Plan plan, String... targets) {
        return new StepStarted(0, BLOCK, List.of(targets), NOW, PATIENT, plan.playbook());
    }

    private static StepStarted telling() {
        return telling(PLAN);
    }

    private static StepStarted telling(Plan plan) {
        return new StepStarted(1, TELL, List.of(), NOW, CALLED, plan.playbook());
    }

    private static ActionState refused(String target, String why) {
        return new ActionState("block-address", target, Outcome.REFUSED, why, 0, NOW);
    }

    private static ActionReport report(String target, int number, Outcome outcome) {
        return new ActionReport(ID.toString(), containment(target), 1, number, outcome, "why");
    }

    private static Notified told(int attempt) {
        return new Notified("tell", attempt, Outcome.APPLIED, "");
    }

    private static Notified busy(String step, int seconds) {
        return busy(step, 1, seconds);
    }

    private static Notified busy(String step, int attempt, int seconds) {
        return new Notified(step, attempt, Outcome.FAILED, "busy", Optional.of(NOW.plusSeconds(seconds)));
    }

    private static Notified failed(int attempt) {
        return new Notified("tell", attempt, Outcome.FAILED, "no route");
    }

    private static ActionReported said(Run run, String target, int number, Outcome outcome) {
        var action = new ActionState("block-address", target, outcome, "why", 3_600, NOW);
        return new ActionReported(containment(target), 1, number, action, overview(run, target, action));
    }

    private static ActionReported notified(Run run, int attempt, Outcome outcome, String why) {
        var action = new ActionState("notify", "log", outcome, why, 0, NOW);
        return new ActionReported("notify/tell", 0, attempt, action, overview(run, "log", action));
    }

    /** Everything known so far, in the order in which it was first heard of. */
    private static Overview overview(Run run, String target, ActionState news) {
        var known = run.actions().stream().anyMatch(a -> a.target().equals(target));
        var actions = Stream.concat(
                        run.actions().stream().map(a -> a.target().equals(target) ? news : a),
                        known ? Stream.of() : Stream.of(news))
                .toList();
        return new Overview(INCIDENT.toString(), "contain-guessing", Mode.LIVE, run.reports() + 1, actions);
    }

    private static Effect[] call(Run run, int attempt, NotifyOrder.Question... questions) {
        var order = new NotifyOrder(
                ID + "/tell",
                "tell",
                attempt,
                "log",
                INCIDENT.toString(),
                run.plan().playbook(),
                run.actions(),
                CALLED,
                "",
                List.of(questions),
                "");
        return new Effect[] {new Call(order), new Schedule(CALLED)};
    }

    private ResponseTable() {}
}
