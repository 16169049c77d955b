package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.AlarmTold;
import io.gabion.protocol.guard.GuardEvent.Paged;
import io.gabion.protocol.guard.GuardEvent.Rung;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan.Level;
import io.gabion.responders.guard.GuardCommand.Told;
import io.gabion.responders.guard.GuardPolicy.Brake;
import io.gabion.responders.response.Chain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What people are told next: of brakes, alarms, a freeze and a spent budget at once, and of what stays so by the chain. Each
 * notice again and again, until somebody could be told, it is over, or a later one of its level was told.
 */
record Tellings(Brake limit, Braking braking) {
    static final Duration CALL = Duration.ofSeconds(5);

    /**
     * One notice that nobody was told of yet.
     *
     * @param at when it is to be tried next
     * @param heard what is journaled of an answer
     */
    record Telling(NotifyOrder notice, Instant at, Heard heard) {}

    interface Heard {
        GuardEvent event(Told told, Instant now);
    }

    private record Matter(String name, Instant since, List<Level> levels, List<ActionState> actions) {}

    static Instant next(int attempts, Instant last, Instant first) {
        return attempts == 0 ? first : last.plus(Braking.pause(attempts));
    }

    /** Everything that is due, and an alarm for what is not, or has no answer. */
    Effect[] due(GuardState state, Instant now) {
        return calling(state, now, telling -> !now.isBefore(telling.at()));
    }

    /** What has just begun. @param matter what its notice is called after */
    Effect[] first(GuardState state, String matter, Instant now) {
        return calling(
                state,
                now,
                telling -> telling.notice().playbook().equals(matter)
                        && telling.notice().attempt() == 1
                        && !now.isBefore(telling.at()));
    }

    private Effect[] calling(GuardState state, Instant now, Predicate<Telling> called) {
        var effects = new ArrayList<Effect>();
        all(state, now).filter(called).forEach(telling -> effects.add(new Call(telling.notice())));
        effects.addAll(List.of(alarm(state, now)));
        return effects.toArray(Effect[]::new);
    }

    /** An entity has one alarm: for the first of all. */
    Effect[] alarm(GuardState state, Instant now) {
        return all(state, now)
                .map(telling -> now.isBefore(telling.at()) ? telling.at() : now.plus(CALL))
                .min(Comparator.naturalOrder())
                .map(at -> new Effect[] {new Schedule(at)})
                .orElseGet(() -> new Effect[0]);
    }

    boolean isOwed(GuardState state) {
        return all(state, Instant.EPOCH).findAny().isPresent();
    }

    /** What an answer means; empty if nobody waits for it. To what is not due yet there is none. */
    Optional<GuardEvent> heard(GuardState state, Told told, Instant now) {
        return all(state, now)
                .filter(telling -> !now.isBefore(telling.at())
                        && telling.notice().step().equals(told.signature())
                        && telling.notice().attempt() <= told.attempt())
                .map(telling -> telling.heard().event(told, now))
                .findFirst();
    }

    private Stream<Telling> all(GuardState state, Instant now) {
        var brakes = state.brakes().unpaged().stream()
                .map(trail -> new Telling(
                        braking.page(trail, now),
                        next(trail.pages(), trail.pagedAt(), trail.since()),
                        (t, at) -> new Paged(trail.signature(), t.attempt(), t.told(), t.why(), at)));
        var alarms = state.alarms().unpaged().stream()
                .map(alarm -> new Telling(
                        Alarms.page(alarm, limit.channel(), now),
                        next(alarm.pages(), alarm.pagedAt(), alarm.due()),
                        (t, at) -> new AlarmTold(alarm.connector(), t.attempt(), t.told(), t.why(), at)));
        var chain = matters(state).flatMap(matter -> rings(state.alarms().bells(), matter, now));
        return Stream.of(brakes, alarms, chain).flatMap(s -> s);
    }

    private Stream<Matter> matters(GuardState state) {
        var freeze = state.frozen().isEmpty() ? Stream.<Matter>of() : Stream.of(freeze(state));
        var spent = state.alarms().bells().spent().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> spent(e.getKey(), e.getValue()));
        var on = state.brakes().on().stream()
                .map(trail -> new Matter(trail.signature(), trail.since(), limit.chain(), braking.waits(trail)));
        return Stream.of(freeze, spent, on).flatMap(s -> s);
    }

    /** It is told once, and by itself gives room again: nobody else need be called. */
    private Matter spent(Action action, Bells.Shortage shortage) {
        var why = shortage.why() + "; further ones are refused without a word for a window";
        return new Matter(
                Bells.budget(action),
                shortage.since(),
                List.of(new Level(limit.channel(), 0, List.of(), 0, 0)),
                List.of(new ActionState(action.word(), shortage.target(), Outcome.REFUSED, why, 0, shortage.since())));
    }

    private Matter freeze(GuardState state) {
        var since = state.alarms().bells().frozenAt();
        var levels = new ArrayList<>(List.of(new Level(limit.channel(), 0, List.of(), 0, 0)));
        levels.addAll(limit.chain());
        var why = "frozen " + state.frozen() + "; gabion guard thaw allows it again";
        return new Matter(
                Bells.FREEZE,
                since,
                levels,
                List.of(new ActionState(Bells.FREEZE, "everything", Outcome.WAITING_APPROVAL, why, 0, since)));
    }

    /** Of each level what comes after the last one that was told, without those that a later one has made needless. */
    private static Stream<Telling> rings(Bells told, Matter matter, Instant now) {
        var bells = Chain.bells(matter.levels(), matter.since());
        return bells.stream()
                .filter(bell -> bells.stream()
                        .noneMatch(later -> later.level() == bell.level()
                                && (later.number() > bell.number() && !now.isBefore(later.at())
                                        || later.number() >= bell.number()
                                                && told.ring(matter.name(), later.number())
                                                        .told())))
                .map(bell -> ring(told.ring(matter.name(), bell.number()), matter, bell, now));
    }

    private static Telling ring(Bells.Ring ring, Matter matter, Chain.Bell bell, Instant now) {
        var step = matter.name() + ", bell " + bell.number() + " since " + matter.since();
        var notice = new NotifyOrder(
                step,
                step,
                ring.attempt() + 1,
                bell.of().channel(),
                "",
                matter.name(),
                matter.actions(),
                now.plus(CALL));
        return new Telling(
                notice,
                next(ring.attempt(), ring.at(), bell.at()),
                (t, at) -> new Rung(matter.name(), matter.since(), bell.number(), t.attempt(), t.told(), t.why(), at));
    }
}
