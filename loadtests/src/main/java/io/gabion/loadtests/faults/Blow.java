package io.gabion.loadtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * One blow at a running cluster, and what came of it: one line of JSON in the record of all runs.
 *
 * @param at when it was over
 * @param version of the code, as git describes it
 * @param without what nodes went without
 * @param servers of the ring
 * @param acknowledged batches
 * @param blocked addresses that the firewall was told of
 * @param dropped rows that stale owners left
 * @param turnedAway batches that were brought and not acknowledged, each as often as it was
 * @param refused of these, by a node that nobody had told to end: by an answer, or by taking no connection
 * @param unknown attackers of whom nobody knows at the end whether they are blocked, since they are tried later
 * @param gap the longest time without an acknowledgement, in seconds
 * @param healthy seconds until every node acknowledged again
 * @param load of the machine in the last minute, divided by its cores
 * @param violated each begins with the name of the invariant
 */
record Blow(
        Instant at,
        String version,
        String fault,
        long seed,
        Without without,
        int servers,
        int acknowledged,
        int blocked,
        int dropped,
        int turnedAway,
        int refused,
        int unknown,
        double gap,
        long healthy,
        double load,
        List<String> violated) {
    /** A violation tells the whole story of an address; of several the first ones do. */
    private static final int MOST = 5;

    private static final int LONGEST = 600;
    /** What older lines do not say. */
    static final int UNKNOWN = -1;

    Blow {
        at = at.truncatedTo(ChronoUnit.SECONDS);
        violated = List.copyOf(violated);
    }

    /** What is lost or done twice; I9 is a matter of the machine's speed too. */
    boolean isHarm() {
        return violated.stream().anyMatch(violation -> !violation.startsWith("I9 "));
    }

    void append(Path file) throws IOException {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("at", at.toString()).put("version", version).put("fault", fault);
        json.put("seed", seed).put("without", without.name().toLowerCase(Locale.ROOT));
        json.put("acknowledged", acknowledged).put("blocked", blocked).put("dropped", dropped);
        json.put("servers", servers).put("turnedAway", turnedAway).put("gap", gap);
        json.put("refused", refused).put("unknown", unknown);
        json.put("healthy", healthy).put("load", Math.round(load * 10) / 10.0);
        var list = json.putArray("violated");
        violated.stream()
                .limit(MOST)
                .map(violation -> violation.substring(0, Math.min(LONGEST, violation.length())))
                .forEach(list::add);
        RunRecord.append(file, json);
    }

    /** @throws IOException that names the line that is none */
    static List<Blow> read(Path file) throws IOException {
        return RunRecord.read(file, Blow::of);
    }

    /** Older lines do not say on how many. */
    private static int usual(String fault) {
        return Fault.of(fault).map(Fault::servers).orElse(1);
    }

    private static Blow of(JsonNode json) {
        return new Blow(
                Instant.parse(json.required("at").asText()),
                json.required("version").asText(),
                json.required("fault").asText(),
                json.required("seed").asLong(),
                Without.valueOf(json.required("without").asText().toUpperCase(Locale.ROOT)),
                json.path("servers").asInt(usual(json.required("fault").asText())),
                json.required("acknowledged").asInt(),
                json.required("blocked").asInt(),
                json.required("dropped").asInt(),
                json.path("turnedAway").asInt(UNKNOWN),
                json.path("refused").asInt(UNKNOWN),
                json.path("unknown").asInt(UNKNOWN),
                json.path("gap").asDouble(UNKNOWN),
                json.required("healthy").asLong(),
                json.required("load").asDouble(),
                json.required("violated").valueStream().map(JsonNode::asText).toList());
    }
}
