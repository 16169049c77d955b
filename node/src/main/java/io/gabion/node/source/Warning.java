package io.gabion.node.source;

import java.time.Duration;
import org.slf4j.Logger;

/** Warns of something that happens again and again: the first time, and then once a minute at most, with the count. */
final class Warning {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Logger log;
    private final String text;
    private long count;
    private long next = System.nanoTime();

    /** @param text with one place for the count */
    Warning(Logger log, String text) {
        this.log = log;
        this.text = text;
    }

    synchronized void count() {
        count++;
        long now = System.nanoTime();
        if (now - next >= 0) {
            next = now + EVERY.toNanos();
            log.warn(text, count);
        }
    }
}
