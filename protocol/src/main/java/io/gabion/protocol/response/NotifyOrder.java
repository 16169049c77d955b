package io.gabion.protocol.response;

import io.gabion.protocol.entity.Order;
import java.time.Instant;
import java.util.List;

/**
 * Tells a channel how a response stands. It may arrive more than once, with the same {@code key}.
 *
 * @param attempt 1, 2, 3 …; an answer to an older one is void
 */
public record NotifyOrder(
        String key,
        String step,
        int attempt,
        String channel,
        String incident,
        String playbook,
        List<ActionState> actions,
        Instant deadline)
        implements Order {
    public NotifyOrder {
        actions = List.copyOf(actions);
    }
}
