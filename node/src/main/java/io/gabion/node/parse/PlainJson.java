package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;

/** JSON objects whose meaning only a rule knows: their fields under their own names, of one unknown host. */
final class PlainJson implements Format {
    static final String NAME = "plain-json";

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
        return FlatJson.parsed(line, offset, length, leaves -> {
            var draft = new Draft(source, Fields.time(leaves, TIMES).orElse(Instant.EPOCH), product, leaves);
            draft.assets().host("unknown");
            return draft.seen();
        });
    }
}
