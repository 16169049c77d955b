package io.gabion.node.shell;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long and how often a shell does what it does.
 *
 * @param resend until an unacknowledged send is repeated
 * @param save until a changed state is saved as a checkpoint
 * @param idle until an entity that has nothing to do leaves memory
 * @param answer until a store that does not answer who is to come into memory is given up, and the start with it
 * @param rows of the journal between two snapshots of an entity that can be stored
 * @param bytes of such rows, if those are fewer; or as many as the last snapshot has
 * @param residents so many entities stay in memory; of more, those that were used longest ago leave before they are idle
 */
public record Pace(
        Duration resend, Duration save, Duration idle, Duration answer, int rows, long bytes, int residents) {
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final int ROWS = 1_000;
    private static final long SNAPSHOT = 32 << 20;
    /** One with its shell and what it is about to say. */
    private static final int BYTES = 12 << 10;

    public static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMinutes(2));

    public Pace {
        if (!resend.isPositive()
                || !save.isPositive()
                || !idle.isPositive()
                || !answer.isPositive()
                || rows < 1
                || bytes < 1
                || residents < 1) {
            throw new IllegalArgumentException("not a pace: " + resend + ", " + save + ", " + idle + ", " + answer
                    + ", " + rows + ", " + bytes + ", " + residents);
        }
    }

    /** From {@code gabion.pace}; 0 residents are as many as half the heap holds. */
    public static Pace of(Config config) {
        var pace = config.getConfig("gabion.pace");
        return new Pace(
                pace.getDuration("resend"),
                pace.getDuration("save"),
                pace.getDuration("idle"),
                pace.getDuration("answer"),
                pace.getInt("rows"),
                pace.getBytes("bytes"),
                pace.getInt("residents") == 0 ? half() : pace.getInt("residents"));
    }

    private static int half() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / BYTES);
    }

    public Pace(Duration resend, Duration save, Duration idle, int rows, int residents) {
        this(resend, save, idle, ANSWER, rows, SNAPSHOT, residents);
    }

    public Pace(Duration resend, Duration save, Duration idle, int rows) {
        this(resend, save, idle, rows, half());
    }

    public Pace(Duration resend, Duration save, Duration idle) {
        this(resend, save, idle, ROWS);
    }
}
