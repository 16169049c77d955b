package io.gabion.loadtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One seed of the crash matrix at one connector: one line of JSON in the record of all runs.
 *
 * @param at when it was over
 * @param version of the code, as git describes it
 * @param without what the node went without
 * @param points at which the node was to end
 * @param halted at how many it did
 * @param effects at the target, by its own record
 * @param distinct what is left of them at a receiver that knows a repetition by its key; empty where nobody could
 * @param late from when the node was ready until what had expired while it was down was released; empty if that was not tried
 * @param violated each begins with the point
 */
record CrashRun(
        Instant at,
        String version,
        String connector,
        long seed,
        Without without,
        int points,
        int halted,
        int effects,
        Optional<Integer> distinct,
        Optional<Duration> late,
        List<String> violated) {
    CrashRun {
        at = at.truncatedTo(ChronoUnit.SECONDS);
        violated = List.copyOf(violated);
    }

    void append(Path file) throws IOException {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("at", at.toString()).put("version", version).put("connector", connector);
        json.put("seed", seed).put("without", without.name().toLowerCase(Locale.ROOT));
        json.put("points", points).put("halted", halted).put("effects", effects);
        distinct.ifPresent(left -> json.put("distinct", left));
        late.ifPresent(after -> json.put("lateMillis", after.toMillis()));
        var list = json.putArray("violated");
        violated.forEach(list::add);
        RunRecord.append(file, json);
    }

    /** @throws IOException that names the line that is none */
    static List<CrashRun> read(Path file) throws IOException {
        return RunRecord.read(file, CrashRun::of);
    }

    private static CrashRun of(JsonNode json) {
        return new CrashRun(
                Instant.parse(json.required("at").asText()),
                json.required("version").asText(),
                json.required("connector").asText(),
                json.required("seed").asLong(),
                Without.valueOf(json.required("without").asText().toUpperCase(Locale.ROOT)),
                json.required("points").asInt(),
                json.required("halted").asInt(),
                json.required("effects").asInt(),
                json.has("distinct") ? Optional.of(json.get("distinct").asInt()) : Optional.empty(),
                json.has("lateMillis")
                        ? Optional.of(Duration.ofMillis(json.get("lateMillis").asLong()))
                        : Optional.empty(),
                json.required("violated").valueStream().map(JsonNode::asText).toList());
    }
}
