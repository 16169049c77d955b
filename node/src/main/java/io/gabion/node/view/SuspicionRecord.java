package io.gabion.node.view;

import static io.gabion.node.view.Records.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.Locale;

/** A suspicion as commands print and replays write it; a rehearsal reads it again. */
public final class SuspicionRecord {
    public static ObjectNode write(Suspicion s) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("id", s.id())
                .put("tenant", s.tenant().id());
        node.set("asset", asset(s.asset()));
        node.put("time", s.time().toString());
        node.putObject("detector")
                .put("kind", lower(s.detector().kind()))
                .put("id", s.detector().id())
                .put("version", s.detector().version());
        node.put("title", s.title()).put("severity", lower(s.severity())).put("confidence", s.confidence());
        strings(node, "techniques", s.techniques());
        var evidence = node.putArray("evidence");
        s.evidence().forEach(e -> evidence.add(source(e)));
        strings(node, "explanation", s.explanation());
        assets(node, "actors", s.actors());
        assets(node, "victims", s.victims());
        return node;
    }

    /** Reads what {@link #write} writes. @throws IllegalArgumentException if it is something else */
    public static Suspicion read(JsonNode node) {
        var detector = node.path("detector");
        var evidence = node.path("evidence")
                .valueStream()
                .map(e -> new Source(e.path("file").asText(), e.path("line").asLong()))
                .toList();
        return new Suspicion(
                node.path("id").asText(),
                new Tenant(node.path("tenant").asText()),
                named(node.path("asset")),
                Instant.parse(node.path("time").asText()),
                new Detector(
                        Detector.Kind.valueOf(upper(detector.path("kind"))),
                        detector.path("id").asText(),
                        detector.path("version").asText()),
                node.path("title").asText(),
                Severity.valueOf(upper(node.path("severity"))),
                node.path("confidence").asDouble(),
                node.path("techniques").valueStream().map(JsonNode::asText).toList(),
                evidence,
                node.path("explanation").valueStream().map(JsonNode::asText).toList(),
                node.path("actors").valueStream().map(SuspicionRecord::named).toList(),
                node.path("victims").valueStream().map(SuspicionRecord::named).toList());
    }

    private static AssetRef named(JsonNode node) {
        return new AssetRef(
                Kind.of(node.path("kind").asText()), node.path("name").asText());
    }

    private static String upper(JsonNode word) {
        return word.asText().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private SuspicionRecord() {}
}
