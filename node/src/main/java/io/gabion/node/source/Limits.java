package io.gabion.node.source;

import java.time.Duration;

/**
 * How a live source works.
 *
 * @param batchLines lines of a batch at most
 * @param batchBytes a batch that has come to as many bytes takes no further line
 * @param lineBytes a longer line is a dead letter
 * @param poll looks at the file at least this often
 * @param unfinished how long a rotated file's last line may wait for its end
 * @param firstRetry,lastRetry the shortest and the longest time before a batch is brought again
 * @param answer a batch without an answer for so long is brought again
 */
public record Limits(
        int batchLines,
        int batchBytes,
        int lineBytes,
        Duration poll,
        Duration unfinished,
        Duration firstRetry,
        Duration lastRetry,
        Duration answer) {

    public static final Limits DEFAULT = new Limits(
            8_000,
            1 << 20,
            1 << 20,
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofSeconds(30));
}
