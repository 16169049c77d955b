package io.gabion.node.shell;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long and how often a shell does what it does.
 *
 * @param resend until an unacknowledged send is repeated
 * @param save until a changed state is saved as a checkpoint
 * @param idle until an entity that has nothing to do leaves memory
 * @param rows of the journal between two snapshots of an entity that can be stored
 */
public record Pace(Duration resend, Duration save, Duration idle, int rows) {
    private static final int ROWS = 1_000;

    public static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMinutes(2));

    public Pace {
        if (!resend.isPositive() || !save.isPositive() || !idle.isPositive() || rows < 1) {
            throw new IllegalArgumentException("not a pace: " + resend + ", " + save + ", " + idle + ", " + rows);
        }
    }

    /** From {@code gabion.pace}. */
    public static Pace of(Config config) {
        var pace = config.getConfig("gabion.pace");
        return new Pace(
                pace.getDuration("resend"), pace.getDuration("save"), pace.getDuration("idle"), pace.getInt("rows"));
    }

    public Pace(Duration resend, Duration save, Duration idle) {
        this(resend, save, idle, ROWS);
    }
}
