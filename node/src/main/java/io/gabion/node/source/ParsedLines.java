package io.gabion.node.source;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the lines of one batch became, in their order. */
final class ParsedLines {
    /** Bytes of a line that are decoded for its excerpt. */
    private static final int EXCERPT = 800;

    private final List<Observation> observations = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    /** A parser that fails costs its line, not the source. */
    void parse(Format format, Source place, byte[] bytes, int offset, int length) {
        Parsed parsed;
        try {
            parsed = format.parse(place, bytes, offset, length);
        } catch (RuntimeException e) {
            parsed = new Parsed.Dead("the parser failed: " + e.getClass().getSimpleName());
        }
        switch (parsed) {
            case Parsed.Seen(var observation) -> observations.add(observation);
            case Parsed.Dead(var reason) -> bury(place, reason, bytes, offset, length);
            case Parsed.Skipped _ -> {}
        }
    }

    void bury(Source place, String reason, byte[] bytes, int offset, int length) {
        var text = new String(bytes, offset, Math.min(length, EXCERPT), StandardCharsets.UTF_8);
        deadLetters.add(DeadLetter.of(place, reason, text));
    }

    List<Observation> observations() {
        return observations;
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    Ingest.Batch batch(String key, String position) {
        return new Ingest.Batch(key, position, observations, deadLetters);
    }
}
