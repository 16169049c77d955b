package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a tenant's sources have read. Safe for several threads; never blocks the caller. */
@FunctionalInterface
public interface Reading {
    /**
     * One record a source, by its name: {@code source}, {@code batches}, {@code observations}, {@code deadLetters}, and
     * {@code open} batches that are not absorbed yet. What was read is observations and dead letters together. Of one that does not
     * answer now, while it starts with another node say, only {@code source} and {@code silent}.
     */
    CompletionStage<List<ObjectNode>> sources(String tenant);

    /** How the models do that the node asks, see {@link io.gabion.node.rules.Rules#standing}. The same for all tenants. */
    default List<ObjectNode> models() {
        return List.of();
    }

    /** How the node itself is. */
    default Vitals vitals() {
        return new Vitals(0, 0, 0, true, 0, 0, 0);
    }

    /** How this node's connectors' targets stand, see {@link io.gabion.responders.worker.Standings.Standing}. */
    default List<ObjectNode> connectorStandings() {
        return List.of();
    }

    /** How the receivers of this node's channels stand, likewise. */
    default List<ObjectNode> channelStandings() {
        return List.of();
    }

    /**
     * Which assets ever showed the value, as {@link io.gabion.node.hunt.Hunt#records} has it. Reads the whole of what the
     * tenant's sources have read and the store still has: one at a time, empty while another goes on.
     */
    default Optional<CompletionStage<List<ObjectNode>>> hunt(String tenant, String value) {
        return Optional.of(CompletableFuture.completedFuture(List.of()));
    }
}
