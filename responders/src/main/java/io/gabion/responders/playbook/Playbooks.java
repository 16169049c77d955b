package io.gabion.responders.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gabion.protocol.Names;
import io.gabion.protocol.response.Plan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Reads playbooks. An error is one line that names the file, and the line or the step. */
public final class Playbooks {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int FILE_BYTES = 64 * 1024;
    private static final int STEPS = 16;
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final List<String> BUNDLED =
            List.of("contain-guessing.yaml", "contain-takeover.yaml", "contain-exfiltration.yaml");

    private record File(String id, String title, When when, List<Step> steps) {}

    private record When(List<String> techniques, double minScore) {}

    private record Step(String id, String action, String connector, String ttl, String channel) {}

    /**
     * Every {@code .yaml} file of a directory, by name.
     *
     * @throws IOException in one line that names the file and, where the mistake is one of form, the line
     */
    public static List<Playbook> load(Path dir) throws IOException {
        var playbooks = new ArrayList<Playbook>();
        var ids = new HashSet<String>();
        try (var files = Files.list(dir)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                var playbook = parse(file.toString(), read(file));
                if (!ids.add(playbook.id())) {
                    throw new IOException(file + ": the id " + playbook.id() + " is another playbook's");
                }
                playbooks.add(playbook);
            }
        }
        return List.copyOf(playbooks);
    }

    private static String read(Path file) throws IOException {
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
        try {
            return playbook(YAML.readValue(text, File.class), Names.hash(text));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            var why = e instanceof UnrecognizedPropertyException unknown
                    ? "no such field: " + shown(unknown.getPropertyName())
                    : e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            throw new IOException(name + ":" + line + ": " + oneLine(why, 200), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static Playbook playbook(File file, String hash) {
        if (file == null || file.id() == null || file.title() == null || file.when() == null || file.steps() == null) {
            throw new IllegalArgumentException("id, title, when and steps are needed");
        }
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
        var steps = new LinkedHashMap<String, Plan.Step>();
        for (var step : file.steps()) {
            if (step == null || step.id() == null) {
                throw new IllegalArgumentException("a step needs an id");
            }
            if (steps.put(name(step.id()), step(step)) != null) {
                throw new IllegalArgumentException("two steps are called " + step.id());
            }
        }
        var when = new Playbook.When(techniques, file.when().minScore());
        return new Playbook(name(file.id()), file.title(), when, List.copyOf(steps.values()), hash);
    }

    private static Plan.Step step(Step step) {
        try {
            return switch (step.action()) {
                case "block-address" -> new Plan.Block(step.id(), connector(step), ttl(step));
                case "block-domain" -> new Plan.BlockDomain(step.id(), connector(step), ttl(step));
                case "lock-account" -> new Plan.LockAccount(step.id(), connector(step), ttl(step));
                case "notify" -> {
                    if (step.channel() == null) {
                        throw new IllegalArgumentException("notify needs channel");
                    }
                    yield new Plan.Notify(step.id(), name(step.channel()));
                }
                case null, default ->
                    throw new IllegalArgumentException(
                            "the action is block-address, block-domain, lock-account, notify, not "
                                    + shown(step.action()));
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("step " + step.id() + ": " + e.getMessage(), e);
        }
    }

    /** Names become parts of keys and ids. */
    private static String name(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("not a name of letters, digits, '.', '_' and '-': " + shown(text));
        }
        return text;
    }

    private static String connector(Step step) {
        if (step.connector() == null || step.ttl() == null) {
            throw new IllegalArgumentException(step.action() + " needs connector and ttl");
        }
        return name(step.connector());
    }

    private static long ttl(Step step) {
        var text = step.ttl();
        if (!text.matches("[1-9][0-9]{0,4}[smhd]")) {
            throw new IllegalArgumentException("not a duration such as 1h: " + shown(text));
        }
        var unit = text.charAt(text.length() - 1);
        var ttl = Duration.parse((unit == 'd' ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
        if (ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a containment of " + text + " is longer than " + LONGEST.toDays() + "d");
        }
        return ttl.toSeconds();
    }

    private static String shown(String text) {
        return text == null ? "nothing" : "'" + oneLine(text, 80) + "'";
    }

    private static String oneLine(String text, int most) {
        var line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > most ? line.substring(0, most) + "…" : line;
    }

    private Playbooks() {}
}
