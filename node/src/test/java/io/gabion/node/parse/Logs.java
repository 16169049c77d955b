package io.gabion.node.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads lines as a file that begins with them. JSON is written with single quotes. */
final class Logs {
    static final String REFERENCE = "2026-03-10T12:00:00Z";

    static Format format(String... lines) {
        var head = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return Formats.detect(head, Instant.parse(REFERENCE), "some.log");
    }

    static List<Parsed> read(String... lines) {
        var format = format(lines);
        var parsed = new ArrayList<Parsed>();
        for (var line : lines) {
            var bytes = line.getBytes(StandardCharsets.UTF_8);
            parsed.add(format.parse(new Source("some.log", parsed.size() + 1), bytes, 0, bytes.length));
        }
        return parsed;
    }

    /** The observation of the last line. */
    static Observation seen(String... lines) {
        return ((Parsed.Seen) read(lines).getLast()).observation();
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    static List<String> assets(Observation observation) {
        return observation.assets().stream().map(Object::toString).toList();
    }

    /** What a client wrote must not become a thing that can be acted upon. */
    static void neverNames(Observation observation, String forbidden) {
        assertThat(observation.assets()).noneMatch(asset -> asset.name().contains(forbidden));
        assertThat(observation.network().from()).doesNotContain(forbidden);
        assertThat(observation.network().to()).doesNotContain(forbidden);
        assertThat(observation.authentication().from()).doesNotContain(forbidden);
    }

    private Logs() {}
}
