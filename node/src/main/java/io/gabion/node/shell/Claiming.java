package io.gabion.node.shell;

import io.gabion.node.store.Claims;
import io.gabion.node.store.Claims.Claim;
import io.gabion.node.store.Claims.Held;
import io.gabion.node.store.Claims.Taken;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One owner's claims to call the world for one entity. A claim of an earlier owner is waited out, with what its clock
 * may be behind, that of a later one never replaced. What stands is known from the claim before, or from the first that was refused; after a failure it is read.
 */
final class Claiming {
    private final Claims claims;
    private final String entity;
    private final long epoch;
    private final Clock clock;
    private long attempts;
    /** Null: nothing is known yet. */
    private CompletionStage<Optional<Claim>> standing;

    Claiming(Claims claims, String entity, long epoch, Clock clock) {
        this.claims = claims;
        this.entity = entity;
        this.epoch = epoch;
        this.clock = clock;
    }

    /**
     * Whether a call that has ended by {@code until} may begin now. If not, another owner's may be under way. Fails if
     * it cannot be known.
     */
    CompletionStage<Boolean> take(Instant until) {
        var wanted = new Claim(epoch, ++attempts, until);
        standing = standing == null
                ? first(wanted)
                : standing.exceptionallyCompose(_ -> claims.standing(entity)).thenCompose(found -> take(found, wanted));
        return standing.thenApply(now -> now.equals(Optional.of(wanted)));
    }

    /** Mostly nobody has called for this entity before: to try that is one question to the store, to look first were two. */
    private CompletionStage<Optional<Claim>> first(Claim wanted) {
        return claims.take(entity, Optional.empty(), wanted).thenCompose(outcome -> switch (outcome) {
            case Taken _ -> CompletableFuture.completedFuture(Optional.of(wanted));
            case Held(var by) -> take(Optional.of(by), wanted);
        });
    }

    private CompletionStage<Optional<Claim>> take(Optional<Claim> found, Claim wanted) {
        if (found.filter(this::isAnothersAndOpen).isPresent()) {
            return CompletableFuture.completedFuture(found);
        }
        return claims.take(entity, found, wanted)
                .thenApply(outcome -> Optional.of(
                        switch (outcome) {
                            case Taken _ -> wanted;
                            case Held(var by) -> by;
                        }));
    }

    private boolean isAnothersAndOpen(Claim claim) {
        return claim.epoch() > epoch
                || claim.epoch() < epoch && claim.until().plus(Claims.APART).isAfter(clock.instant());
    }
}
