package io.gabion.node.people;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.NotifyOrder.Question;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A notice as Slack's incoming webhooks take it, with two buttons for each question. Names in it come from logs that an
 * attacker may have written: they are plain text, in which nothing is a link, a mention or a format.
 */
public record SlackMessage(Signing signing) {
    /** Slack takes 50 blocks of 3,000 characters. */
    private static final int QUESTIONS = 10;

    private static final int LINES = 10;
    private static final int CHARACTERS = 2_900;

    public String of(NotifyOrder order) {
        var about = order.about().isEmpty() ? "" : order.about() + "\n";
        var subject = order.subject().isEmpty() ? "" : order.subject() + "\n";
        var head = about + subject + order.playbook() + (order.incident().isEmpty() ? "" : " for " + order.incident());
        var message = JsonNodeFactory.instance
                .objectNode()
                .put("text", "Gabion: " + escaped(shortened(head, 200)))
                .put("unfurl_links", false)
                .put("unfurl_media", false);
        var blocks = message.putArray("blocks");
        section(blocks, head);
        var lines = order.actions().stream()
                .map(a -> a.kind() + " " + a.target() + ": " + a.decision().word()
                        + (a.reason().isEmpty() ? "" : ", " + a.reason()))
                .toList();
        if (!lines.isEmpty()) {
            section(blocks, listed(lines));
        }
        order.questions().stream().limit(QUESTIONS).forEach(question -> asked(blocks, order, question));
        return message.toString();
    }

    private void asked(ArrayNode blocks, NotifyOrder order, Question question) {
        var lines = question.actions().stream()
                .map(a -> a.kind().word() + " " + a.target() + " at " + a.connector() + " for " + a.ttlSeconds() + " s")
                .toList();
        section(
                blocks,
                question.approval() + " asks " + question.missing() + " of "
                        + String.join(", ", question.roles()) + " until " + question.until() + ":\n" + listed(lines)
                        + "\ndigest " + question.digest());
        var row = blocks.addObject().put("type", "actions").put("block_id", shortened(question.approval(), 200));
        var buttons = row.putArray("elements");
        button(buttons, order, question, true);
        button(buttons, order, question, false);
    }

    private void button(ArrayNode buttons, NotifyOrder order, Question question, boolean approves) {
        var value = signing.write(new Button(
                EntityId.parse(order.incident()).tenant().id(),
                question.approval(),
                question.digest(),
                approves,
                question.until(),
                signing.nonce(order.key(), question.approval(), approves)));
        var button = buttons.addObject()
                .put("type", "button")
                .put("action_id", approves ? SlackDoor.APPROVE : SlackDoor.DENY)
                .put("style", approves ? "primary" : "danger")
                .put("value", value);
        plain(button.putObject("text"), approves ? "Approve" : "Deny");
    }

    private static void section(ArrayNode blocks, String text) {
        plain(blocks.addObject().put("type", "section").putObject("text"), shortened(text, CHARACTERS));
    }

    private static void plain(ObjectNode node, String text) {
        node.put("type", "plain_text").put("text", text).put("emoji", false);
    }

    private static String listed(List<String> lines) {
        int more = lines.size() - LINES;
        return lines.stream().limit(LINES).collect(Collectors.joining("\n"))
                + (more > 0 ? "\nand " + more + " more" : "");
    }

    private static String shortened(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "…" : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
