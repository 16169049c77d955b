package io.gabion.responders.containment;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.ActionReport;
import io.gabion.protocol.response.Outcome;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** How a containment words its effects. Every key is made here, from the id and the life. */
record ContainmentEffects(EntityId id, EntityId guard, ContainmentLimits limits) {
    /** The same for every attempt of one life: what the target and the Guard know it by. */
    String key(int life) {
        return id + "#" + life;
    }

    /** Whether this is the Guard's answer to a question. */
    boolean isAnswer(String answer, Life life, int again) {
        return answer.equals(again == 0 ? key(life.number()) : Guard.again(key(life.number()), again));
    }

    /** Whether this answers any question of this life. */
    boolean isOf(String answer, Life life) {
        return isAnswer(answer, life, 0) || answer.startsWith(key(life.number()) + Guard.AGAIN);
    }

    ContainmentOrder order(Verb verb, Life life, int attempt, Instant now) {
        return new ContainmentOrder(
                verb,
                key(life.number()),
                attempt,
                life.action(),
                life.target(),
                life.until(now),
                now.plus(limits.call()));
    }

    /** A reading, and an alarm in case no answer comes. */
    Effect[] read(Life life, Instant now) {
        var order = order(Verb.QUERY, life, life.attempt(), now);
        return new Effect[] {new Call(order), new Schedule(order.deadline())};
    }

    /** Another look at what is contained. */
    Effect check(Life life, Instant now) {
        return new Call(order(Verb.QUERY, life, life.attempt(), now));
    }

    /** When something is to be seen to, though nobody says anything: at once, if nobody wants it any more. */
    Effect expiry(Life life, Instant now) {
        return new Schedule(life.wantedAt(now) ? life.nextExpiry(now, life.until(now)) : now);
    }

    /** When what is contained is looked at next. */
    Effect look(Life life, Instant now) {
        return new Schedule(life.nextExpiry(now, now.plus(limits.check())));
    }

    /** As {@link #look}, or earlier to ask whether it may be kept for longer. */
    Effect alarm(Life life, Instant now) {
        var look = life.nextExpiry(now, now.plus(limits.check()));
        var renewal = renewal(life);
        return new Schedule(renewal.isAfter(look) ? look : renewal.isAfter(now) ? renewal : now);
    }

    /** When a target that would let go too early is told again. */
    Instant renewal(Life life) {
        return life.renewal(limits.check().multipliedBy(2));
    }

    List<Send> owes(ContainmentEvent event) {
        return switch (event) {
            case Wanted e -> List.of(reserve(e));
            case AskedAgain e -> List.of(confirm(e));
            case Joined e -> standing(e);
            case Left(var life, var report, var holder, var reason) ->
                switch (reason) {
                    case EXPIRED -> List.of(report(life, report, holder, Outcome.EXPIRED, "the hold has ended"));
                    case LET_GO -> List.of();
                };
            case Observed(var to, var why) ->
                reports(to, Outcome.WOULD_APPLY, why).toList();
            case Held(var to, var why) ->
                reports(to, Outcome.WAITING_APPROVAL, why).toList();
            case Abandoned(var to) ->
                returned(to, Outcome.RELEASED, "given up before it was allowed: nothing was done");
            case Denied(var to, var why) -> reports(to, Outcome.REFUSED, why).toList();
            case Recalled(var to, var why) -> reports(to, Outcome.REFUSED, why).toList();
            case Refused(var to, var _, var why) -> returned(to, Outcome.FAILED, why);
            case Verified(var to, var _) ->
                reports(to, Outcome.VERIFIED, "read back: in force").toList();
            case Drifted(var to, var _) ->
                reports(to, Outcome.DRIFTED, "read back: no longer in force").toList();
            case Unknown(var to, var _, var why) ->
                reports(to, Outcome.UNKNOWN, why).toList();
            case Released(var to, var _) -> returned(to, Outcome.RELEASED, "read back: gone");
            case Alarmed e -> List.of(alarm(e));
            case Unread _,
                    Proven _,
                    Forgone _,
                    LeftAll _,
                    Reserved _,
                    Claimed _,
                    Applied _,
                    Withdrawn _,
                    TimedOut _,
                    Postponed _ -> List.of();
        };
    }

    private Send reserve(Wanted e) {
        var key = key(e.life());
        var request = new GuardCommand.Reserve(
                key, id, e.action(), e.target(), e.holder().until(), e.signature());
        return new Send(key + "/reserve", guard, request);
    }

    private Send confirm(AskedAgain e) {
        var key = key(e.life());
        var question = new GuardCommand.Confirm(key, e.report(), id, e.action(), e.target());
        return new Send(Guard.again(key, e.report()), guard, question);
    }

    private Send alarm(Alarmed e) {
        var key = key(e.life()) + "/alarm/" + e.report();
        return new Send(key, guard, new GuardCommand.Alarm(key, id, e.action(), e.target(), e.why()));
    }

    /** The Guard tells a person now and then. */
    Effect still(Life life) {
        var key = Guard.still(key(life.number()));
        return new Tell(guard, new GuardCommand.Alarm(key, id, life.action(), life.target(), "it is not settled"));
    }

    private List<Send> standing(Joined e) {
        var holder = e.holder().id();
        return switch (e.standing()) {
            case UNDER_WAY -> List.of();
            case VERIFIED -> List.of(report(e.life(), e.report(), holder, Outcome.VERIFIED, "read back: in force"));
            case UNKNOWN -> List.of(report(e.life(), e.report(), holder, Outcome.UNKNOWN, "cannot be read back"));
            case WAITING ->
                List.of(report(
                        e.life(), e.report(), holder, Outcome.WAITING_APPROVAL, "the brake: it waits for a person"));
        };
    }

    Effect giveBack(String reservation) {
        return new Tell(guard, new GuardCommand.Return(reservation));
    }

    private List<Send> returned(Notice notice, Outcome outcome, String why) {
        var key = key(notice.life());
        var giveBack = new Send(key + "/return", guard, new GuardCommand.Return(key));
        return Stream.concat(Stream.of(giveBack), reports(notice, outcome, why)).toList();
    }

    private Stream<Send> reports(Notice notice, Outcome outcome, String why) {
        return notice.to().stream().map(to -> report(notice.life(), notice.report(), to, outcome, why));
    }

    private Send report(int life, int report, String to, Outcome outcome, String why) {
        var message = new ActionReport(to, id.toString(), life, report, outcome, why);
        return new Send(key(life) + "/report/" + report + "/" + to, EntityId.parse(to), message);
    }
}
