package io.gabion.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written by hand is what Jackson writes by itself, byte for byte. */
class ObservationWriterTest {
    private static final JsonMapper BY_HAND = mapper().build();

    private static final JsonMapper BY_ITSELF =
            mapper().addMixIn(Observation.class, Plain.class).build();

    /** Takes the writer away. */
    @JsonSerialize
    private interface Plain {}

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    }

    @Test
    void writes_what_jackson_writes() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var observation = observation(random);
            assertThat(new String(BY_HAND.writeValueAsBytes(observation), UTF_8))
                    .isEqualTo(new String(BY_ITSELF.writeValueAsBytes(observation), UTF_8));
            assertThat((Object) BY_HAND.valueToTree(observation)).isEqualTo(BY_ITSELF.valueToTree(observation));
        }
    }

    @Test
    void every_component_is_written() {
        var written = BY_HAND.valueToTree(observation(new Random(1)));
        assertThat(names(written, "")).containsAll(components(Observation.class));
        assertThat(names(written, "process")).containsAll(components(Observation.Process.class));
        assertThat(names(written, "network")).containsAll(components(Observation.Network.class));
        assertThat(names(written, "authentication")).containsAll(components(Observation.Authentication.class));
    }

    private static List<String> names(JsonNode node, String part) {
        var names = new ArrayList<String>();
        (part.isEmpty() ? node : node.path(part)).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> components(Class<?> type) {
        var names = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            names.add(component.getName());
        }
        return names;
    }

    private static Observation observation(Random random) {
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
