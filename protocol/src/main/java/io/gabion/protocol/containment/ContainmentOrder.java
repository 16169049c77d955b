package io.gabion.protocol.containment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gabion.protocol.entity.Order;
import java.time.Instant;

/**
 * One call to a connector.
 *
 * @param key the same for every attempt of one life of a containment
 * @param attempt counts the claims of that life; an answer to an older one is void
 * @param until when the last hold ends; a target that can expire by itself does so then
 * @param deadline after it the call must have no effect any more
 */
public record ContainmentOrder(
        Verb verb, String key, int attempt, Action action, Target target, Instant until, Instant deadline)
        implements Order {

    /** A question has a claim too: what it finds must not be overtaken by another owner's call. */
    @Override
    public boolean changes() {
        return verb != Verb.QUERY;
    }

    /** {@code QUERY} changes nothing and is the only proof of what the others did. */
    public enum Verb {
        @JsonProperty("apply")
        APPLY,
        @JsonProperty("query")
        QUERY,
        @JsonProperty("release")
        RELEASE
    }
}
