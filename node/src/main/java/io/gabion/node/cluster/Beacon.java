package io.gabion.node.cluster;

import io.gabion.node.store.Claims;
import io.gabion.node.store.Claims.Claim;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A sign in the store that a cluster lives. The node that leads renews it; whoever starts and sees it joins that cluster and begins
 * none. Without it a node that is cut off, ends itself and starts again would begin a cluster of its own, without a
 * majority, and wait there in vain. Of several who see none at once, the one whose sign is written begins a cluster.
 */
final class Beacon {
    static final Duration RENEWED = Duration.ofSeconds(5);

    /** So long after the last renewal a new cluster may be begun. Clocks that differ by less do no harm. */
    private static final Duration LIT = Duration.ofSeconds(20);

    /** No entity is called so. */
    private static final String NAME = "cluster";

    /** Bits of an attempt that say whose it is: no two nodes' claims are the same one. */
    private static final int WHOSE = 20;

    private final Claims claims;
    private final Clock clock;
    private final long whose;

    /** @param whose a number that no other node has */
    Beacon(Claims claims, Clock clock, long whose) {
        this.claims = claims;
        this.clock = clock;
        this.whose = whose & (1L << WHOSE) - 1;
    }

    CompletionStage<Boolean> isLit() {
        return claims.standing(NAME).thenApply(this::isLit);
    }

    private boolean isLit(Optional<Claim> standing) {
        return standing.filter(c -> c.until().isAfter(clock.instant())).isPresent();
    }

    /** If it is out: it is lit, and this node's, which may begin a cluster. Else empty. */
    CompletionStage<Optional<Claim>> begin() {
        return claims.standing(NAME)
                .thenCompose(standing ->
                        isLit(standing) ? CompletableFuture.completedFuture(Optional.empty()) : light(standing));
    }

    /** Empty if somebody has replaced it. */
    CompletionStage<Optional<Claim>> keep(Claim own) {
        return light(Optional.of(own));
    }

    private CompletionStage<Optional<Claim>> light(Optional<Claim> standing) {
        var wanted = next(standing);
        return claims.take(NAME, standing, wanted)
                .thenApply(outcome -> outcome instanceof Claims.Taken ? Optional.of(wanted) : Optional.empty());
    }

    /** Harmless if another node does so too; empty if that one came between. */
    CompletionStage<Optional<Claim>> renew() {
        return claims.standing(NAME).thenCompose(this::light);
    }

    private Claim next(Optional<Claim> standing) {
        var now = clock.instant();
        long before = standing.map(Claim::attempt).orElse(0L) >> WHOSE;
        return new Claim(1, Math.max(before + 1, now.getEpochSecond()) << WHOSE | whose, now.plus(LIT));
    }
}
