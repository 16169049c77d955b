package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.sigma.rule.Node;
import io.gabion.detectors.sigma.rule.Refusal;
import io.gabion.detectors.sigma.rule.Yaml;
import io.gabion.protocol.observation.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Scripts of the system itself that do what an intruder would, by how the system begins them. */
record Upkeep(List<Script> scripts) {
    /**
     * @param parent name of the program that begins it
     * @param image whole path of the program that runs it
     * @param script whole path, its one argument
     * @param reason for people
     */
    record Script(String parent, String image, String script, String reason) {}

    Upkeep {
        scripts = List.copyOf(scripts);
    }

    /** The list that comes with the program. */
    static Upkeep bundled() {
        try (var in = Upkeep.class.getResourceAsStream("/sigma/upkeep.yaml")) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | Refusal e) {
            throw new IllegalStateException("the program holds its list of upkeep: " + e.getMessage(), e);
        }
    }

    private static Upkeep read(String text) throws Refusal {
        var scripts = new ArrayList<Script>();
        var root = Yaml.read(text).getFirst().asMapping("upkeep").entries();
        for (var item : root.get("scripts").asList()) {
            var entries = item.asMapping("a script").entries();
            scripts.add(new Script(
                    word(entries, "parent"), word(entries, "image"), word(entries, "script"), word(entries, "reason")));
        }
        return new Upkeep(scripts);
    }

    private static String word(Map<String, Node> entries, String name) throws Refusal {
        return entries.get(name).asScalar(name).text();
    }

    /** With a further argument it might be any script. @param parent name of the program that began the process */
    boolean begins(Observation.Process process, String parent) {
        return scripts.stream()
                .filter(script ->
                        process.image().equalsIgnoreCase(script.image()) && parent.equalsIgnoreCase(script.parent()))
                .anyMatch(script -> isAll(process.commandLine().strip().split("\\s+"), script));
    }

    private static boolean isAll(String[] words, Script script) {
        return words.length == 2 && words[1].equalsIgnoreCase(script.script());
    }
}
