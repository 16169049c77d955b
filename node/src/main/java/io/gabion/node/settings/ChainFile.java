package io.gabion.node.settings;

import io.gabion.protocol.response.Plan;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whom else to tell, and when, as it is written: the levels of a playbook's chain, without roles. */
final class ChainFile {
    private static final int LEVELS = 5;
    private static final int REMINDERS = 5;
    private static final Duration LONGEST = Duration.ofDays(7);

    record Level(String channel, String after, String every, Integer times) {}

    /** @throws IllegalArgumentException in one line that begins with {@code where} */
    static List<Plan.Level> read(String where, List<Level> given, Set<String> channels) {
        var levels = new ArrayList<Plan.Level>();
        long before = 0;
        for (var level : given == null ? List.<Level>of() : given) {
            var place = where + "[" + levels.size() + "]: ";
            if (levels.size() == LEVELS) {
                throw new IllegalArgumentException(where + ": at most " + LEVELS + " levels");
            }
            if (level == null || level.channel() == null || level.after() == null) {
                throw new IllegalArgumentException(place + "needs a channel and after");
            }
            if (!channels.contains(level.channel())) {
                throw new IllegalArgumentException(place + "no such channel: " + level.channel());
            }
            if ((level.every() == null) != (level.times() == null)) {
                throw new IllegalArgumentException(place + "every and times go together");
            }
            long after = seconds(place + "after", level.after());
            if (after <= before) {
                throw new IllegalArgumentException(place + "each level is later than the one before");
            }
            before = after;
            int times = level.times() == null ? 0 : level.times();
            if (times < 0 || times > REMINDERS || level.times() != null && times == 0) {
                throw new IllegalArgumentException(place + "times is 1 to " + REMINDERS + ", not " + times);
            }
            long every = times == 0 ? 0 : seconds(place + "every", level.every());
            levels.add(new Plan.Level(level.channel(), after, List.of(), every, times));
        }
        return levels;
    }

    private static long seconds(String where, String text) {
        try {
            var time = Duration.parse("PT" + text);
            if (time.toSeconds() >= 1 && time.compareTo(LONGEST) <= 0) {
                return time.toSeconds();
            }
        } catch (DateTimeParseException e) {
            // Told below.
        }
        throw new IllegalArgumentException(where + " is a time from 1s to 168h, such as 10m, not '" + text + "'");
    }

    private ChainFile() {}
}
