package io.gabion.responders.response;

import java.time.Duration;

/**
 * @param targets at most, in one response
 * @param patience how long a block step waits for every containment to have reported
 * @param call how long one attempt to notify may take
 * @param attempts to notify, at most
 * @param backoff before the second attempt; doubled before each further one
 */
public record ResponseLimits(int targets, Duration patience, Duration call, int attempts, Duration backoff) {
    public ResponseLimits {
        if (targets < 1 || attempts < 1 || attempts > 16) {
            throw new IllegalArgumentException("targets must be at least 1, attempts 1 to 16");
        }
    }
}
