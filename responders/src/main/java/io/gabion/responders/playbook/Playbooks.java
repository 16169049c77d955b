package io.gabion.responders.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gabion.protocol.Names;
import io.gabion.protocol.response.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads playbooks. An error is one line that names file and line. */
public final class Playbooks {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final List<String> BUNDLED = List.of("contain-guessing.yaml", "contain-exfiltration.yaml");

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
        try (var files = Files.list(dir)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                playbooks.add(parse(file.toString(), Files.readString(file)));
            }
        }
        return List.copyOf(playbooks);
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
            var file = YAML.readValue(text, File.class);
            if (file == null
                    || file.id() == null
                    || file.title() == null
                    || file.when() == null
                    || file.steps() == null) {
                throw new IllegalArgumentException("id, title, when and steps are needed");
            }
            var techniques = file.when().techniques();
            if (techniques != null && techniques.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("a technique is empty");
            }
            var when = new Playbook.When(
                    techniques == null ? List.of() : techniques, file.when().minScore());
            return new Playbook(
                    file.id(),
                    file.title(),
                    when,
                    file.steps().stream().map(Playbooks::step).toList(),
                    Names.hash(text));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            var why = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            throw new IOException(name + ":" + line + ": " + why, e);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static Plan.Step step(Step step) {
        if (step == null || step.id() == null) {
            throw new IllegalArgumentException("a step needs an id");
        }
        if ("block-address".equals(step.action()) && step.connector() != null && step.ttl() != null) {
            return new Plan.Block(step.id(), step.connector(), ttl(step.ttl()).toSeconds());
        }
        if ("notify".equals(step.action()) && step.channel() != null) {
            return new Plan.Notify(step.id(), step.channel());
        }
        throw new IllegalArgumentException(
                "step " + step.id() + ": block-address needs connector and ttl, notify needs channel");
    }

    private static Duration ttl(String text) {
        if (!text.matches("[1-9][0-9]{0,4}[smhd]")) {
            throw new IllegalArgumentException("not a duration such as 1h: " + text);
        }
        var unit = text.charAt(text.length() - 1);
        return Duration.parse((unit == 'd' ? "P" : "PT") + text.toUpperCase(java.util.Locale.ROOT));
    }

    private Playbooks() {}
}
