package io.gabion.node.parse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What services say of their clients, from {@code services.yaml} and {@code applications.yaml}: by the program within syslog, or all of them for lines
 * of a service's own file. A program that ends with a slash stands for all below it, {@code *} for any.
 */
final class Sayings {
    static final int MOST = 512;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final Sayings BUNDLED = load();
    private static final String ANY = "*";

    private record Line(Saying.Says says, String has, String once, String text) {}

    private record Service(String product, List<String> programs, List<Line> lines) {}

    record Found(Saying saying, Matcher groups) {
        /** Empty if the saying has no such group, or it took part in nothing. */
        String group(String name) {
            if (!saying.text().namedGroups().containsKey(name)) {
                return "";
            }
            var text = groups.group(name);
            return text == null ? "" : text;
        }
    }

    private final Map<String, List<Saying>> byProgram = new HashMap<>();
    private final List<Saying> all = new ArrayList<>();

    static Sayings bundled() {
        return BUNDLED;
    }

    private static Sayings load() {
        var all = new StringBuilder();
        for (var name : List.of("services.yaml", "applications.yaml")) {
            try (var in = Sayings.class.getResourceAsStream(name)) {
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("the program's own " + name, e);
            }
        }
        try {
            return new Sayings(all.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own sayings of services", e);
        }
    }

    /** @throws IOException if the text is no list of services; @throws IllegalArgumentException if one says too little */
    Sayings(String yaml) throws IOException {
        for (var service : YAML.readValue(yaml, Service[].class)) {
            for (var line : service.lines()) {
                var once = line.once() == null ? "" : line.once();
                var saying = new Saying(service.product(), line.says(), line.has(), once, Pattern.compile(line.text()));
                all.add(saying);
                for (var program : service.programs()) {
                    byProgram.computeIfAbsent(program, _ -> new ArrayList<>()).add(saying);
                }
            }
        }
        if (all.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " sayings of services");
        }
    }

    int size() {
        return all.size();
    }

    /** @param program within syslog; empty for a line of a service's own file */
    Optional<Found> of(String program, String message) {
        if (program.isEmpty()) {
            return first(all, message);
        }
        var found = first(byProgram.getOrDefault(program, List.of()), message);
        int slash = program.indexOf('/');
        if (found.isEmpty() && slash > 0) {
            found = first(byProgram.getOrDefault(program.substring(0, slash + 1), List.of()), message);
        }
        return found.isPresent() ? found : first(byProgram.getOrDefault(ANY, List.of()), message);
    }

    private static Optional<Found> first(List<Saying> sayings, String message) {
        for (var saying : sayings) {
            if (saying.mayBe(message)) {
                var groups = saying.text().matcher(message);
                if (groups.find()) {
                    return Optional.of(new Found(saying, groups));
                }
            }
        }
        return Optional.empty();
    }
}
