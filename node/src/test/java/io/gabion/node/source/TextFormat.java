package io.gabion.node.source;

import io.gabion.node.PlainEvent;
import io.gabion.node.parse.Format;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** Every line of printable ASCII is an observation, a comment gives the rest of the file its title. */
final class TextFormat implements Format {
    private String title = "";

    @Override
    public String name() {
        return "text";
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        var text = new String(line, offset, length, StandardCharsets.ISO_8859_1);
        if (text.startsWith("#")) {
            title = text.substring(1);
            return Parsed.SKIPPED;
        }
        if (text.equals("throw")) {
            throw new IllegalStateException("broken parser");
        }
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return new Parsed.Dead("not text");
        }
        return new Parsed.Seen(PlainEvent.of(
                source, Instant.EPOCH, "test", Map.of("text", text, "title", title), new AssetRef(Kind.HOST, "h")));
    }
}
