package io.gabion.responders.connectors.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A notice as a person reads it.
 *
 * @param subject one line
 */
record Letter(String subject, String text) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SUBJECT = 150;
    private static final int LINE = 900;
    private static final int ACTIONS = 200;

    /** What is no notice as they usually are is told as it is. */
    static Letter of(String json) {
        try {
            var notice = JSON.readTree(json);
            var lines = new ArrayList<String>();
            told(notice, "about").ifPresent(about -> lines.add(line(about, LINE)));
            told(notice, "subject").ifPresent(subject -> lines.add(line(subject, LINE)));
            lines.add("Incident: " + line(notice.path("incident").asText(), LINE));
            lines.add("Playbook: " + line(notice.path("playbook").asText(), LINE));
            lines.add("");
            var actions = notice.path("actions");
            for (int i = 0; i < Math.min(actions.size(), ACTIONS); i++) {
                lines.add(line(action(actions.get(i)), LINE));
            }
            if (actions.size() > ACTIONS) {
                lines.add("and " + (actions.size() - ACTIONS) + " more");
            }
            notice.path("questions").forEach(question -> lines.add(line(asked(question), LINE)));
            return new Letter(line(subject(notice), SUBJECT), String.join("\r\n", lines) + "\r\n");
        } catch (JsonProcessingException e) {
            return new Letter("Gabion", line(json, LINE) + "\r\n");
        }
    }

    private static String subject(JsonNode notice) {
        var decisions = new ArrayList<String>();
        notice.path("actions").forEach(a -> decisions.add(a.path("decision").asText()));
        var counted = decisions.stream()
                .distinct()
                .map(d -> decisions.stream().filter(d::equals).count() + " " + d)
                .toList();
        var id = notice.path("incident").asText();
        var run = notice.path("playbook").asText() + " for incident " + id.substring(id.lastIndexOf('/') + 1);
        return "Gabion: " + told(notice, "subject").orElse(run)
                + (counted.isEmpty() ? "" : ": " + String.join(", ", counted));
    }

    private static Optional<String> told(JsonNode notice, String what) {
        return Optional.of(notice.path(what).asText()).filter(text -> !text.isEmpty());
    }

    private static String asked(JsonNode q) {
        return "Approval " + q.path("approval").asText() + " waits for "
                + q.path("missing").asInt() + " until " + q.path("until").asText();
    }

    private static String action(JsonNode a) {
        var head = List.of(
                a.path("kind").asText() + " " + a.path("target").asText(),
                a.path("decision").asText());
        var reason = a.path("reason").asText();
        return String.join(": ", head) + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    /** No line break, nothing that moves a cursor or turns the direction of writing, and not without end. */
    private static String line(String text, int most) {
        var plain = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        int end = plain.offsetByCodePoints(0, Math.min(most, plain.codePointCount(0, plain.length())));
        return end < plain.length() ? plain.substring(0, end) + "…" : plain;
    }
}
