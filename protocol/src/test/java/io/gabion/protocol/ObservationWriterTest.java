package io.gabion.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;
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
            var observation = RandomObservation.of(random);
            assertThat(new String(BY_HAND.writeValueAsBytes(observation), UTF_8))
                    .isEqualTo(new String(BY_ITSELF.writeValueAsBytes(observation), UTF_8));
            assertThat((Object) BY_HAND.valueToTree(observation)).isEqualTo(BY_ITSELF.valueToTree(observation));
        }
    }

    @Test
    void every_component_is_written() {
        var written = BY_HAND.valueToTree(RandomObservation.of(new Random(1)));
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
}
