package io.gabion.node.retention;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long raw batches are kept, once absorbed.
 *
 * @param age older ones are deleted
 * @param bytes the oldest ones are deleted while all rows of intakes take more
 * @param every how often this is seen to
 */
public record Retention(Duration age, long bytes, Duration every) {
    public Retention {
        if (!age.isPositive() || bytes < 1 || !every.isPositive()) {
            throw new IllegalArgumentException("gabion.retention.raw: age, bytes and every must be positive: %s, %d, %s"
                    .formatted(age, bytes, every));
        }
    }

    /** From {@code gabion.retention.raw}. */
    public static Retention of(Config config) {
        var raw = config.getConfig("gabion.retention.raw");
        return new Retention(raw.getDuration("age"), raw.getBytes("bytes"), raw.getDuration("every"));
    }
}
