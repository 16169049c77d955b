package io.gabion.protocol.response;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What a playbook does, as it was when the response began.
 *
 * @param hash of the playbook's content
 */
public record Plan(String playbook, String hash, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
    @JsonSubTypes({@Type(value = Block.class, name = "block-address"), @Type(value = Notify.class, name = "notify")})
    public sealed interface Step {
        String id();
    }

    /** Blocks every address of the response. */
    public record Block(String id, String connector, long ttlSeconds) implements Step {}

    public record Notify(String id, String channel) implements Step {}
}
