package io.gabion.responders.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Steps of this program from a playbook of CACAO 2.0: those that were written here, from their extension, and of others
 * what can be done here. What cannot is named and left out, with whatever depends on it.
 */
final class CacaoImport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_STEPS = 200;
    private static final String HOUR = "1h";

    private final JsonNode playbook;
    private final List<ObjectNode> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    private CacaoImport(JsonNode playbook) {
        this.playbook = playbook;
    }

    /**
     * @param playbook in the form of this program
     * @param notes what was left out or taken as usual, a line each
     */
    record Imported(ObjectNode playbook, List<String> notes) {}

    /** @throws IOException in one line, if it is no playbook of CACAO 2.0, or nothing of it can be done here */
    static Imported of(String text) throws IOException {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (IOException e) {
            throw new IOException("not JSON", e);
        }
        if (node == null
                || !node.path("type").asText().equals("playbook")
                || !node.path("spec_version").asText().equals("cacao-2.0")) {
            throw new IOException("not a playbook of cacao-2.0");
        }
        return new CacaoImport(node).read();
    }

    private Imported read() throws IOException {
        var start = playbook.path("workflow_start").asText();
        if (!playbook.path("workflow").path(start).path("type").asText().equals("start")) {
            throw new IOException("workflow_start names no start step");
        }
        follow(next(playbook.path("workflow").path(start)));
        if (playbook.has("workflow_exception")) {
            notes.add("workflow_exception: a step that fails is repaired by people here");
        }
        if (steps.isEmpty()) {
            throw new IOException("nothing of it can be done here: " + String.join("; ", notes));
        }
        var head = playbook.path("playbook_extensions").path(CacaoExport.EXTENSION);
        var written = JsonNodeFactory.instance
                .objectNode()
                .put(
                        "id",
                        head.path("playbook_id")
                                .asText(slug(playbook.path("name").asText("imported"))))
                .put("title", Fields.oneLine(playbook.path("name").asText("imported"), 200));
        written.set("when", head.path("when") instanceof ObjectNode when ? when : when());
        if (head.path("release") instanceof ObjectNode release) {
            written.set("release", release);
        }
        var all = written.putArray("steps");
        steps.forEach(all::add);
        return new Imported(written, List.copyOf(notes));
    }

    /** From the techniques that its labels and references name; without them it is for nothing that is not certain. */
    private ObjectNode when() {
        var node = JsonNodeFactory.instance.objectNode();
        var techniques = Stream.concat(
                        playbook.path("labels").valueStream().map(JsonNode::asText),
                        playbook.path("external_references")
                                .valueStream()
                                .map(r -> r.path("external_id").asText()))
                .filter(text -> text.matches("T\\d{4}(\\.\\d{3})?"))
                .distinct()
                .toList();
        if (techniques.isEmpty()) {
            notes.add("when: it names no technique; write for which it is");
        } else {
            var array = node.putArray("techniques");
            techniques.forEach(array::add);
        }
        notes.add("when: minScore 0.6 was taken");
        return node.put("minScore", 0.6);
    }

    private static String next(JsonNode step) {
        return step.path("on_completion").asText(step.path("on_success").asText(""));
    }

    /** A chain of steps to its end. A step that comes a second time ends it: there are no loops here. */
    private void follow(String first) {
        var id = first;
        while (!id.isEmpty()) {
            var step = playbook.path("workflow").path(id);
            var type = step.path("type").asText();
            if (type.equals("end")) {
                return;
            }
            if (!step.isObject() || !visited.add(id) || visited.size() > MOST_STEPS) {
                notes.add(named(id, step) + ": there is no such step, it comes twice, or there are more than "
                        + MOST_STEPS);
                return;
            }
            if (step.has("on_failure")) {
                notes.add(named(id, step) + ": on_failure was left out; write an on-failure step");
            }
            one(id, step, type);
            id = next(step);
        }
    }

    private void one(String id, JsonNode step, String type) {
        var own = own(step);
        switch (type) {
            case "action" -> own.or(() -> action(id, step)).ifPresent(steps::add);
            case "parallel" -> parallel(step, own);
            case "if-condition" -> {
                if (own.isPresent()) {
                    steps.add(own.get());
                    follow(step.path("on_true").asText());
                } else {
                    leftOut(id, step, "its condition cannot be decided here, and neither branch was taken");
                }
            }
            case "playbook-action" -> leftOut(id, step, "the playbook it takes in is not in this file");
            case "while-condition", "switch-condition" -> leftOut(id, step, "there are no loops and no switches here");
            default -> leftOut(id, step, "no type of step: " + Fields.shown(type));
        }
    }

    private void parallel(JsonNode step, Optional<ObjectNode> own) {
        int before = steps.size();
        own.ifPresent(steps::add);
        step.path("next_steps").valueStream().map(JsonNode::asText).forEach(this::follow);
        if (own.isEmpty()) {
            var inside = steps.subList(before, steps.size());
            if (inside.size() >= 2 && inside.stream().allMatch(s -> s.has("connector"))) {
                var together = JsonNodeFactory.instance
                        .objectNode()
                        .put("id", name(step.path("name").asText("together")))
                        .put("action", "parallel");
                var array = together.putArray("steps");
                inside.forEach(s -> array.add(s.path("id").asText()));
                steps.add(before, together);
            }
        }
    }

    private static Optional<ObjectNode> own(JsonNode step) {
        return step.path("step_extensions").path(CacaoExport.EXTENSION).path("gabion_step") instanceof ObjectNode own
                ? Optional.of(own)
                : Optional.empty();
    }

    private Optional<ObjectNode> action(String id, JsonNode step) {
        var commands = step.path("commands");
        if (commands.size() != 1) {
            leftOut(id, step, commands.size() + " commands, where one step does one thing here");
            return Optional.empty();
        }
        var command = commands.path(0);
        var type = command.path("type").asText();
        if (!type.equals("openc2-http")) {
            leftOut(
                    id,
                    step,
                    "a command of type " + Fields.shown(type) + ": only actions that can be undone are done here");
            return Optional.empty();
        }
        JsonNode openc2;
        try {
            var content = Base64.getDecoder().decode(command.path("content_b64").asText());
            openc2 = JSON.readTree(new String(content, UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            leftOut(id, step, "its OpenC2 command cannot be read");
            return Optional.empty();
        }
        return openc2(id, step, openc2 == null ? JsonNodeFactory.instance.missingNode() : openc2);
    }

    private Optional<ObjectNode> openc2(String id, JsonNode step, JsonNode content) {
        // Some write the command alone, others the whole message.
        var command = content.at("/body/openc2/request").isObject() ? content.at("/body/openc2/request") : content;
        var action = command.path("action").asText();
        var target = command.path("target")
                .propertyStream()
                .findFirst()
                .map(p -> p.getKey())
                .orElse("");
        var does =
                switch (action + " " + target) {
                    case "deny ipv4_net", "deny ipv6_net", "deny ipv4_connection", "deny ipv6_connection" ->
                        "block-address firewall";
                    case "deny domain_name" -> "block-domain names";
                    case "contain device" -> "isolate-host hosts";
                    default -> "";
                };
        if (does.isEmpty()) {
            leftOut(id, step, "OpenC2 " + Fields.shown(action + " " + target) + " is not done here");
            return Optional.empty();
        }
        var value = command.path("target").path(target);
        if (!value.toString().contains("__")) {
            notes.add(named(id, step) + ": names its target itself; here it comes from the incident's evidence alone");
        }
        long seconds = command.path("args").path("duration").asLong() / 1_000;
        if (seconds < 1) {
            notes.add(named(id, step) + ": no duration; " + HOUR + " was taken");
        }
        notes.add(named(id, step) + ": the connector " + does.split(" ")[1] + " was taken");
        return Optional.of(JsonNodeFactory.instance
                .objectNode()
                .put("id", name(step.path("name").asText(does)))
                .put("action", does.split(" ")[0])
                .put("connector", does.split(" ")[1])
                .put("ttl", seconds < 1 ? HOUR : StepText.duration(seconds)));
    }

    private void leftOut(String id, JsonNode step, String why) {
        notes.add(named(id, step) + ": left out, " + why);
    }

    private static String named(String id, JsonNode step) {
        return Fields.oneLine(step.path("name").asText(id), 80);
    }

    /** As a step may be called, and no other is. */
    private String name(String text) {
        var base = slug(text);
        var name = base;
        for (int n = 2; !names.add(name); n++) {
            name = base + "-" + n;
        }
        return name;
    }

    private static String slug(String text) {
        var slug = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return slug.isEmpty() ? "step" : slug.substring(0, Math.min(slug.length(), 40));
    }
}
