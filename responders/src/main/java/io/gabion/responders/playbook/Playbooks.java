package io.gabion.responders.playbook;

import static io.gabion.responders.playbook.Fields.name;
import static io.gabion.responders.playbook.Fields.shown;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gabion.protocol.Names;
import io.gabion.protocol.response.Plan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads playbooks. An error is one line that names the file and the line. */
public final class Playbooks {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int FILE_BYTES = 64 * 1024;
    private static final int STEPS = 16;

    static final List<String> BUNDLED =
            List.of("contain-guessing.yaml", "contain-takeover.yaml", "contain-exfiltration.yaml");

    private record File(String id, String title, When when, List<Located> steps) {}

    private record When(List<String> techniques, double minScore) {}

    /** A step as it is written, and where it begins. */
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
    }

    /**
     * Every {@code .yaml} file of a directory, by name.
     *
     * @throws IOException in one line that names the file and, where the mistake is one of form, the line
     */
    public static List<Playbook> load(Path dir) throws IOException {
        try (var files = Files.list(dir)) {
            return load(
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList());
        }
    }

    /** These files, each of another id. */
    public static List<Playbook> load(List<Path> files) throws IOException {
        var playbooks = new ArrayList<Playbook>();
        var ids = new HashSet<String>();
        for (var file : files) {
            var playbook = parse(file.toString(), read(file));
            if (!ids.add(playbook.id())) {
                throw new IOException(file + ": the id " + playbook.id() + " is another playbook's");
            }
            playbooks.add(playbook);
        }
        return List.copyOf(playbooks);
    }

    static String read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(FILE_BYTES + 1);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        if (bytes.length > FILE_BYTES) {
            throw new IOException(file + ": larger than " + FILE_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8", e);
        }
    }

    public static List<Playbook> bundled() {
        return BUNDLED.stream().map(Playbooks::bundled).toList();
    }

    private static Playbook bundled(String name) {
        try (var in = Playbooks.class.getResourceAsStream("/playbooks/" + name)) {
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the program holds " + name, e);
        }
    }

    static Playbook parse(String name, String text) throws IOException {
        var findings = new ArrayList<Finding>();
        var playbook = parse(text, findings);
        if (!findings.isEmpty()) {
            throw new IOException(
                    name + ":" + findings.getFirst().line() + ": " + findings.getFirst().message());
        }
        return playbook.orElseThrow().playbook();
    }

    /** @param lines where each step begins */
    record Written(Playbook playbook, Map<String, Integer> lines) {
        Finding at(Doubt doubt) {
            return at(lines, doubt);
        }

        private static Finding at(Map<String, Integer> lines, Doubt doubt) {
            return new Finding(lines.get(doubt.step()), "step " + doubt.step() + ": " + doubt.message());
        }
    }

    /** @param findings is given what keeps it from being one, of every step */
    static Optional<Written> parse(String text, List<Finding> findings) {
        try {
            var file = YAML.readValue(text, File.class);
            var steps = new LinkedHashMap<String, Plan.Step>();
            var head = head(file);
            for (var step : file.steps()) {
                step(step, steps, findings);
            }
            var lines = lines(file);
            for (var doubt : findings.isEmpty() ? References.wrong(List.copyOf(steps.values())) : List.<Doubt>of()) {
                findings.add(Written.at(lines, doubt));
            }
            return findings.isEmpty()
                    ? Optional.of(new Written(
                            new Playbook(file.id(), file.title(), head, List.copyOf(steps.values()), Names.hash(text)),
                            lines))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            var why = e instanceof UnrecognizedPropertyException unknown
                    ? "no such field: " + shown(unknown.getPropertyName())
                    : e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            findings.add(new Finding(line, Fields.oneLine(why, 200)));
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(1, e.getMessage()));
        }
        return Optional.empty();
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
        return new Playbook.When(techniques, file.when().minScore());
    }

    private static void step(Located located, Map<String, Plan.Step> steps, List<Finding> findings) {
        if (!located.step().path("id").isTextual()) {
            findings.add(new Finding(located.line(), "a step needs an id"));
            return;
        }
        var id = located.step().path("id").asText();
        try {
            var action = located.step().path("action").asText(null);
            if (steps.put(name(id), Steps.read(id, action, new Fields(located.step()))) != null) {
                throw new IllegalArgumentException("two steps have this id");
            }
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(located.line(), "step " + Fields.oneLine(id, 80) + ": " + e.getMessage()));
        }
    }

    private static Map<String, Integer> lines(File file) {
        return file.steps().stream()
                .collect(Collectors.toMap(
                        l -> l.step().path("id").asText(), Located::line, (first, _) -> first));
    }

    private Playbooks() {}
}
