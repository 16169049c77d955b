package io.gabion.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Several;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeveralTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "|", "||", "a|b", "a,b|c", "|a", "a|", "a||b", "\ud83d\ude00|\ud83d\ude00"})
    void what_was_joined_comes_apart(String values) {
        var list = List.of(values.split("\\|", -1));
        var joined = Several.join(list);
        assertThat(Several.of(joined)).isEqualTo(list);
        assertThat(Several.isOne(joined)).isEqualTo(list.size() == 1);
        assertThat(Several.isNone(joined)).isFalse();
        assertThat(Several.told(joined)).isEqualTo(String.join(",", list));
        assertThat(list).allMatch(value -> Several.has(joined, value));
        assertThat(Several.has(joined, "a,b|c")).isFalse();
    }

    @Test
    void no_value_is_a_list_of_none() {
        assertThat(Several.join(List.of())).isEqualTo(Several.NONE);
        assertThat(Several.of(Several.NONE)).isEmpty();
        assertThat(Several.isOne(Several.NONE)).isFalse();
        assertThat(Several.each(Several.NONE, one -> "x")).isEqualTo(Several.NONE);
        assertThat(Several.told(Several.NONE)).isEmpty();
        assertThat(Several.lines(List.of("a", Several.NONE, Several.join(List.of("b", "c")))))
                .isEqualTo("a\nb\nc");
    }

    /** Whatever a log is, its lines are UTF-8 or are made to be. */
    @Test
    void no_text_of_a_log_is_mistaken_for_it() {
        var bytes = new byte[3 * 0x10000];
        for (int c = 0; c < 0x10000; c++) {
            bytes[3 * c] = (byte) (0xe0 | c >> 12);
            bytes[3 * c + 1] = (byte) (0x80 | c >> 6 & 0x3f);
            bytes[3 * c + 2] = (byte) (0x80 | c & 0x3f);
        }
        var text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(Several.isOne(text)).isTrue();
        assertThat(text).doesNotContain(Several.NONE);
    }

    @Test
    void an_observation_is_told_with_commas_and_without_fields_that_have_no_value() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("one", "a,b");
        fields.put("several", Several.join(List.of("x", "y")));
        fields.put("none", Several.NONE);
        var told = observation(fields).told();
        assertThat(told).isEqualTo(observation(Map.of("one", "a,b", "several", "x,y")));
        assertThat(told.told()).isSameAs(told);
    }

    private static Observation observation(Map<String, String> fields) {
        return new Observation(
                new Source("log", 1),
                Instant.EPOCH,
                OcsfClass.BASE_EVENT,
                0,
                "p",
                List.of(new AssetRef(Kind.HOST, "h")),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                Observation.Network.NONE,
                Observation.Authentication.NONE,
                fields);
    }
}
