package io.gabion.node.shell;

import io.gabion.protocol.entity.Order;
import java.util.concurrent.CompletionStage;

/**
 * Carries orders out and says the answer in the entity's own words. Never blocks, never throws, never completes
 * exceptionally: a failure is an answer too.
 */
@FunctionalInterface
public interface Calls<C> {
    CompletionStage<C> call(Order order);

    /** For entities that call nothing. */
    static <C> Calls<C> none() {
        return order -> {
            throw new IllegalStateException("calls nothing: " + order);
        };
    }
}
