package io.gabion.node.people;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.node.people.People.Person;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.Optional;

/** Who has pressed which button of a chat: a request as Slack sends it for interactive messages. */
public final class SlackDoor {
    public static final int MOST_BYTES = 64 * 1024;
    static final int MOST_TAKEN = 10_000;
    static final String APPROVE = "gabion_approve";
    static final String DENY = "gabion_deny";

    private final Signing signing;
    private final People people;
    private final Taken requests;
    private final Taken presses;

    public SlackDoor(Signing signing, People people) {
        this(signing, people, MOST_TAKEN);
    }

    SlackDoor(Signing signing, People people, int most) {
        this.signing = signing;
        this.people = people;
        this.requests = new Taken(most);
        this.presses = new Taken(most);
    }

    public sealed interface Answer {}

    /** @param once gives the press back, should it not have come to a decision */
    public record Pressed(Button button, Person by, Runnable once) implements Answer {}

    /** @param status of HTTP */
    public record Refused(int status, String why) implements Answer {}

    /** What was pressed, or why it does not count, in one line that holds nothing of the request. */
    public Answer open(String timestamp, String signature, String body, Instant now) {
        var objection = signing.objection(timestamp, signature, body, now);
        if (objection.isPresent()) {
            return new Refused(401, "not taken: " + objection.get());
        }
        // Twice the window, as a clock may be ahead.
        return switch (requests.take(signature, now.plus(Signing.WINDOW.multipliedBy(2)), now)) {
            case SEEN -> new Refused(409, "not taken: this request came before");
            case FULL -> new Refused(429, "not taken: too many at once; press again in a few minutes");
            case NEW ->
                payload(body)
                        .map(payload -> pressed(payload, now))
                        .orElseGet(() -> new Refused(400, "not taken: no form with a payload in JSON"));
        };
    }

    private static Optional<JsonNode> payload(String body) {
        for (var field : body.split("&")) {
            if (field.startsWith("payload=")) {
                try {
                    return Signing.json(URLDecoder.decode(field.substring("payload=".length()), UTF_8));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private Answer pressed(JsonNode payload, Instant now) {
        var actions = payload.path("actions");
        if (!payload.path("type").asText().equals("block_actions") || actions.size() != 1) {
            return new Refused(400, "not taken: not the press of one button");
        }
        var pressed = actions.path(0);
        var button = signing.read(pressed.path("value").asText());
        if (button.isEmpty()
                || !pressed.path("action_id").asText().equals(button.get().approves() ? APPROVE : DENY)) {
            return new Refused(400, "not taken: no button of this node");
        }
        if (!now.isBefore(button.get().until())) {
            return new Refused(
                    409,
                    "not taken: the time to decide ran out at " + button.get().until());
        }
        var person = people.ofSlack(payload.path("user").path("id").asText())
                .filter(p -> p.tenant().equals(button.get().tenant()));
        if (person.isEmpty()) {
            return new Refused(403, "not taken: the settings name nobody with this Slack user");
        }
        var press = button.get().nonce() + "/" + person.get().name();
        return switch (presses.take(press, button.get().until(), now)) {
            case SEEN -> new Refused(409, "not taken: " + person.get().name() + " has pressed this button before");
            case FULL -> new Refused(429, "not taken: too many at once; press again in a few minutes");
            case NEW -> new Pressed(button.get(), person.get(), () -> presses.giveBack(press));
        };
    }
}
