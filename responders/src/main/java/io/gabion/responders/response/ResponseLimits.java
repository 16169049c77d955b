package io.gabion.responders.response;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * @param targets at most, in one response
 * @param patience how long a block step waits for every containment to have reported
 * @param call how long one attempt to notify may take
 * @param attempts to notify, at most; twice as many while the channel only asks to be told later
 * @param backoff before the second attempt; doubled before each further one
 */
public record ResponseLimits(int targets, Duration patience, Duration call, int attempts, Duration backoff) {
    /** However much later the other side wants to be asked again. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    public ResponseLimits {
        if (targets < 1 || attempts < 1 || attempts > 16) {
            throw new IllegalArgumentException("targets must be at least 1, attempts 1 to 16");
        }
    }

    /** Whether no further attempt is made. Who was not told because the channel is left alone is not given up for that. */
    boolean isLast(int attempt, Optional<Instant> notBefore) {
        return attempt >= (notBefore.isPresent() ? 2 * attempts : attempts);
    }

    /** When the attempt after this one is made: ever later, and not before the other side wants it. */
    Instant again(int attempt, Optional<Instant> notBefore, Instant now) {
        var ours = now.plus(backoff.multipliedBy(1L << (attempt - 1)));
        var last = now.plus(LONGEST_PAUSE);
        return notBefore
                .map(theirs -> theirs.isBefore(last) ? theirs : last)
                .filter(ours::isBefore)
                .orElse(ours);
    }
}
