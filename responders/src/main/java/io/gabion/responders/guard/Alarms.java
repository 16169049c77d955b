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
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a person has to be told of containments that are not as they should be: once for each connector and {@code QUIET},
 * however many it has, and again and again until somebody could be told. What comes in the quiet is told when it is over;
 * what stays so, ever more rarely.
 *
 * @param open by connector, the last one of each; at most {@value #CONNECTORS}
 * @param seen the last {@value #SEEN} keys
 * @param bells of what is on: a freeze, brakes
 */
record Alarms(List<Alarm> open, List<String> seen, Bells bells) {
    static final int CONNECTORS = 256;
    static final int SEEN = 1_000;
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final Duration FIRST_REMINDER = Duration.ofHours(1);
    private static final Duration LONGEST_REMINDER = Duration.ofDays(1);
    static final String STEP = "alarm of ";

    static final Alarms NONE = new Alarms(List.of(), List.of(), Bells.NONE);

    Alarms {
        open = List.copyOf(open);
        seen = List.copyOf(seen);
    }

    /**
     * @param target the first that was not as it should be, and {@code why}
     * @param since when the first was not
     * @param due when it is told; later than {@code since} in the quiet after another, and where it is still so
     * @param more that were not since then
     * @param pages tried so far, the last one at {@code pagedAt}
     */
    record Alarm(
            String connector,
            Action action,
            String target,
            String why,
            Instant since,
            Instant due,
            int more,
            int pages,
            boolean told,
            Instant pagedAt) {
        private Alarm another() {
            return new Alarm(connector, action, target, why, since, due, more + 1, pages, told, pagedAt);
        }

        private Alarm still(Instant at) {
            return new Alarm(connector, action, target, why, since, at, more, 0, false, at);
        }

        private boolean isQuiet(Instant at) {
            return told && due.plus(QUIET).isAfter(at);
        }

        private boolean isReminder() {
            return !since.plus(FIRST_REMINDER).isAfter(due);
        }

        /** As long again as it has been so. */
        private Instant reminder() {
            var age = Duration.between(since, due);
            var pause = age.compareTo(FIRST_REMINDER) < 0 ? FIRST_REMINDER : age;
            return due.plus(pause.compareTo(LONGEST_REMINDER) < 0 ? pause : LONGEST_REMINDER);
        }

        private Alarm paged(AlarmTold e) {
            return new Alarm(connector, action, target, why, since, due, more, e.attempt(), e.told(), e.at());
        }
    }

    /** Whether there is nothing new to tell. */
    boolean knows(GuardCommand.Alarm c, Instant now) {
        return c.key().endsWith(Guard.STILL)
                ? of(c.target().connector())
                        .filter(a -> !a.told() || now.isBefore(a.reminder()))
                        .isPresent()
                : seen.contains(c.key());
    }

    Alarms with(Alarmed e) {
        var before = of(e.target().connector());
        var all = new ArrayList<>(open);
        before.ifPresent(all::remove);
        if (e.key().endsWith(Guard.STILL)) {
            all.add(before.map(a -> a.still(e.at())).orElseGet(() -> begun(e, e.at())));
            return new Alarms(newest(all, CONNECTORS), seen, bells);
        }
        all.add(before.filter(a -> !a.told())
                .map(Alarm::another)
                .orElseGet(() -> begun(
                        e,
                        before.filter(a -> a.isQuiet(e.at()))
                                .map(a -> a.due().plus(QUIET))
                                .orElse(e.at()))));
        var keys = Stream.concat(seen.stream(), Stream.of(e.key())).toList();
        return new Alarms(newest(all, CONNECTORS), newest(keys, SEEN), bells);
    }

    private Optional<Alarm> of(String connector) {
        return open.stream().filter(a -> a.connector().equals(connector)).findFirst();
    }

    private static Alarm begun(Alarmed e, Instant due) {
        return new Alarm(
                e.target().connector(), e.action(), e.target().value(), e.why(), e.at(), due, 0, 0, false, e.at());
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
        var more = alarm.more() == 0 ? "" : "; and " + alarm.more() + " more since";
        var why = alarm.why() + more + (alarm.isReminder() ? "; still so, since " + alarm.since() : "");
        return new NotifyOrder(
                "alarm/" + alarm.connector() + "/" + alarm.due(),
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
