package io.gabion.responders.worker;

import java.time.Duration;

/**
 * How a target, or a receiver of notices, is treated.
 *
 * @param calls at most under way or waiting at one time; more are told to come again
 * @param losses in a row, after which it is left alone
 * @param pause for which it is left alone first; it doubles each time that a trial is lost
 * @param longest such pause
 * @param asked the longest time for which it may ask to be left alone
 */
public record Care(int calls, int losses, Duration pause, Duration longest, Duration asked) {
    /** Of a target: what is contained must end in time. */
    public static final Care USUAL =
            new Care(256, 5, Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMinutes(1));
    /**
     * Of a receiver. Few calls at a time: what only waits here would be taken for its silence. A mail server that turns strangers
     * away for a while takes nothing before that is over.
     */
    public static final Care OF_NOTICES =
            new Care(8, 5, Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMinutes(15));

    public Care {
        if (calls < 1 || losses < 1) {
            throw new IllegalArgumentException("calls and losses must be at least 1");
        }
        if (!pause.isPositive() || longest.compareTo(pause) < 0) {
            throw new IllegalArgumentException("a pause is positive and not above the longest one");
        }
        if (!asked.isPositive()) {
            throw new IllegalArgumentException("it may ask for a time that is positive");
        }
    }
}
