package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A format whose lines are read as they are written: a line dated more than {@link #AHEAD} after its receipt is given
 * the time of its receipt, so that no sender moves the clocks of detection. A line from the past keeps its time.
 */
public record LiveFormat(Format format, InstantSource clock) implements Format {
    /** Clocks of senders may be ahead by so much. */
    public static final Duration AHEAD = Duration.ofMinutes(5);

    @Override
    public String name() {
        return format.name();
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        var parsed = format.parse(source, line, offset, length);
        if (!(parsed instanceof Parsed.Seen(var observation))) {
            return parsed;
        }
        var now = clock.instant();
        return observation.time().isAfter(now.plus(AHEAD))
                ? new Parsed.Seen(ClaimedTime.replaced(observation, now))
                : parsed;
    }
}
