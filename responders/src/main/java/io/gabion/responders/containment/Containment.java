package io.gabion.responders.containment;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Recent;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentCommand.Declined;
import io.gabion.responders.containment.ContainmentCommand.Granted;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentCommand.LetGoAll;
import io.gabion.responders.containment.ContainmentCommand.Wake;
import io.gabion.responders.containment.ContainmentCommand.Want;
import io.gabion.responders.containment.ContainmentState.*;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Keeps one target as its holders want it.
 *
 * <p>The target is read before every call and after it, and what was read is compared with what is wanted. A call that
 * has no answer is never repeated: its deadline is waited out, then the target is read. It is
 * applied for as long as somebody holds it, and released for as long as that takes. A wish that is heard again, however
 * late, is not another wish: what an operator has ended stays ended.
 *
 * <p>What the Guard grants is good for one call that is made at once. After that, or later, it is asked again, so that what
 * waits for a target that is busy, or is found gone, is not done after a freeze. Nor is what is in force kept for longer without a
 * question.
 */
public final class Containment implements Entity<ContainmentState, ContainmentCommand, ContainmentEvent> {

    /** For how long a target may ask to be asked later before a person is told; a collection takes up to ten minutes. */
    static final Duration PUT_OFF_MOST = Duration.ofMinutes(15);

    private static final Effect ACCEPTED = new Reply(new ContainmentCommand.Accepted());

    private final ContainmentLimits limits;
    private final ContainmentEffects effects;
    private final Doubts doubts;

    public Containment(EntityId id, EntityId guard, ContainmentLimits limits) {
        this.limits = limits;
        this.effects = new ContainmentEffects(id, guard, limits);
        this.doubts = new Doubts(limits, new Pauses(id, limits.retry()), new Pauses(id, limits.pause()));
    }

    private record Step(ContainmentState state, ContainmentCommand command) {}

    @Override
    public ContainmentState empty() {
        return new Idle(0);
    }

    @Override
    public ContainmentState apply(ContainmentState state, ContainmentEvent event) {
        return state.apply(event);
    }

    @Override
    public Decision<ContainmentEvent> decide(ContainmentState state, ContainmentCommand command, Instant now) {
        return switch (new Step(state, command)) {
            case Step(Idle(var _, var seen, var _), Want c) when Life.isSeen(c.holder(), seen) -> accepted();
            case Step(Idle(var lives, var _, var _), Want c) ->
                accepted(new Wanted(lives + 1, c.action(), c.target(), c.holder(), c.signature()));
            case Step(Living s, Want c) when Life.isSeen(c.holder(), s.life().seen()) -> accepted();
            case Step(Living s, Want c)
            when !s.life().hasRoomFor(c.holder(), limits.holders()) ->
                Decision.only(new Reply(new ContainmentCommand.Rejected(
                        "held by " + s.life().holders().size() + ", at most " + limits.holders())));
            case Step(Contained s, Want c) -> {
                var joined = s.life().join(c.holder(), s.standing());
                yield accepted(joined).then(next(s.life().joined(joined), s.asked(), now));
            }
            // It may be waiting to be read once more as gone.
            case Step(Reading s, Want c)
            when !s.life().wantedAt(now) ->
                accepted(s.life().join(c.holder(), s.standing())).then(new Schedule(now));
            case Step(Living s, Want c) -> accepted(s.life().join(c.holder(), s.standing()));

            case Step(Living s, LetGo c)
            when !s.life().heldBy(c.holder()) ->
                forgone(s.life().number(), c, s.life().seen());
            case Step(Contained(var life, var _, var _), LetGo c)
            when !life.left(letGo(life, c)).wantedAt(now) -> {
                var left = letGo(life, c);
                yield claim(life.left(left), Verb.RELEASE, now)
                        .after(List.of(left))
                        .then(ACCEPTED);
            }
            case Step(Waiting(var life), LetGo c)
            when !life.left(letGo(life, c)).wantedAt(now) -> {
                var left = letGo(life, c);
                yield accepted(left, new Abandoned(life.left(left).notice()));
            }
            case Step(Living s, LetGo c) -> accepted(letGo(s.life(), c));
            case Step(Idle(var lives, var seen, var _), LetGo c) -> forgone(lives, c, seen);

            case Step(Living s, LetGoAll _) when s.life().holders().isEmpty() -> accepted();
            case Step(Contained(var life, var _, var _), LetGoAll(var by)) ->
                claim(life.leftAll(), Verb.RELEASE, now)
                        .after(List.of(new LeftAll(life.number(), by)))
                        .then(ACCEPTED);
            case Step(Waiting(var life), LetGoAll(var by)) ->
                accepted(
                        new LeftAll(life.number(), by),
                        new Abandoned(life.leftAll().notice()));
            case Step(Living s, LetGoAll(var by)) ->
                accepted(new LeftAll(s.life().number(), by));
            case Step(Idle _, LetGoAll _) -> accepted();

            case Step(Reserving s, ContainmentCommand.Held(var of, var why))
            when isAwaited(s, of) -> journal(new Held(s.life().notice(), why)).then(effects.expiry(s.life(), now));
            // What may be done may have changed while the answer was on its way.
            case Step(Living s, Granted(var of, var at))
            when isAwaited(s, of) && !isFresh(s, at, now) -> askAgain(s.life(), now);
            case Step(Contained s, Granted(var of, var _))
            when isAwaited(s, of) -> longer(s.life(), now).after(List.of(new Reserved(of)));
            case Step(Living s, Granted(var of, var _))
            when isAwaited(s, of) -> journal(new Reserved(of)).then(effects.read(s.life(), now));
            case Step(Living s, ContainmentCommand.Observed(var of, var why))
            when isAwaited(s, of) -> journal(new Observed(s.life().notice(), why));
            case Step(Reserving s, Declined(var of, var why))
            when s.again() > 0 && isAwaited(s, of) -> recalled(s.life(), why, now);
            case Step(Contained s, Declined(var of, var why))
            when isAwaited(s, of) -> journal(Doubts.alarmed(s.life(), "not kept for longer: " + why));
            case Step(Living s, Declined(var of, var why))
            when isAwaited(s, of) -> journal(new Denied(s.life().notice(), why));
            // A question that the Guard has heard too late: nobody else would give back what it has lent.
            case Step(Idle _, Granted(var of, var _)) -> Decision.only(effects.giveBack(of));
            case Step(Living s, Granted(var of, var _))
            when !effects.isOf(of, s.life()) -> Decision.only(effects.giveBack(of));
            case Step(var _, Granted _), Step(var _, ContainmentCommand.Observed _), Step(var _, Declined _) ->
                Decision.nothing();
            case Step(var _, ContainmentCommand.Held _) -> Decision.nothing();

            case Step(Living s, Answered c) when !s.awaits(c.verb(), c.attempt()) -> Decision.nothing();

            case Step(Applying(var life, var _, var _), Answered(var _, var n, Result.Done _)) ->
                journal(new Applied(n)).then(effects.read(life, now));
            // It is in force, and will be for less long than it is wanted.
            case Step(Applying(var life, var _, var kept), Answered(var _, var _, Result.Refused(var why)))
            when kept.isPresent() -> doubts.unknown(life, "not kept for longer: " + why, now);
            case Step(Applying(var life, var _, var _), Answered(var _, var _, Result.Refused(var why)))
            when life.dealings().marked() -> givenUp(life, why, now);
            case Step(Applying(var life, var _, var _), Answered(var _, var n, Result.Refused(var why))) ->
                journal(new Refused(life.lastNotice(), n, why));
            case Step(Applying _, Answered(var _, var n, Result.Busy(var until))) -> Doubts.postponed(n, until);
            // The target may still act until the deadline: the alarm reads it, not the loss.
            case Step(Applying _, Answered(var _, var _, Result.Lost _)),
                    Step(Applying _, Answered(var _, var _, Result.Absent _)) -> Decision.nothing();

            case Step(Releasing(var life, var _), Answered(var _, var n, Result.Done _)) ->
                journal(new Withdrawn(n)).then(effects.read(life, now));
            case Step(Releasing(var life, var _), Answered(var _, var n, Result.Absent _)) ->
                journal(new Withdrawn(n)).then(effects.read(life, now));
            case Step(Releasing(var life, var _), Answered(var _, var _, Result.Refused(var why))) ->
                doubts.unknown(life, why, now);
            case Step(Releasing _, Answered(var _, var n, Result.Busy(var until))) -> Doubts.postponed(n, until);
            case Step(Releasing _, Answered(var _, var _, Result.Lost _)) -> Decision.nothing();

            case Step(Reading s, Answered(var _, var n, Result.Absent _))
            when s.life().wantedAt(now) && now.isBefore(rested(s.life())) -> Doubts.postponed(n, rested(s.life()));
            // Not worth another try at once: it is shown, and tried again at a slower pace.
            case Step(Reading s, Answered(var _, var n, Result.Absent _))
            when !s.granted() && s.life().wantedAt(now) && n >= limits.attempts() ->
                doubts.unknown(s.life(), "applied, but not in force", now);
            case Step(Reading s, Answered(var _, var n, Result.Done _))
            when !s.life().wantedAt(now) && n >= limits.attempts() ->
                doubts.unknown(s.life(), "released, but still in force", now);
            case Step(Reading s, Answered(var _, var n, Result.Absent _))
            when !s.life().wantedAt(now) && s.life().dealings().marked() && n >= limits.attempts() ->
                doubts.unknown(s.life(), "not in force, but its release has no answer", now);
            case Step(Reading s, Answered(var _, var n, var read))
            when doubts.mayShowLate(s, read, now) -> doubts.late(s, n, now);
            case Step(Reading s, Answered(var _, var n, Result.Done(var proof))) ->
                inForce(s.life(), now).after(proven(n, proof));
            case Step(Reading s, Answered(var _, var _, Result.Absent _)) -> absent(s.life(), s.granted(), now);
            case Step(Reading s, Answered(var _, var _, Result.Refused(var why))) -> doubts.unknown(s.life(), why, now);
            case Step(Reading s, Answered(var _, var _, Result.Busy _))
            when !now.isBefore(latest(s.putOff())) -> doubts.unknown(s.life(), Doubts.PUT_OFF, now);
            case Step(Reading _, Answered(var _, var n, Result.Busy(var until))) -> Doubts.postponed(n, until);
            case Step(Reading s, Answered(var _, var _, Result.Lost(var why, var _))) ->
                doubts.unknown(s.life(), why, now);

            case Step(Unsettled(var life), Answered(var _, var n, Result.Done(var proof))) ->
                inForce(life, now).after(proven(n, proof));
            case Step(Unsettled(var life), Answered(var _, var _, Result.Absent _)) -> absent(life, false, now);
            case Step(Unsettled(var life), Answered c) -> doubts.still(life, c, now);

            // A drift is read twice before anything is done about it.
            case Step(Contained(var life, var _, var _), Answered(var _, var n, Result.Absent _))
            when life.dealings().drifts() >= limits.drifts() -> doubts.taken(life, n, now);
            case Step(Contained(var life, var _, var _), Answered(var _, var n, Result.Absent _)) ->
                journal(new Drifted(life.notice(), n)).then(effects.read(life, now));
            case Step(Contained(var life, var unread, var _), Answered(var _, var n, Result.Done _)) ->
                unread > 0 ? journal(new Verified(life.notice(), n)) : Decision.nothing();
            case Step(Contained(var life, var unread, var _), Answered c) -> doubts.unread(life, unread, c, now);
            case Step(Idle _, Answered _), Step(Reserving _, Answered _), Step(Waiting _, Answered _) ->
                Decision.nothing();

            // The Guard's answer is owed to us as the question is to it.
            case Step(Idle _, Wake _), Step(Reserving _, Wake _) -> Decision.nothing();
            case Step(Waiting(var life), Wake _) -> {
                var lapsed = life.lapsedAt(now);
                var rest = life.without(lapsed);
                yield (rest.wantedAt(now)
                                ? Decision.<ContainmentEvent>only(effects.expiry(rest, now))
                                : journal(new Abandoned(rest.notice())))
                        .after(lapsed);
            }
            case Step(Applying(var _, var deadline, var _), Wake _)
            when now.isBefore(deadline) -> Decision.only(new Schedule(deadline));
            case Step(Applying(var life, var _, var _), Wake _) ->
                journal(new TimedOut(life.attempt())).then(effects.read(life, now));
            case Step(Releasing(var _, var deadline), Wake _)
            when now.isBefore(deadline) -> Decision.only(new Schedule(deadline));
            case Step(Releasing(var life, var _), Wake _) ->
                journal(new TimedOut(life.attempt())).then(effects.read(life, now));
            case Step(Reading s, Wake _) when now.isBefore(s.notBefore()) -> Decision.only(new Schedule(s.notBefore()));
            case Step(Reading s, Wake _) when s.granted() -> askAgain(s.life(), now);
            case Step(Reading s, Wake _) -> Decision.only(effects.read(s.life(), now));
            case Step(Unsettled(var life), Wake _) ->
                Decision.<ContainmentEvent>only(effects.read(life, now)).then(effects.still(life));
            case Step(Contained(var life, var _, var _), Wake _)
            when !life.wantedAt(now) -> {
                var lapsed = life.lapsedAt(now);
                yield claim(life.without(lapsed), Verb.RELEASE, now).after(lapsed);
            }
            case Step(Contained s, Wake _) -> {
                var lapsed = s.life().lapsedAt(now);
                var life = s.life().without(lapsed);
                boolean asks = !s.asked().isOpen() && !now.isBefore(effects.renewal(life));
                var next = asks
                        ? askAgain(life, now).then(effects.check(life, now), effects.look(life, now))
                        : Decision.<ContainmentEvent>only(effects.check(life, now), next(life, s.asked(), now));
                yield next.after(lapsed);
            }
        };
    }

    @Override
    public List<Send> owes(ContainmentEvent event) {
        return effects.owes(event);
    }

    @Override
    public ContainmentCommand wake() {
        return new Wake();
    }

    @Override
    public boolean claims(ContainmentEvent event) {
        return event instanceof ContainmentEvent.Claimed;
    }

    @Override
    public boolean unfinished(ContainmentState state) {
        return switch (state) {
            case Idle _ -> false;
            case Living _ -> true;
        };
    }

    private Decision<ContainmentEvent> inForce(Life read, Instant now) {
        var lapsed = read.lapsedAt(now);
        var life = read.without(lapsed);
        var next = life.wantedAt(now)
                ? journal(new Verified(life.notice(), life.attempt())).then(effects.alarm(life, now))
                : claim(life, Verb.RELEASE, now);
        return next.after(lapsed);
    }

    /** @param granted whether the Guard has just allowed a call: each that applies rests on an answer of its own */
    private Decision<ContainmentEvent> absent(Life read, boolean granted, Instant now) {
        var lapsed = read.lapsedAt(now);
        var life = read.without(lapsed);
        if (!life.wantedAt(now)) {
            return gone(life, now).after(lapsed);
        }
        return (granted ? claim(life, Verb.APPLY, now) : askAgain(life, now)).after(lapsed);
    }

    /** What nobody wants was not read in force. */
    private Decision<ContainmentEvent> gone(Life life, Instant now) {
        if (life.dealings().marked()) {
            return claim(life, Verb.RELEASE, now);
        }
        // A reading takes a call's time at most: what is answered from then on was read after the take-over.
        var settled = life.releasedBy().plus(limits.takeover()).plus(limits.call());
        return limits.takeover().isZero() || !now.isBefore(settled)
                ? journal(new Released(life.notice(), life.attempt()))
                : Decision.only(new Schedule(settled));
    }

    private Instant rested(Life life) {
        return life.dealings().rest().until(limits.grace());
    }

    private static Decision<ContainmentEvent> askAgain(Life life, Instant now) {
        return journal(new AskedAgain(life.number(), life.reports() + 1, life.action(), life.target(), now));
    }

    /** When what is contained is seen to next: the Guard's answer is owed to it. */
    private Effect next(Life life, Question asked, Instant now) {
        return asked.isOpen() ? effects.look(life, now) : effects.alarm(life, now);
    }

    /** The Guard agrees, if somebody wants it for longer yet. */
    private Decision<ContainmentEvent> longer(Life asked, Instant now) {
        var lapsed = asked.lapsedAt(now);
        var life = asked.without(lapsed);
        return effects.renewal(life).equals(Instant.MAX)
                ? Decision.nothing()
                : claim(life, Verb.APPLY, now).after(lapsed);
    }

    /** What a call has left behind may have shown itself since it was read absent: read once more, and released if so. */
    private Decision<ContainmentEvent> recalled(Life asked, String why, Instant now) {
        var lapsed = asked.lapsedAt(now);
        var life = asked.without(lapsed);
        var recalled = new Recalled(life.toHolders(), why);
        return journal(recalled)
                .then(effects.read(life.recalled(recalled), now))
                .after(lapsed);
    }

    /** A target that refuses what it has done before, in part perhaps: what is there is undone, and who holds it is told now. */
    private Decision<ContainmentEvent> givenUp(Life applied, String why, Instant now) {
        var lapsed = applied.lapsedAt(now);
        var life = applied.without(lapsed);
        var recalled = new Recalled(life.toHolders(), "the target refuses: " + why);
        return claim(life.recalled(recalled), Verb.RELEASE, now)
                .after(List.of(recalled))
                .after(lapsed);
    }

    private boolean isAwaited(Living state, String answer) {
        return switch (state) {
            case Reserving(var life, var again, var _) -> effects.isAnswer(answer, life, again);
            case Waiting(var life) -> effects.isAnswer(answer, life, 0);
            case Contained(var life, var _, var asked) ->
                asked.isOpen() && effects.isAnswer(answer, life, asked.again());
            case Applying _, Releasing _, Reading _, Unsettled _ -> false;
        };
    }

    /**
     * Whether the Guard has just decided. If it is not asked for longer than that, no clock of another node matters: one
     * that is wrong costs a second question, not one after another.
     */
    private boolean isFresh(Living state, Instant granted, Instant now) {
        return isRecent(granted, now)
                || state instanceof Reserving s && isRecent(s.asked(), now)
                || state instanceof Contained c && isRecent(c.asked().at(), now);
    }

    private boolean isRecent(Instant at, Instant now) {
        return Duration.between(at, now).abs().compareTo(limits.call()) <= 0;
    }

    /** A wish, a first or another one, may be overtaken by the word that it is let go. */
    private static Decision<ContainmentEvent> forgone(int life, LetGo command, Recent<String, Instant> seen) {
        return Life.isSeen(new Holder(command.holder(), Instant.MAX), seen)
                ? accepted()
                : accepted(new Forgone(life, command.holder()));
    }

    private static List<Proven> proven(int attempt, String proof) {
        return proof.isEmpty() ? List.of() : List.of(new Proven(attempt, proof));
    }

    private static Left letGo(Life life, LetGo command) {
        return life.leave(command.holder(), Left.Reason.LET_GO);
    }

    private Decision<ContainmentEvent> claim(Life life, Verb verb, Instant now) {
        var order = effects.order(verb, life, life.attempt() + 1, now);
        return journal(new Claimed(order.attempt(), verb, order.deadline()))
                .then(new Call(order), new Schedule(order.deadline()));
    }

    private static Instant latest(Instant putOff) {
        return putOff.equals(Instant.MAX) ? putOff : putOff.plus(PUT_OFF_MOST);
    }

    private static Decision<ContainmentEvent> accepted(ContainmentEvent... events) {
        return journal(events).then(ACCEPTED);
    }

    private static Decision<ContainmentEvent> journal(ContainmentEvent... events) {
        return new Decision<>(List.of(events), List.of());
    }
}
