package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.guard.GuardEvent.AlarmTold;
import io.gabion.protocol.guard.GuardEvent.Alarmed;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a person has to be told of containments that are not as they should be: once for each connector and {@code QUIET},
 * however many it has, and again and again until somebody could be told.
 *
 * @param open by connector, the last one of each; at most {@value #CONNECTORS}
 * @param seen the last {@value #SEEN} keys
 */
record Alarms(List<Alarm> open, List<String> seen) {
    static final int CONNECTORS = 256;
    static final int SEEN = 1_000;
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final String STEP = "alarm of ";

    static final Alarms NONE = new Alarms(List.of(), List.of());

    Alarms {
        open = List.copyOf(open);
        seen = List.copyOf(seen);
    }

    /**
     * @param target the first that was not as it should be, and {@code why}
     * @param more that were not since then
     * @param pages tried so far, the last one at {@code pagedAt}
     */
    record Alarm(
            String connector,
            Action action,
            String target,
            String why,
            Instant since,
            int more,
            int pages,
            boolean told,
            Instant pagedAt) {
        private Alarm another() {
            return new Alarm(connector, action, target, why, since, more + 1, pages, told, pagedAt);
        }

        private Alarm paged(AlarmTold e) {
            return new Alarm(connector, action, target, why, since, more, e.attempt(), e.told(), e.at());
        }
    }

    boolean knows(String key) {
        return seen.contains(key);
    }

    Alarms with(Alarmed e) {
        var all = new ArrayList<>(open);
        var before = all.stream()
                .filter(a -> a.connector().equals(e.target().connector()))
                .findFirst();
        before.ifPresent(all::remove);
        all.add(before.filter(a -> !a.told() || a.since().plus(QUIET).isAfter(e.at()))
                .map(Alarm::another)
                .orElseGet(() -> begun(e)));
        var keys = Stream.concat(seen.stream(), Stream.of(e.key())).toList();
        return new Alarms(newest(all, CONNECTORS), newest(keys, SEEN));
    }

    private static Alarm begun(Alarmed e) {
        return new Alarm(e.target().connector(), e.action(), e.target().value(), e.why(), e.at(), 0, 0, false, e.at());
    }

    Alarms with(AlarmTold e) {
        return new Alarms(
                open.stream()
                        .map(a -> a.connector().equals(e.connector()) ? a.paged(e) : a)
                        .toList(),
                seen);
    }

    List<Alarm> unpaged() {
        return open.stream().filter(a -> !a.told()).toList();
    }

    /** The connector that a page was about, or empty if that page is not waited for. */
    String awaited(String step, int attempt) {
        return unpaged().stream()
                .filter(a -> step.equals(STEP + a.connector()) && attempt > a.pages())
                .map(Alarm::connector)
                .findFirst()
                .orElse("");
    }

    /** The first telling of one. */
    Effect[] first(String connector, String channel, Instant now) {
        return new Alarms(
                        open.stream()
                                .filter(a -> a.connector().equals(connector) && a.pages() == 0)
                                .toList(),
                        List.of())
                .pages(channel, now);
    }

    /** The next telling of each alarm that nobody was told of, and an alarm in case no answer comes. */
    Effect[] pages(String channel, Instant now) {
        var effects = new ArrayList<Effect>();
        for (var alarm : unpaged()) {
            var due = alarm.pages() == 0 ? alarm.since() : alarm.pagedAt().plus(Braking.pause(alarm.pages()));
            if (now.isBefore(due)) {
                effects.add(new Schedule(due));
            } else {
                effects.add(new Call(page(alarm, channel, now)));
                effects.add(new Schedule(now.plus(CALL)));
            }
        }
        return effects.toArray(Effect[]::new);
    }

    private static NotifyOrder page(Alarm alarm, String channel, Instant now) {
        var why = alarm.more() == 0 ? alarm.why() : alarm.why() + "; and " + alarm.more() + " more since";
        return new NotifyOrder(
                "alarm/" + alarm.connector() + "/" + alarm.since(),
                STEP + alarm.connector(),
                alarm.pages() + 1,
                channel,
                "",
                STEP + alarm.connector(),
                List.of(new ActionState(alarm.action().word(), alarm.target(), Outcome.UNKNOWN, why, 0, alarm.since())),
                now.plus(CALL));
    }

    private static <T> List<T> newest(List<T> all, int limit) {
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }
}
