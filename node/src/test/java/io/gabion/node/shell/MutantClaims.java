package io.gabion.node.shell;

import io.gabion.node.shell.OwnersRun.Mutant;
import io.gabion.node.store.Claims;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Claims that keep nobody waiting for the one before: they replace whatever stands. */
record MutantClaims(Claims claims) implements Claims {
    static Claims of(Mutant mutant, Claims claims) {
        return switch (mutant) {
            case NO_CLAIM -> new NoClaims();
            case IMPATIENT_CLAIM -> new MutantClaims(claims);
            case NONE, NO_FENCE, NO_EPOCHS, ACK_BEFORE_CONFIRMED -> claims;
        };
    }

    @Override
    public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
        return claims.take(entity, instead, wanted)
                .thenCompose(outcome -> outcome instanceof Held(var by) && by.epoch() < wanted.epoch()
                        ? claims.take(entity, Optional.of(by), wanted)
                        : CompletableFuture.completedFuture(outcome));
    }

    @Override
    public CompletionStage<Optional<Claim>> standing(String entity) {
        return claims.standing(entity);
    }

    /** Everybody has it. */
    private record NoClaims() implements Claims {
        @Override
        public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
            return CompletableFuture.completedFuture(new Taken());
        }

        @Override
        public CompletionStage<Optional<Claim>> standing(String entity) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }
}
