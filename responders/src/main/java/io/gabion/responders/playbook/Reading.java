package io.gabion.responders.playbook;

import static io.gabion.responders.playbook.Fields.name;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gabion.protocol.Names;
import io.gabion.protocol.response.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Reads one playbook, and what it takes in of others. */
final class Reading {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int STEPS = 16;
    /** With what other playbooks bring. */
    private static final int ALL_STEPS = 64;

    private record File(String id, String title, When when, Located release, List<Located> steps) {}

    private record When(List<String> techniques, List<String> seen, double minScore) {}

    /** A step, or a release, as it is written, and where it begins. */
    @JsonDeserialize(using = Locating.class)
    private record Located(int line, ObjectNode step) {}

    static final class Locating extends JsonDeserializer<Located> {
        @Override
        public Located deserialize(JsonParser in, DeserializationContext context) throws IOException {
            int line = in.currentTokenLocation().getLineNr();
            return new Located(line, context.readValue(in, ObjectNode.class));
        }

        @Override
        public Located getNullValue(DeserializationContext context) {
            int line = context.getParser().currentTokenLocation().getLineNr();
            return new Located(line, context.getNodeFactory().objectNode());
        }

        /** What is not written is not there; what is written without anything is empty. */
        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }

    private final Library others;
    private final List<Finding> findings;
    private final SequencedMap<String, Plan.Step> steps = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final StringBuilder hashes = new StringBuilder();

    private Reading(Library others, List<Finding> findings) {
        this.others = others;
        this.findings = findings;
    }

    /** @param findings is given what keeps it from being one, of every step */
    static Optional<Written> of(String text, Library others, List<Finding> findings) {
        try {
            var file = YAML.readValue(text, File.class);
            var when = head(file);
            var within = others.within().isEmpty() ? others.entering(file.id()) : others;
            var reading = new Reading(within, findings);
            file.steps().forEach(reading::step);
            if (reading.steps.size() > ALL_STEPS) {
                throw new IllegalArgumentException(
                        reading.steps.size() + " steps with those of other playbooks, at most " + ALL_STEPS);
            }
            var every = reading.release(file);
            if (findings.isEmpty()) {
                Stream.concat(References.wrong(reading.plan()).stream(), Releases.wrong(every, reading.plan()).stream())
                        .forEach(doubt -> findings.add(Written.at(reading.lines, doubt)));
            }
            // What it takes in is part of its content. Alone, its hash is that of its text.
            var hash = reading.hashes.isEmpty() ? Names.hash(text) : Names.hash(Names.hash(text) + reading.hashes);
            return findings.isEmpty()
                    ? Optional.of(new Written(
                            new Playbook(file.id(), file.title(), when, every, reading.plan(), hash), reading.lines))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            var mistake = YamlMistake.of(e, text, "no such field:");
            findings.add(new Finding(mistake.line(), mistake.why()));
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(1, e.getMessage()));
        }
        return Optional.empty();
    }

    private List<Plan.Step> plan() {
        return List.copyOf(steps.values());
    }

    private static Playbook.When head(File file) {
        if (file == null || file.id() == null || file.title() == null || file.when() == null || file.steps() == null) {
            throw new IllegalArgumentException("id, title, when and steps are needed");
        }
        name(file.id());
        var techniques = file.when().techniques() == null
                ? List.<String>of()
                : file.when().techniques();
        if (techniques.stream()
                .anyMatch(t -> t == null || List.of(t.split("\\+", -1)).contains(""))) {
            throw new IllegalArgumentException("a technique is empty");
        }
        // Not a number is neither above nor below.
        if (!(file.when().minScore() >= 0 && file.when().minScore() <= 1)) {
            throw new IllegalArgumentException(
                    "minScore is 0 to 1, not " + file.when().minScore());
        }
        if (file.steps().isEmpty()) {
            throw new IllegalArgumentException("at least one step is needed");
        }
        if (file.steps().size() > STEPS) {
            throw new IllegalArgumentException(file.steps().size() + " steps, at most " + STEPS);
        }
        var seen = file.when().seen() == null ? List.<String>of() : file.when().seen();
        if (seen.stream().anyMatch(t -> t == null || t.isEmpty())) {
            throw new IllegalArgumentException("a technique that is to be seen is empty");
        }
        return new Playbook.When(techniques, seen, file.when().minScore());
    }

    private Duration release(File file) {
        try {
            return file.release() == null
                    ? Duration.ZERO
                    : Releases.every(new Fields(file.release().step()));
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(file.release().line(), "release: " + e.getMessage()));
            return Duration.ZERO;
        }
    }

    private void step(Located located) {
        if (!located.step().path("id").isTextual()) {
            findings.add(new Finding(located.line(), "a step needs an id"));
            return;
        }
        var id = located.step().path("id").asText();
        var action = located.step().path("action").asText(null);
        var fields = new Fields(located.step());
        try {
            name(id);
            if ("playbook".equals(action)) {
                takeIn(id, Steps.playbook(fields), located.line());
            } else {
                add(Steps.read(id, action, fields), located.line());
            }
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(located.line(), "step " + Fields.oneLine(id, 80) + ": " + e.getMessage()));
        }
    }

    /** Its steps in place of this one, each named after it: {@code id.step}. */
    private void takeIn(String id, String playbook, int line) {
        var other = others.open(playbook);
        hashes.append(other.hash());
        for (var step : other.steps()) {
            add(Library.renamed(step, inner -> name(id + "." + inner)), line);
        }
    }

    private void add(Plan.Step step, int line) {
        if (steps.putIfAbsent(step.id(), step) != null) {
            throw new IllegalArgumentException("two steps have this id");
        }
        lines.put(step.id(), line);
    }
}
