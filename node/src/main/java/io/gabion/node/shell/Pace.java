package io.gabion.node.shell;

import java.time.Duration;

/**
 * How long a shell waits.
 *
 * @param resend until an unacknowledged send is repeated
 * @param save until a changed state is saved as a checkpoint
 * @param idle until an entity that has nothing to do leaves memory
 */
public record Pace(Duration resend, Duration save, Duration idle) {
    public static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMinutes(2));

    public Pace {
        if (!resend.isPositive() || !save.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("not a pace: " + resend + ", " + save + ", " + idle);
        }
    }
}
