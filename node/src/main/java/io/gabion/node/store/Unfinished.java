package io.gabion.node.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Which entities must be woken though nobody asks for them. May name one that has finished, never misses one that
 * has acted and has not. Takes effect in the order of one owner's calls; an older owner cannot make a newer one's
 * entity forgotten.
 */
public interface Unfinished {
    /** Completes when durable. */
    CompletionStage<Boolean> remember(String entity, long epoch);

    CompletionStage<Boolean> forget(String entity, long epoch);

    CompletionStage<List<String>> list();
}
