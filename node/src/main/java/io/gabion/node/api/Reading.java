package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a tenant's sources have read. Safe for several threads; never blocks the caller. */
@FunctionalInterface
public interface Reading {
    /**
     * One record a source, by its name: {@code source}, {@code batches}, {@code observations}, {@code deadLetters}, and
     * {@code open} batches that are not absorbed yet. What was read is observations and dead letters together.
     */
    CompletionStage<List<ObjectNode>> sources(String tenant);
}
