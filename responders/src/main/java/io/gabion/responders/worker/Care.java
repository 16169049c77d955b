package io.gabion.responders.worker;

import java.time.Duration;

/**
 * How a target is treated.
 *
 * @param calls at most under way or waiting at one time; more are told to come again
 * @param losses in a row, after which it is left alone
 * @param pause for which it is left alone first; it doubles each time that a trial is lost
 * @param longest such pause, and the longest time for which a target may ask to be left alone
 */
public record Care(int calls, int losses, Duration pause, Duration longest) {
    public static final Care USUAL = new Care(256, 5, Duration.ofSeconds(2), Duration.ofMinutes(1));

    public Care {
        if (calls < 1 || losses < 1) {
            throw new IllegalArgumentException("calls and losses must be at least 1");
        }
        if (!pause.isPositive() || longest.compareTo(pause) < 0) {
            throw new IllegalArgumentException("a pause is positive and not above the longest one");
        }
    }
}
