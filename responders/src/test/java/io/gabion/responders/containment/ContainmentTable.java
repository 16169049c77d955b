package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.*;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Standing;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.Recent;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand.*;
import io.gabion.responders.containment.ContainmentState.*;
import io.gabion.responders.guard.GuardCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The whole decision as one table: what is remembered, what comes, what follows. One file, to be read as one. */
final class ContainmentTable {
    private static final Instant DEADLINE = NOW.plusSeconds(10);
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Wanted WANTED = new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE);
    private static final Want ANA_WANTS_MORE = new Want(
            Action.BLOCK_ADDRESS, TARGET, new Holder(ANA.id(), ANA.until().plusSeconds(1)), SIGNATURE);
    private static final LetGo ANA_LETS_GO = new LetGo(ANA.id());
    private static final LetGo BEN_LETS_GO = new LetGo(BEN.id());
    private static final LetGoAll ALL_LET_GO = new LetGoAll("olga");
    private static final LeftAll ALL_LEFT = new LeftAll(1, "olga");
    private static final Left ANA_LEFT = new Left(1, 1, ANA.id(), Left.Reason.LET_GO);
    private static final Left ANA_EXPIRED = new Left(1, 1, ANA.id(), Left.Reason.EXPIRED);
    private static final String PUT_OFF = "it only asks to be asked later";
    private static final Granted GRANTED = new Granted(KEY, NOW);
    private static final ContainmentCommand OBSERVED = new ContainmentCommand.Observed(KEY, "observe mode");
    private static final Declined DECLINED = new Declined(KEY, "protected");
    private static final ContainmentCommand HELD = new ContainmentCommand.Held(KEY, "the brake");
    private static final Wake WAKE = new Wake();
    private static final Decision<ContainmentEvent> NOTHING = Decision.nothing();
    private static final Effect ACCEPTED = new Reply(new Accepted());

    private static final Life ASKED = Life.begun(WANTED);
    private static final Life LIFE = claimed(ASKED, 1);
    private static final Life FOUND = LIFE.verified(new Verified(notice(1, ANA), 1));
    private static final Life WORN = claimed(ASKED, LIMITS.attempts());
    private static final Life SHARED = LIFE.joined(LIFE.join(BEN, Standing.VERIFIED));
    private static final Life UNWANTED = LIFE.left(ANA_LEFT);
    private static final Life LET_GO = UNWANTED.released(new Claimed(2, Verb.RELEASE, DEADLINE));
    private static final Life WORN_UNWANTED = WORN.left(ANA_LEFT);
    private static final Life EXPIRED =
            claimed(Life.begun(new Wanted(1, Action.BLOCK_ADDRESS, TARGET, new Holder(ANA.id(), NOW), SIGNATURE)), 1);
    private static final Life HALF_EXPIRED = EXPIRED.joined(EXPIRED.join(BEN, Standing.VERIFIED));

    private static final Life DRIFTED = LIFE.drifted(notice(1, ANA)).drifted(notice(2, ANA));

    private static final Life LONG_UNKNOWN =
            LIFE.unknown().unknown().unknown().unknown().unknown();

    /** Released, contained again at once, and released again just now. */
    private static final Life RESTING = Life.begun(
                    WANTED,
                    Recent.none(),
                    Rest.NONE.released(NOW.minusSeconds(60)).applied(NOW.minusSeconds(30)))
            .released(new Claimed(1, Verb.RELEASE, NOW));

    private static final Instant RESTED = NOW.plus(LIMITS.grace());

    private static final Instant SOON = NOW.plus(LIMITS.check().multipliedBy(2));
    private static final Life SHORT = LIFE.kept(SOON);
    private static final ContainmentState RENEWING = new Applying(LIFE, DEADLINE, Optional.of(SOON));

    private static final String AGAIN = KEY + "/again/1";
    private static final Question ASKED_NOW = new Question(1, NOW);
    private static final ContainmentState MAY_BE_KEPT = new Contained(SHORT.told(1), 0, ASKED_NOW);
    private static final ContainmentState GRANTED_NOW = new Reading(LIFE, Instant.MIN, Instant.MAX, true);
    private static final ContainmentState RESERVING_AGAIN = new Reserving(LIFE.told(1), 1, NOW);
    private static final Granted STALE =
            new Granted(KEY, NOW.minus(LIMITS.call()).minusMillis(1));
    private static final Granted AHEAD =
            new Granted(KEY, NOW.plus(LIMITS.call()).plusMillis(1));
    private static final Life SHARED_ONCE = SHARED.left(SHARED.leave(BEN.id(), Left.Reason.LET_GO));

    private static final Life RECALLED = SHARED_ONCE.recalled(new Recalled(notice(3, ANA), "frozen"));

    private static final ContainmentState IDLE = new Idle(0);
    private static final ContainmentState RESERVING = new Reserving(ASKED);
    private static final Life HELD_BACK = ASKED.told(1);
    private static final ContainmentState WAITING = new Waiting(HELD_BACK);
    private static final ContainmentState APPLYING = new Applying(LIFE, DEADLINE);
    private static final ContainmentState RELEASING = new Releasing(UNWANTED, DEADLINE);
    private static final ContainmentState READING = new Reading(LIFE, Instant.MIN);
    private static final ContainmentState UNSETTLED = new Unsettled(LIFE.unknown());
    private static final ContainmentState CONTAINED = new Contained(LIFE);

    // spotless:off: a name, then state, command and decision
    static final List<Row> ROWS = List.of(
        row("the first wish is journaled: the Guard is owed a question",
            IDLE, ANA_WANTS, journal(WANTED).then(ACCEPTED)),
        row("another wish begins another life",
            new Idle(1), ANA_WANTS, journal(new Wanted(2, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE)).then(ACCEPTED)),
        row("a wish that has been heard before, though its life has ended",
            new Idle(1, ANA), ANA_WANTS, only(ACCEPTED)),
        row("a wish for longer than the one before",
            new Idle(1, ANA), ANA_WANTS_MORE,
            journal(new Wanted(2, Action.BLOCK_ADDRESS, TARGET, ANA_WANTS_MORE.holder(), SIGNATURE)).then(ACCEPTED)),
        row("let go before the wish was heard: noted, so that the wish will not be taken up",
            IDLE, ANA_LETS_GO, journal(new Forgone(0, ANA.id())).then(ACCEPTED)),
        row("the wish that was let go before it was heard",
            new Idle(0, new Holder(ANA.id(), Instant.MAX)), ANA_WANTS_MORE, only(ACCEPTED)),
        row("let go before the wish was heard, said twice",
            new Idle(0, new Holder(ANA.id(), Instant.MAX)), ANA_LETS_GO, only(ACCEPTED)),
        row("let go of what has ended: noted, should it have been asked for once more",
            new Idle(1, ANA), ANA_LETS_GO, journal(new Forgone(1, ANA.id())).then(ACCEPTED)),
        row("nothing for the operator to end",
            IDLE, ALL_LET_GO, only(ACCEPTED)),
        row("a late grant",
            IDLE, GRANTED, only(giveBack(KEY))),
        row("a late observation of the Guard",
            IDLE, OBSERVED, NOTHING),
        row("a late refusal of the Guard",
            IDLE, DECLINED, NOTHING),
        row("a late answer",
            IDLE, applied(1, done()), NOTHING),
        row("nothing is owed",
            IDLE, WAKE, NOTHING),

        row("the same wish again",
            RESERVING, ANA_WANTS, only(ACCEPTED)),
        row("a second holder while the Guard thinks",
            RESERVING, BEN_WANTS, joined(1, BEN, Standing.UNDER_WAY)),
        row("the last holder leaves while the Guard thinks",
            RESERVING, ANA_LETS_GO, journal(ANA_LEFT).then(ACCEPTED)),
        row("the operator ends it while the Guard thinks",
            RESERVING, ALL_LET_GO, journal(ALL_LEFT).then(ACCEPTED)),
        row("the Guard agrees: the target is read first",
            RESERVING, GRANTED, journal(new Reserved(KEY)).then(read(0, ASKED))),
        row("a grant of an earlier life",
            RESERVING, new Granted(ID + "#0", NOW), only(giveBack(ID + "#0"))),
        row("the Guard would have agreed: nothing is called",
            RESERVING, OBSERVED, journal(new ContainmentEvent.Observed(notice(1, ANA), "observe mode"))),
        row("an observation of an earlier life",
            RESERVING, new ContainmentCommand.Observed(ID + "#0", "observe mode"), NOTHING),
        row("the Guard refuses",
            RESERVING, DECLINED, journal(new Denied(notice(1, ANA), "protected"))),
        row("a refusal of an earlier life",
            RESERVING, new Declined(ID + "#0", "protected"), NOTHING),
        row("an answer of an earlier life",
            RESERVING, queried(0, done()), NOTHING),
        row("the Guard owes its answer and is not asked again",
            RESERVING, WAKE, NOTHING),

        row("the brake is on: it waits, until the last hold ends",
            RESERVING, HELD,
            journal(new ContainmentEvent.Held(notice(1, ANA), "the brake")).then(wakeAt(ANA.until()))),
        row("the brake is on, and nobody wants it any more",
            new Reserving(EXPIRED), HELD,
            journal(new ContainmentEvent.Held(notice(1, ANA), "the brake")).then(wakeAt(NOW))),
        row("another life is held",
            RESERVING, new ContainmentCommand.Held(ID + "#0", "the brake"), NOTHING),
        row("the Guard holds it, said late: nobody wants it",
            IDLE, HELD, NOTHING),
        row("the Guard holds it, said late: during the call",
            APPLYING, HELD, NOTHING),
        row("the Guard holds it, said late: during the release",
            RELEASING, HELD, NOTHING),
        row("the Guard holds it, said late: while reading",
            READING, HELD, NOTHING),
        row("the Guard holds it, said late: unknown",
            UNSETTLED, HELD, NOTHING),
        row("the Guard holds it, said late: contained",
            CONTAINED, HELD, NOTHING),
        row("a second holder of what waits for a person",
            WAITING, BEN_WANTS, joined(2, BEN, Standing.WAITING)),
        row("one of two leaves what waits",
            new Waiting(SHARED), BEN_LETS_GO,
            journal(new Left(1, 2, BEN.id(), Left.Reason.LET_GO)).then(ACCEPTED)),
        row("the last holder leaves what waits: given up",
            WAITING, ANA_LETS_GO,
            journal(new Left(1, 2, ANA.id(), Left.Reason.LET_GO), new Abandoned(notice(3, ANA))).then(ACCEPTED)),
        row("the operator ends what waits: given up",
            WAITING, ALL_LET_GO, journal(ALL_LEFT, new Abandoned(notice(2, ANA))).then(ACCEPTED)),
        row("a person lets it go on: the target is read first",
            WAITING, GRANTED, journal(new Reserved(KEY)).then(read(0, HELD_BACK))),
        row("a person lets it go on, and nothing may be called",
            WAITING, OBSERVED, journal(new ContainmentEvent.Observed(notice(2, ANA), "observe mode"))),
        row("a person says no",
            WAITING, DECLINED, journal(new Denied(notice(2, ANA), "protected"))),
        row("held twice",
            WAITING, HELD, NOTHING),
        row("an answer while it waits",
            WAITING, queried(0, done()), NOTHING),
        row("it waits on",
            WAITING, WAKE, only(wakeAt(ANA.until()))),
        row("its last hold has ended while it waited: given up",
            new Waiting(EXPIRED), WAKE, journal(ANA_EXPIRED, new Abandoned(notice(2, ANA)))),

        row("a second holder during the call",
            APPLYING, BEN_WANTS, joined(1, BEN, Standing.UNDER_WAY)),
        row("the last holder leaves during the call: it is waited for",
            APPLYING, ANA_LETS_GO, journal(ANA_LEFT).then(ACCEPTED)),
        row("the operator ends it during the call: it is waited for",
            APPLYING, ALL_LET_GO, journal(ALL_LEFT).then(ACCEPTED)),
        row("granted twice",
            APPLYING, GRANTED, NOTHING),
        row("observed after the grant",
            APPLYING, OBSERVED, NOTHING),
        row("refused after the grant",
            APPLYING, DECLINED, NOTHING),
        row("applied, says the target: read back",
            APPLYING, applied(1, done()), journal(new Applied(1)).then(read(1, LIFE))),
        row("the target refuses",
            APPLYING, applied(1, refused()), journal(new Refused(notice(1, ANA), 1, "no"))),
        row("the target refuses what it may have done before: who holds it is told, and it is claimed for release",
            new Applying(SHARED_ONCE.marked(), DEADLINE), applied(1, refused()),
            claim(2, Verb.RELEASE, RECALLED).after(List.of(new Recalled(notice(3, ANA), "the target refuses: no")))),
        row("the target refuses what it may have done before, and the last hold has ended",
            new Applying(EXPIRED.marked(), DEADLINE), applied(1, refused()),
            claim(2, Verb.RELEASE, UNWANTED)
                .after(List.of(ANA_EXPIRED, new Recalled(notice(2), "the target refuses: no")))),
        row("the target is busy",
            APPLYING, applied(1, busy()), journal(new Postponed(1, LATER)).then(wakeAt(LATER))),
        row("the answer is lost: the deadline is waited out",
            APPLYING, applied(1, lost()), NOTHING),
        row("a meaningless answer: the deadline is waited out",
            APPLYING, applied(1, absent()), NOTHING),
        row("the answer of an earlier attempt",
            APPLYING, applied(0, done()), NOTHING),
        row("a reading during the call",
            APPLYING, queried(1, absent()), NOTHING),
        row("awake before the deadline: not called again",
            APPLYING, WAKE, only(wakeAt(DEADLINE))),
        row("the deadline has passed: the target is read",
            new Applying(LIFE, NOW), WAKE, journal(new TimedOut(1)).then(read(1, LIFE))),

        row("a new holder during the release",
            RELEASING, BEN_WANTS, joined(2, BEN, Standing.UNDER_WAY)),
        row("the wish of who has left is heard again",
            RELEASING, ANA_WANTS, only(ACCEPTED)),
        row("let go twice",
            RELEASING, ANA_LETS_GO, only(ACCEPTED)),
        row("the operator ends what is being released",
            RELEASING, ALL_LET_GO, only(ACCEPTED)),
        row("the operator ends a hold that came during the release",
            new Releasing(SHARED, DEADLINE), ALL_LET_GO, journal(ALL_LEFT).then(ACCEPTED)),
        row("a grant during the release",
            RELEASING, GRANTED, NOTHING),
        row("an observation of the Guard during the release",
            RELEASING, OBSERVED, NOTHING),
        row("a refusal of the Guard during the release",
            RELEASING, DECLINED, NOTHING),
        row("released, says the target: read back",
            RELEASING, released(1, done()), journal(new Withdrawn(1)).then(read(1, UNWANTED))),
        row("there was nothing to release: read back",
            RELEASING, released(1, absent()), journal(new Withdrawn(1)).then(read(1, UNWANTED))),
        row("the target will not release",
            RELEASING, released(1, refused()), unknown(2, 1, "no")),
        row("the target is too busy to release",
            RELEASING, released(1, busy()), journal(new Postponed(1, LATER)).then(wakeAt(LATER))),
        row("the release is lost: the deadline is waited out",
            RELEASING, released(1, lost()), NOTHING),
        row("an apply that answers after its release began",
            RELEASING, applied(1, done()), NOTHING),
        row("awake before the release is due",
            RELEASING, WAKE, only(wakeAt(DEADLINE))),
        row("the release has timed out",
            new Releasing(UNWANTED, NOW), WAKE, journal(new TimedOut(1)).then(read(1, UNWANTED))),

        row("a second holder while reading",
            READING, BEN_WANTS, joined(1, BEN, Standing.UNDER_WAY)),
        row("the last holder leaves while reading",
            READING, ANA_LETS_GO, journal(ANA_LEFT).then(ACCEPTED)),
        row("the operator ends it while reading",
            READING, ALL_LET_GO, journal(ALL_LEFT).then(ACCEPTED)),
        row("a grant while reading",
            READING, GRANTED, NOTHING),
        row("an observation of the Guard while reading",
            READING, OBSERVED, NOTHING),
        row("a refusal of the Guard while reading",
            READING, DECLINED, NOTHING),
        row("wanted and in force: verified",
            READING, queried(1, done()), journal(new Verified(notice(1, ANA), 1)).then(check())),
        row("wanted and in force, with a proof: both are journaled",
            READING, queried(1, new Result.Done("sha256=abc")), journal(new Proven(1, "sha256=abc"), new Verified(notice(1, ANA), 1)).then(check())),
        row("granted, wanted and absent: claimed",
            GRANTED_NOW, queried(1, absent()), claim(2, Verb.APPLY, LIFE)),
        row("granted, and in force already: verified",
            GRANTED_NOW, queried(1, done()), journal(new Verified(notice(1, ANA), 1)).then(check())),
        row("granted, and the target is busy: it is asked again when that is over",
            GRANTED_NOW, queried(1, busy()), journal(new Postponed(1, LATER)).then(wakeAt(LATER))),
        row("granted once more after many attempts: it is one more",
            new Reading(WORN, NOW, Instant.MAX, true), queried(3, absent()), claim(4, Verb.APPLY, WORN)),
        row("granted, and nothing was read in time: the Guard is asked again",
            GRANTED_NOW, WAKE, askedAgain(1)),
        row("never called, granted some time ago, wanted and absent: the Guard is asked again",
            new Reading(ASKED, Instant.MIN), queried(0, absent()), askedAgain(1)),
        row("applied and absent: it may show late, so it is left alone for a moment",
            READING, queried(1, absent()), late(1, 0)),
        row("applied twice and absent: it is left alone for twice as long",
            new Reading(claimed(LIFE, 2), Instant.MIN), queried(2, absent()), late(2, 1)),
        row("applied and absent, says a reading that began before it was left alone",
            new Reading(LIFE, LATER), queried(1, absent()), only(wakeAt(LATER))),
        row("applied, absent, and absent yet after a moment: the Guard is asked again",
            new Reading(LIFE, NOW), queried(1, absent()), askedAgain(1)),
        row("applied, absent, and in force after a moment: verified",
            new Reading(LIFE, NOW), queried(1, done()), journal(new Verified(notice(1, ANA), 1)).then(check())),
        row("it was in force and is gone: the Guard is asked again at once",
            new Reading(FOUND, Instant.MIN), queried(1, absent()), askedAgain(2)),
        row("it was in force, is gone, was put back and does not show: left alone as if it had been applied once",
            new Reading(claimed(FOUND, 2), Instant.MIN), queried(2, absent()), late(2, 0)),
        row("released, absent, and wanted by now: the Guard is asked again at once",
            new Reading(LIFE.released(new Claimed(2, Verb.RELEASE, DEADLINE)), Instant.MIN), queried(2, absent()), askedAgain(1)),
        row("the grant was on its way for too long: the Guard is asked again",
            RESERVING, STALE, askedAgain(1)),
        row("the grant comes from a clock that is ahead by more than a call: the Guard is asked again",
            RESERVING, AHEAD, askedAgain(1)),
        row("the Guard agrees again, and its clock is behind: it was asked just now by this one",
            RESERVING_AGAIN, new Granted(AGAIN, NOW.minusSeconds(60)), journal(new Reserved(AGAIN)).then(read(1, LIFE.told(1)))),
        row("the Guard agrees again, but was asked long ago: it is asked once more",
            new Reserving(LIFE.told(1), 1, NOW.minus(LIMITS.call()).minusMillis(1)), new Granted(AGAIN, NOW.minusSeconds(60)), askedAgain(2)),
        row("the Guard agrees again, having been asked long ago, but has just decided",
            new Reserving(LIFE.told(1), 1, NOW.minusSeconds(60)), new Granted(AGAIN, NOW), journal(new Reserved(AGAIN)).then(read(1, LIFE.told(1)))),
        row("a person let it go on some time ago: the Guard is asked again",
            WAITING, STALE, askedAgain(2)),
        row("the grant was on its way for as long as it is good",
            RESERVING, new Granted(KEY, NOW.minus(LIMITS.call())), journal(new Reserved(KEY)).then(read(0, ASKED))),
        row("a grant of no time, or of the end of it: the Guard is asked again",
            RESERVING, new Granted(KEY, Instant.MAX), askedAgain(1)),
        row("the Guard still agrees",
            RESERVING_AGAIN, new Granted(AGAIN, NOW), journal(new Reserved(AGAIN)).then(read(1, LIFE.told(1)))),
        row("the answer to an earlier question",
            new Reserving(LIFE.told(2), 2, NOW), new Granted(AGAIN, NOW), NOTHING),
        row("the first answer again, after a later question",
            RESERVING_AGAIN, GRANTED, NOTHING),
        row("the Guard does not agree any more: who holds it is told, and it is read once more",
            new Reserving(SHARED_ONCE, 2, NOW), new Declined(KEY + "/again/2", "frozen"),
            journal(new Recalled(notice(3, ANA), "frozen")).then(read(1, RECALLED))),
        row("the Guard does not agree any more, and the last hold has ended",
            new Reserving(EXPIRED, 2, NOW), new Declined(KEY + "/again/2", "frozen"),
            journal(ANA_EXPIRED, new Recalled(notice(2), "frozen")).then(read(1, UNWANTED))),
        row("recalled and absent: who had let go before is told of the end",
            new Reading(RECALLED, Instant.MIN), queried(1, absent()), journal(new Released(notice(4, BEN), 1))),
        row("recalled, and what was applied shows after all: released",
            new Reading(RECALLED, Instant.MIN), queried(1, done()), claim(2, Verb.RELEASE, RECALLED)),
        row("a refusal of an earlier question",
            new Reserving(LIFE.told(2), 2, NOW), new Declined(AGAIN, "frozen"), NOTHING),
        row("nobody wants it any more when the Guard agrees again: it is read, and ends",
            new Reserving(UNWANTED.told(2), 2, NOW), new Granted(KEY + "/again/2", NOW),
            journal(new Reserved(KEY + "/again/2")).then(read(1, UNWANTED.told(2)))),
        row("absent after many attempts: no hot loop",
            new Reading(WORN, NOW), queried(3, absent()),
            unknown(1, 3, "applied, but not in force")),
        row("granted and absent, and it is released and contained in turn: it rests",
            new Reading(RESTING, Instant.MIN, Instant.MAX, true), queried(1, absent()),
            journal(new Postponed(1, RESTED)).then(wakeAt(RESTED))),
        row("in turn, and it rests yet",
            new Reading(RESTING, RESTED), WAKE, only(wakeAt(RESTED))),
        row("in turn, and in force after all: verified",
            new Reading(RESTING, Instant.MIN), queried(1, done()), journal(new Verified(notice(1, ANA), 1)).then(check())),
        row("in turn, and nobody wants it: released without a rest",
            new Reading(RESTING.left(ANA_LEFT), Instant.MIN), queried(1, absent()), journal(new Released(notice(2, ANA), 1))),
        row("unwanted and in force: claimed for release",
            new Reading(UNWANTED, NOW), queried(1, done()), claim(2, Verb.RELEASE, UNWANTED)),
        row("released and in force yet: it may show late, so it is left alone for a moment",
            new Reading(LET_GO, Instant.MIN), queried(2, done()), late(2, 0)),
        row("released and in force yet, says a reading that began before it was left alone",
            new Reading(LET_GO, LATER), queried(2, done()), only(wakeAt(LATER))),
        row("released, in force, and in force yet after a moment: claimed once more",
            new Reading(LET_GO, NOW), queried(2, done()), claim(3, Verb.RELEASE, LET_GO)),
        row("released, in force, and gone after a moment: released",
            new Reading(LET_GO.unmarked(), NOW), queried(2, absent()), journal(new Released(notice(2, ANA), 2))),
        row("a release that had no answer, and absent: left alone for a moment before the next",
            new Reading(LET_GO.marked(), Instant.MIN), queried(2, absent()), late(2, 0)),
        row("in force after many attempts: no hot loop",
            new Reading(WORN_UNWANTED, NOW), queried(3, done()),
            unknown(2, 3, "released, but still in force")),
        row("unwanted and absent: released",
            new Reading(UNWANTED, NOW), queried(1, absent()), journal(new Released(notice(2, ANA), 1))),
        row("unwanted and absent, and something of it may be there: claimed for release",
            new Reading(UNWANTED.marked(), NOW), queried(1, absent()), claim(2, Verb.RELEASE, UNWANTED)),
        row("expired and absent while reading, and something of it may be there: claimed for release",
            new Reading(EXPIRED.marked(), NOW), queried(1, absent()),
            claim(2, Verb.RELEASE, UNWANTED).after(List.of(ANA_EXPIRED))),
        row("absent after many releases that had no answer: no hot loop",
            new Reading(WORN_UNWANTED.marked(), NOW), queried(3, absent()),
            unknown(2, 3, "not in force, but its release has no answer")),
        row("unwanted and absent after many attempts, and nothing of it is there: released",
            new Reading(WORN_UNWANTED, NOW), queried(3, absent()), journal(new Released(notice(2, ANA), 3))),
        row("recalled and absent, and something of it may be there: claimed for release",
            new Reading(RECALLED.marked(), Instant.MIN), queried(1, absent()), claim(2, Verb.RELEASE, RECALLED)),
        row("expired while reading",
            new Reading(EXPIRED, NOW), queried(1, absent()),
            journal(ANA_EXPIRED, new Released(notice(2, ANA), 1))),
        row("the target will not be read",
            READING, queried(1, refused()), unknown(1, 1, "no")),
        row("the target is too busy to be read",
            READING, queried(1, busy()), journal(new Postponed(1, LATER)).then(wakeAt(LATER))),
        row("the target has been too busy for long enough: unknown",
            new Reading(LIFE, NOW, NOW.minus(Containment.PUT_OFF_MOST), false), queried(1, busy()), unknown(1, 1, PUT_OFF)),
        row("too busy since a moment ago",
            new Reading(LIFE, NOW, NOW.minus(Containment.PUT_OFF_MOST).plusMillis(1), false), queried(1, busy()), journal(new Postponed(1, LATER)).then(wakeAt(LATER))),
        row("too busy for long enough to release what has expired: unknown",
            new Reading(EXPIRED, NOW, NOW.minus(Containment.PUT_OFF_MOST), false), queried(1, busy()), unknown(1, 1, PUT_OFF)),
        row("the reading is lost: unknown",
            READING, queried(1, lost()), unknown(1, 1, "gone")),
        row("the apply answers twice: that is no reading",
            READING, applied(1, done()), NOTHING),
        row("a reading of an earlier attempt",
            READING, queried(0, done()), NOTHING),
        row("read again",
            READING, WAKE, only(read(1, LIFE))),
        row("awake before the target may be asked",
            new Reading(LIFE, LATER), WAKE, only(wakeAt(LATER))),

        row("a second holder of what is unknown",
            UNSETTLED, BEN_WANTS, joined(1, BEN, Standing.UNKNOWN)),
        row("the last holder of what is unknown leaves",
            UNSETTLED, ANA_LETS_GO, journal(ANA_LEFT).then(ACCEPTED)),
        row("the operator ends what is unknown",
            UNSETTLED, ALL_LET_GO, journal(ALL_LEFT).then(ACCEPTED)),
        row("a grant of what is unknown",
            UNSETTLED, GRANTED, NOTHING),
        row("an observation of what is unknown",
            UNSETTLED, OBSERVED, NOTHING),
        row("a refusal of what is unknown",
            UNSETTLED, DECLINED, NOTHING),
        row("known again, in force",
            UNSETTLED, queried(1, done()), journal(new Verified(notice(1, ANA), 1)).then(check())),
        row("unsettled, found in force with a proof: both are journaled",
            UNSETTLED, queried(1, new Result.Done("sha256=abc")), journal(new Proven(1, "sha256=abc"), new Verified(notice(1, ANA), 1)).then(check())),
        row("known again, absent",
            UNSETTLED, queried(1, absent()), askedAgain(1)),
        row("known again, absent and unwanted",
            new Unsettled(UNWANTED), queried(1, absent()), journal(new Released(notice(2, ANA), 1))),
        row("known again, absent and unwanted, and something of it may be there: claimed for release",
            new Unsettled(UNWANTED.marked()), queried(1, absent()), claim(2, Verb.RELEASE, UNWANTED)),
        row("still unknown, refused",
            UNSETTLED, queried(1, refused()), journal(new Unread(1, "no")).then(retry(1))),
        row("still unknown, busy",
            UNSETTLED, queried(1, busy()), journal(new Unread(1, PUT_OFF)).then(retry(1))),
        row("still unknown, lost",
            UNSETTLED, queried(1, lost()), journal(new Unread(1, "gone")).then(retry(1))),
        row("unknown for so long that the pause does not grow any more",
            new Unsettled(LONG_UNKNOWN), queried(1, lost()), only(retry(5))),
        row("unknown again, and never read in force between: the pause goes on where it was",
            new Reading(LIFE.unknown().unknown(), Instant.MIN), queried(1, lost()),
            journal(
                    new Unknown(notice(1, ANA), 1, "gone"),
                    new Alarmed(1, 1, Action.BLOCK_ADDRESS, TARGET, "gone"))
                .then(retry(2))),
        row("asked again until known",
            UNSETTLED, WAKE, Decision.<ContainmentEvent>only(read(1, LIFE)).then(still(LIFE))),

        row("a second holder of what is contained",
            CONTAINED, BEN_WANTS, joined(1, BEN, Standing.VERIFIED).then(check())),
        row("one holder too many",
            new Contained(SHARED), wantedBy("acme/response/cat"),
            only(new Reply(new Rejected("held by 2, at most 2")))),
        row("a full house still renews",
            new Contained(SHARED), ANA_WANTS_MORE,
            joined(2, ANA_WANTS_MORE.holder(), Standing.VERIFIED).then(check())),
        row("a wish for less than is granted",
            new Contained(SHARED), wantedBy(ANA.id()), only(ACCEPTED)),
        row("one of two holders leaves",
            new Contained(SHARED), BEN_LETS_GO,
            journal(new Left(1, 2, BEN.id(), Left.Reason.LET_GO)).then(ACCEPTED)),
        row("the last holder leaves: claimed for release",
            CONTAINED, ANA_LETS_GO,
            claim(2, Verb.RELEASE, UNWANTED).after(List.of(ANA_LEFT)).then(ACCEPTED)),
        row("one lets go while the Guard thinks whose wish has not been heard",
            RESERVING, BEN_LETS_GO, journal(new Forgone(1, BEN.id())).then(ACCEPTED)),
        row("one lets go of what waits whose wish has not been heard",
            WAITING, BEN_LETS_GO, journal(new Forgone(1, BEN.id())).then(ACCEPTED)),
        row("one lets go during the call whose wish has not been heard",
            APPLYING, BEN_LETS_GO, journal(new Forgone(1, BEN.id())).then(ACCEPTED)),
        row("one lets go during the release whose wish has not been heard",
            RELEASING, BEN_LETS_GO, journal(new Forgone(1, BEN.id())).then(ACCEPTED)),
        row("one lets go while reading whose wish has not been heard",
            READING, BEN_LETS_GO, journal(new Forgone(1, BEN.id())).then(ACCEPTED)),
        row("one lets go of what is unknown whose wish has not been heard",
            UNSETTLED, BEN_LETS_GO, journal(new Forgone(1, BEN.id())).then(ACCEPTED)),
        row("unknown until now, in force and wanted by nobody: claimed for release",
            new Unsettled(UNWANTED), queried(1, done()), claim(2, Verb.RELEASE, UNWANTED)),
        row("one of two leaves during the release",
            new Releasing(SHARED, DEADLINE), BEN_LETS_GO,
            journal(new Left(1, 2, BEN.id(), Left.Reason.LET_GO)).then(ACCEPTED)),
        row("one lets go whose wish has not been heard",
            CONTAINED, BEN_LETS_GO, journal(new Forgone(1, BEN.id())).then(ACCEPTED)),
        row("the wish of one who has let go before it was heard",
            new Contained(LIFE.forgone(new Forgone(1, BEN.id()))), BEN_WANTS, only(ACCEPTED)),
        row("the operator ends both holds: claimed for release",
            new Contained(SHARED), ALL_LET_GO,
            claim(2, Verb.RELEASE, SHARED.leftAll()).after(List.of(ALL_LEFT)).then(ACCEPTED)),
        row("granted long ago",
            CONTAINED, GRANTED, NOTHING),
        row("observed, though granted long ago",
            CONTAINED, OBSERVED, NOTHING),
        row("refused, though granted long ago",
            CONTAINED, DECLINED, NOTHING),
        row("still in force",
            CONTAINED, queried(1, done()), NOTHING),
        row("drifted: read twice before acting",
            CONTAINED, queried(1, absent()), journal(new Drifted(notice(1, ANA), 1)).then(read(1, LIFE))),
        row("a check is refused: it is not known any more, for now",
            CONTAINED, queried(1, refused()), journal(new Unread(1, "no"))),
        row("a check finds it busy: one says nothing",
            CONTAINED, queried(1, busy()), journal(new Unread(1, PUT_OFF))),
        row("a check is lost: one says nothing",
            CONTAINED, queried(1, lost()), journal(new Unread(1, "gone"))),
        row("so many checks in a row are lost that nobody knows",
            new Contained(LIFE, 2), queried(1, lost()), unknown(1, 1, "gone")),
        row("so many checks in a row are refused that nobody knows",
            new Contained(LIFE, 2), queried(1, refused()), unknown(1, 1, "no")),
        row("so many checks in a row find it busy that nobody knows",
            new Contained(LIFE, 2), queried(1, busy()), unknown(1, 1, PUT_OFF)),
        row("read again after checks that were lost",
            new Contained(LIFE, 2), queried(1, done()), journal(new Verified(notice(1, ANA), 1))),
        row("drifted once more than is mended at once: a person is told, and it is mended later",
            new Contained(DRIFTED), queried(1, absent()),
            journal(
                    new Drifted(notice(3, ANA), 1),
                    new Alarmed(1, 3, Action.BLOCK_ADDRESS, TARGET, "found gone 3 times: somebody else takes it away"),
                    new Postponed(1, NOW.plus(pause(0))))
                .then(retry(0))),
        row("drifted again and again: it is mended ever later",
            new Contained(DRIFTED.drifted(notice(3, ANA)).drifted(notice(4, ANA))), queried(1, absent()),
            journal(
                    new Drifted(notice(5, ANA), 1),
                    new Alarmed(1, 5, Action.BLOCK_ADDRESS, TARGET, "found gone 5 times: somebody else takes it away"),
                    new Postponed(1, NOW.plus(pause(2))))
                .then(retry(2))),
        row("the target keeps it for less long than it is wanted: the Guard is asked in good time",
            new Contained(SHORT), WAKE, askedAgain(1).then(query(1, LIFE), check())),
        row("the Guard thinks about keeping it for longer, and is not asked again",
            MAY_BE_KEPT, WAKE, only(query(1, LIFE), check())),
        row("who wants it for longer comes while the Guard thinks about it",
            MAY_BE_KEPT, BEN_WANTS, joined(2, BEN, Standing.VERIFIED).then(check())),
        row("the Guard lets it be kept for longer: the target is told",
            MAY_BE_KEPT, new Granted(AGAIN, NOW),
            claim(2, Verb.APPLY, SHORT).after(List.of(new Reserved(AGAIN)))),
        row("the Guard lets it be kept for longer, and nobody wants that any more",
            new Contained(LIFE.told(1), 0, ASKED_NOW), new Granted(AGAIN, NOW), journal(new Reserved(AGAIN))),
        row("the Guard has let it be kept for longer some time ago: it is asked again",
            new Contained(SHORT.told(1), 0, new Question(1, NOW.minus(LIMITS.call()).minusMillis(1))),
            new Granted(AGAIN, NOW.minusSeconds(60)), askedAgain(2)),
        row("the Guard does not let it be kept for longer: a person is told, and the target ends it",
            MAY_BE_KEPT, new Declined(AGAIN, "frozen"),
            journal(new Alarmed(1, 2, Action.BLOCK_ADDRESS, TARGET, "not kept for longer: frozen"))),
        row("the answer to an earlier question whether it may be kept for longer",
            new Contained(SHORT.told(2), 0, new Question(2, NOW)), new Declined(AGAIN, "frozen"), NOTHING),
        row("there is time yet to tell it again",
            new Contained(SHORT.kept(SOON.plusMillis(1))), WAKE,
            only(query(1, LIFE), wakeAt(NOW.plusMillis(1)))),
        row("who wants it for longer comes at the last moment: the target is told at once",
            new Contained(LIFE.kept(SOON.minusMillis(1))), BEN_WANTS,
            joined(1, BEN, Standing.VERIFIED).then(wakeAt(NOW))),
        row("told again and done: read back",
            RENEWING, applied(1, done()), journal(new Applied(1)).then(read(1, LIFE))),
        row("the target will not keep it for longer: it is not forgotten, and a person is told",
            RENEWING, applied(1, refused()), unknown(1, 1, "not kept for longer: no")),
        row("the target is too busy to be told again",
            RENEWING, applied(1, busy()), journal(new Postponed(1, LATER)).then(wakeAt(LATER))),
        row("checked for drift",
            CONTAINED, WAKE, only(query(1, LIFE), check())),
        row("one of two has expired",
            new Contained(HALF_EXPIRED), WAKE,
            journal(new Left(1, 2, ANA.id(), Left.Reason.EXPIRED))
                .then(query(1, HALF_EXPIRED.without(HALF_EXPIRED.lapsedAt(NOW))), check())),
        row("the last hold has expired",
            new Contained(EXPIRED), WAKE, claim(2, Verb.RELEASE, UNWANTED).after(List.of(ANA_EXPIRED))));
    // spotless:on

    record Row(String name, ContainmentState state, ContainmentCommand command, Decision<ContainmentEvent> expected) {}

    private static Row row(
            String name, ContainmentState state, ContainmentCommand command, Decision<ContainmentEvent> expected) {
        return new Row(name, state, command, expected);
    }

    private static Decision<ContainmentEvent> journal(ContainmentEvent... events) {
        return new Decision<>(List.of(events), List.of());
    }

    private static Decision<ContainmentEvent> unknown(int report, int attempt, String why) {
        return journal(
                        new Unknown(notice(report, ANA), attempt, why),
                        new Alarmed(1, report, Action.BLOCK_ADDRESS, TARGET, why))
                .then(retry(0));
    }

    private static Decision<ContainmentEvent> only(Effect... effects) {
        return Decision.only(effects);
    }

    private static Decision<ContainmentEvent> joined(int report, Holder holder, Standing standing) {
        return journal(new Joined(1, report, holder, standing)).then(ACCEPTED);
    }

    /** As if the target had not been told until when. */
    private static Life claimed(Life life, int attempt) {
        return life.applied(new Claimed(attempt, Verb.APPLY, DEADLINE)).kept(Instant.MAX);
    }

    private static Decision<ContainmentEvent> claim(int attempt, Verb verb, Life life) {
        return journal(new Claimed(attempt, verb, DEADLINE))
                .then(new Call(order(verb, attempt, life)), wakeAt(DEADLINE));
    }

    private static Decision<ContainmentEvent> askedAgain(int report) {
        return journal(new AskedAgain(1, report, Action.BLOCK_ADDRESS, TARGET, NOW));
    }

    private static Effect[] read(int attempt, Life life) {
        return new Effect[] {query(attempt, life), wakeAt(DEADLINE)};
    }

    private static Effect still(Life life) {
        var key = KEY + "/still";
        return new Tell(GUARD, new GuardCommand.Alarm(key, ID, life.action(), life.target(), "it is not settled"));
    }

    private static Effect query(int attempt, Life life) {
        return new Call(order(Verb.QUERY, attempt, life));
    }

    private static ContainmentOrder order(Verb verb, int attempt, Life life) {
        return new ContainmentOrder(verb, KEY, attempt, life.action(), life.target(), life.until(NOW), DEADLINE);
    }

    private static Notice notice(int report, Holder... to) {
        return new Notice(1, report, List.of(to).stream().map(Holder::id).toList());
    }

    private static Effect wakeAt(Instant due) {
        return new Schedule(due);
    }

    private static Effect check() {
        return wakeAt(NOW.plus(LIMITS.check()));
    }

    /** @param times how often the same was called for before */
    private static Decision<ContainmentEvent> late(int attempt, int times) {
        var until = NOW.plus(new Pauses(ID, LIMITS.pause()).after(times));
        return journal(new Postponed(attempt, until)).then(wakeAt(until));
    }

    private static Effect retry(int times) {
        return wakeAt(NOW.plus(pause(times)));
    }

    private static Duration pause(int times) {
        return new Pauses(ID, LIMITS.retry()).after(times);
    }

    private static Want wantedBy(String holder) {
        return new Want(Action.BLOCK_ADDRESS, TARGET, new Holder(holder, LATER), SIGNATURE);
    }

    private static Effect giveBack(String reservation) {
        return new Tell(GUARD, new GuardCommand.Return(reservation));
    }

    private static Answered applied(int attempt, Result result) {
        return new Answered(Verb.APPLY, attempt, result);
    }

    private static Answered released(int attempt, Result result) {
        return new Answered(Verb.RELEASE, attempt, result);
    }

    private static Answered queried(int attempt, Result result) {
        return new Answered(Verb.QUERY, attempt, result);
    }

    private static Result done() {
        return new Result.Done();
    }

    private static Result absent() {
        return new Result.Absent();
    }

    private static Result refused() {
        return new Result.Refused("no");
    }

    private static Result busy() {
        return new Result.Busy(LATER);
    }

    private static Result lost() {
        return new Result.Lost("gone");
    }

    private ContainmentTable() {}
}
