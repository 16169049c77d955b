package io.gabion.loadtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.people.Signing;
import io.gabion.node.people.SlackMessage;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.NotifyOrder.Question;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.responders.connectors.Channel;
import io.gabion.responders.connectors.webhook.WebhookChannel;
import io.gabion.responders.connectors.webhook.WebhookStand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A receiver that takes a message as Slack's incoming webhooks do. Slack itself knows no repetition: this one does, by the
 * key that is sent along.
 */
public final class SlackStand extends WebhookStand {
    private static final JsonMapper JSON = new JsonMapper();
    /** What Slack takes of one message. */
    private static final int BLOCKS = 50;

    private static final int CHARACTERS = 3_000;

    private static final String SECRET = "sixteen or more bytes";
    private static final Signing SIGNING = new Signing(SECRET.getBytes(UTF_8));

    private final SlackMessage message = new SlackMessage(SIGNING);

    public SlackStand(Path folder) throws IOException {
        super(folder, SIGNING.forMessages());
    }

    @Override
    public String settings() throws IOException {
        var url = written("slack.url", url().toString());
        var secret = written("slack.secret", SECRET);
        return "{type: slack, urlFile: %s, secretFile: %s, trust: %s}".formatted(url, secret, trust());
    }

    @Override
    protected Channel writing(WebhookChannel hook) {
        return (key, _, deadline) -> hook.send(key, message.of(order(key, deadline)), deadline);
    }

    private static NotifyOrder order(String key, Instant deadline) {
        var state = new ActionState("block-address", "203.0.113.7", Outcome.VERIFIED, "read back", 3_600, deadline);
        var planned = new PlannedAction(Action.BLOCK_NETWORK, "firewall", "203.0.113.0/24", 3_600);
        var question = new Question("r1.ask", "d1", deadline, List.of("approver"), 1, List.of(planned));
        return new NotifyOrder(
                key,
                "tell",
                1,
                "desk",
                "default/incident/i1",
                "contain-guessing",
                List.of(state),
                deadline,
                "",
                List.of(question),
                "");
    }

    @Override
    protected boolean isUnderstood(String body) {
        try {
            var blocks = JSON.readTree(body).path("blocks");
            return !JSON.readTree(body).path("text").asText().isBlank()
                    && !blocks.isEmpty()
                    && blocks.size() <= BLOCKS
                    && blocks.valueStream()
                            .allMatch(block -> switch (block.path("type").asText()) {
                                case "section" ->
                                    block.path("text").path("text").asText().length() <= CHARACTERS;
                                case "actions" -> block.path("elements").size() == 2;
                                default -> false;
                            });
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
