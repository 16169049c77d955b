package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** A file or stream of JSON events: each line is of the log that its own members tell, and if they tell none, of the usual one. */
final class JsonEvents implements Format {
    private final JsonLog usual;
    private final InstantSource reference;

    /** @param reference the time of an event that tells none: of its receipt, or of its file */
    JsonEvents(JsonLog usual, InstantSource reference) {
        this.usual = usual;
        this.reference = reference;
    }

    @Override
    public String name() {
        return usual.name();
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        return FlatJson.parsed(line, offset, length, leaves -> read(source, leaves, reference.instant()));
    }

    private Parsed read(Source source, Map<String, String> leaves, Instant otherwise) {
        JsonLog.Members members = name -> leaves.containsKey(name) || isObject(leaves, name + ".");
        var log = usual != JsonLog.OTHER && usual.known().test(members)
                ? usual
                : JsonLog.of(members).orElse(usual);
        return log.meaning().read(source, leaves, otherwise);
    }

    private static boolean isObject(Map<String, String> leaves, String start) {
        return leaves.keySet().stream().anyMatch(path -> path.startsWith(start));
    }
}
