package io.gabion.protocol;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Any observation, whether or not a log could say it. */
final class RandomObservation {
    private RandomObservation() {}

    static Observation of(Random random) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            fields.put(text(random), text(random));
        }
        var assets = new ArrayList<AssetRef>();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            assets.add(new AssetRef(any(random, Kind.values()), "x" + text(random)));
        }
        return new Observation(
                new Source(text(random), random.nextLong()),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(3) * 1_000_000L + random.nextInt(2)),
                any(random, OcsfClass.values()),
                random.nextInt(),
                text(random),
                assets,
                new Observation.Actor(text(random)),
                new Observation.Process(text(random), text(random), text(random), text(random)),
                new Observation.Network(
                        text(random),
                        random.nextInt(),
                        text(random),
                        random.nextInt(),
                        text(random),
                        random.nextLong(),
                        random.nextLong(),
                        text(random)),
                new Observation.Authentication(
                        any(random, Observation.Outcome.values()),
                        text(random),
                        text(random),
                        random.nextInt(),
                        text(random),
                        any(random, Observation.Stage.values()),
                        text(random)),
                fields);
    }

    /** Also quotes, control characters and what takes two, three and four bytes. */
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            text.appendCodePoint(
                    any(random, new Integer[] {(int) 'a', (int) '"', (int) '\\', 1, 0x7f, 0xe9, 0x2028, 0x1f600}));
        }
        return text.toString();
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
