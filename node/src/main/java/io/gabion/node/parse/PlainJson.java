package io.gabion.node.parse;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON objects whose meaning only a rule knows: their fields under their own names, of one unknown host. */
final class PlainJson implements Format {
    static final String NAME = "plain-json";

    private static final List<AssetRef> UNKNOWN = List.of(new AssetRef(Kind.HOST, "unknown"));
    private static final List<String> TIMES = List.of(
            "@timestamp",
            "timestamp",
            "time",
            "eventTime",
            "published",
            "TimeCreated",
            "UtcTime",
            "EventTime",
            "ts",
            "requestReceivedTimestamp",
            "createdDateTime",
            "CreationTime");

    private final String product;

    /** @param product what is known of the log's writer, or empty */
    PlainJson(String product) {
        this.product = product;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        return FlatJson.parsed(
                line,
                offset,
                length,
                leaves -> new Parsed.Seen(new Observation(
                        source,
                        time(leaves).orElse(Instant.EPOCH),
                        OcsfClass.BASE_EVENT,
                        0,
                        product,
                        UNKNOWN,
                        Actor.NONE,
                        Process.NONE,
                        Network.NONE,
                        Authentication.NONE,
                        cut(leaves))));
    }

    private static Optional<Instant> time(Map<String, String> leaves) {
        return TIMES.stream()
                .filter(leaves::containsKey)
                .map(leaves::get)
                .flatMap(text -> Stamp.iso(text).or(() -> Stamp.epoch(text)).stream())
                .findFirst();
    }

    private static Map<String, String> cut(Map<String, String> leaves) {
        if (leaves.size() <= Observation.MAX_FIELDS) {
            return leaves;
        }
        var first = new LinkedHashMap<String, String>();
        leaves.entrySet().stream()
                .limit(Observation.MAX_FIELDS)
                .forEach(field -> first.put(field.getKey(), field.getValue()));
        return first;
    }
}
