package io.gabion.node.replay;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Lines;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.observation.Source;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the logs that an export has written into one file, one after the other: each begins where the times fall back by
 * more than {@link #BACK}. With more than {@value #MAX_LOGS} of them the lines have no order, and are one log.
 */
final class Logs implements Lines.Sink {
    static final int MAX_LOGS = 16;
    static final Duration BACK = Duration.ofMinutes(1);

    /** Lines from {@code first}, up to but not including {@code end}; counted from 1. */
    record Log(long first, long end) {
        static final Log WHOLE = new Log(1, Long.MAX_VALUE);

        boolean holds(long line) {
            return line >= first && line < end;
        }
    }

    private final Format format;
    private final List<Long> begins = new ArrayList<>(List.of(1L));
    private Instant latest = Instant.MIN;

    private Logs(Format format) {
        this.format = format;
    }

    /** @param format whose lines mean the same wherever they stand */
    static List<Log> of(Path file, Format format) throws IOException {
        var logs = new Logs(format);
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            new Lines().read(in, logs);
        }
        if (logs.begins.size() > MAX_LOGS) {
            return List.of(Log.WHOLE);
        }
        var found = new ArrayList<Log>();
        for (int i = 0; i < logs.begins.size(); i++) {
            long end = i + 1 < logs.begins.size() ? logs.begins.get(i + 1) : Long.MAX_VALUE;
            found.add(new Log(logs.begins.get(i), end));
        }
        return found;
    }

    @Override
    public void line(long number, byte[] bytes, int offset, int length) {
        if (begins.size() <= MAX_LOGS
                && format.parse(new Source("", number), bytes, offset, length) instanceof Parsed.Seen(var event)) {
            if (latest.isAfter(event.time().plus(BACK))) {
                begins.add(number);
                latest = event.time();
            }
            latest = event.time().isAfter(latest) ? event.time() : latest;
        }
    }

    @Override
    public void dead(long number, String reason, byte[] beginning) {
        // Told when the log is read.
    }
}
