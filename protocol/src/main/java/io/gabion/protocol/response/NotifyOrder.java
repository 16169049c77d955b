package io.gabion.protocol.response;

import io.gabion.protocol.entity.Order;
import java.time.Instant;
import java.util.List;

/**
 * Tells a channel how a response stands. It may arrive more than once, with the same {@code key}.
 *
 * @param attempt 1, 2, 3 …; an answer to an older one is void
 * @param about why it is told, where that is not the playbook's step alone; may be empty
 * @param questions that people may decide now
 * @param subject what the incident is, in one line; may be empty
 */
public record NotifyOrder(
        String key,
        String step,
        int attempt,
        String channel,
        String incident,
        String playbook,
        List<ActionState> actions,
        Instant deadline,
        String about,
        List<Question> questions,
        String subject)
        implements Order {
    public NotifyOrder {
        actions = List.copyOf(actions);
        questions = List.copyOf(questions);
    }

    /** Where nobody is asked anything. */
    public NotifyOrder(
            String key,
            String step,
            int attempt,
            String channel,
            String incident,
            String playbook,
            List<ActionState> actions,
            Instant deadline) {
        this(key, step, attempt, channel, incident, playbook, actions, deadline, "", List.of(), "");
    }

    /**
     * What waits for people.
     *
     * @param approval {@code response.step}
     * @param missing how many more must approve
     */
    public record Question(
            String approval,
            String digest,
            Instant until,
            List<String> roles,
            int missing,
            List<PlannedAction> actions) {
        public Question {
            roles = List.copyOf(roles);
            actions = List.copyOf(actions);
        }
    }
}
