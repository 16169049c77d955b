package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
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
 * @param bells of what is on: a freeze, brakes
 */
record Alarms(List<Alarm> open, List<String> seen, Bells bells) {
    static final int CONNECTORS = 256;
    static final int SEEN = 1_000;
    private static final Duration QUIET = Duration.ofMinutes(10);
    static final String STEP = "alarm of ";

    static final Alarms NONE = new Alarms(List.of(), List.of(), Bells.NONE);

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
        return new Alarms(newest(all, CONNECTORS), newest(keys, SEEN), bells);
    }

    private static Alarm begun(Alarmed e) {
        return new Alarm(e.target().connector(), e.action(), e.target().value(), e.why(), e.at(), 0, 0, false, e.at());
    }

    Alarms with(AlarmTold e) {
        return new Alarms(
                open.stream()
                        .map(a -> a.connector().equals(e.connector()) ? a.paged(e) : a)
                        .toList(),
                seen,
                bells);
    }

    Alarms with(Bells now) {
        return new Alarms(open, seen, now);
    }

    List<Alarm> unpaged() {
        return open.stream().filter(a -> !a.told()).toList();
    }

    static NotifyOrder page(Alarm alarm, String channel, Instant now) {
        var why = alarm.more() == 0 ? alarm.why() : alarm.why() + "; and " + alarm.more() + " more since";
        return new NotifyOrder(
                "alarm/" + alarm.connector() + "/" + alarm.since(),
                STEP + alarm.connector(),
                alarm.pages() + 1,
                channel,
                "",
                STEP + alarm.connector(),
                List.of(new ActionState(alarm.action().word(), alarm.target(), Outcome.UNKNOWN, why, 0, alarm.since())),
                now.plus(Tellings.CALL));
    }

    private static <T> List<T> newest(List<T> all, int limit) {
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }
}
