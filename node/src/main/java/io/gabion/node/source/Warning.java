package io.gabion.node.source;

import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;

/** Warns of something that happens again and again: the first time, and then once a minute at most, with the count. */
final class Warning {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Logger log;
    private final String text;
    private long count;
    private long next = System.nanoTime();

    /** @param text with a place for what each warning is about, if anything, and one for the count */
    Warning(Logger log, String text) {
        this.log = log;
        this.text = text;
    }

    synchronized void count(Object... about) {
        count++;
        long now = System.nanoTime();
        if (now - next >= 0) {
            next = now + EVERY.toNanos();
            var filled = Arrays.copyOf(about, about.length + 1);
            filled[about.length] = count;
            log.warn(text, filled);
        }
    }
}
