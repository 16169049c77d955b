package io.gabion.node.cluster;

import io.gabion.node.store.Claims;
import io.gabion.node.store.Claims.Claim;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * A sign in the store that a cluster lives. The node that leads renews it; whoever starts and sees it joins that cluster and begins
 * none. Without it a seed that is cut off, ends itself and starts again would begin a cluster of its own, without a
 * majority, and wait there in vain.
 */
final class Beacon {
    static final Duration RENEWED = Duration.ofSeconds(5);

    /** So long after the last renewal a new cluster may be begun. Clocks that differ by less do no harm. */
    private static final Duration LIT = Duration.ofSeconds(20);

    /** No entity is called so. */
    private static final String NAME = "cluster";

    private final Claims claims;
    private final Clock clock;

    Beacon(Claims claims, Clock clock) {
        this.claims = claims;
        this.clock = clock;
    }

    CompletionStage<Boolean> isLit() {
        return claims.standing(NAME)
                .thenApply(claim ->
                        claim.filter(c -> c.until().isAfter(clock.instant())).isPresent());
    }

    /** Harmless if another node does so too. */
    CompletionStage<?> renew() {
        var now = clock.instant();
        return claims.standing(NAME).thenCompose(standing -> {
            var wanted = new Claim(1, later(standing.map(Claim::attempt).orElse(0L), now), now.plus(LIT));
            return claims.take(NAME, standing, wanted);
        });
    }

    private static long later(long attempt, Instant now) {
        return Math.max(attempt + 1, now.getEpochSecond());
    }
}
