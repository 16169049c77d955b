package io.gabion.responders.response;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * @param targets at most, in one response
 * @param patience how long a block step waits for every containment to have reported
 * @param call how long one attempt to notify may take
 * @param attempts to notify, at most; twice as many while the channel only asks to be told later, where nothing is contained after it
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

    /**
     * Whether no further attempt is made. Who was not told because the channel is left alone is not given up for that.
     *
     * @param urgent whether what is contained waits for it
     */
    boolean isLast(int attempt, Optional<Instant> notBefore, boolean urgent) {
        return attempt >= (notBefore.isPresent() && !urgent ? 2 * attempts : attempts);
    }

    /** As {@link #again(int, Optional, Instant)}; what is urgent is not put off for longer than {@code patience} at a time. */
    Instant again(int attempt, Optional<Instant> notBefore, boolean urgent, Instant now) {
        var again = again(attempt, notBefore, now);
        var latest = now.plus(patience);
        return urgent && again.isAfter(latest) ? latest : again;
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
