package io.gabion.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.entity.Later;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One family of events as two versions have it. */
class EventCodecTest {
    private static final UnaryOperator<ObjectNode> SAME = UnaryOperator.identity();

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@Type(value = Older.Blocked.class, name = "blocked"))
    sealed interface Older {
        EventCodec<Older> CODEC = new EventCodec<>(Older.class, List.of(SAME));

        record Blocked(String address) implements Older {}
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@Type(value = Newer.Blocked.class, name = "blocked"))
    sealed interface Newer {
        EventCodec<Newer> CODEC = new EventCodec<>(Newer.class, List.of(SAME));

        record Blocked(
                String address, @Later String port, @Later List<Why> why) implements Newer {}

        record Why(String text) {}
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@Type(value = Newest.Blocked.class, name = "blocked"))
    sealed interface Newest {
        /** Means another thing by the same words. */
        EventCodec<Newest> CODEC = new EventCodec<>(Newest.class, List.of(SAME, SAME));

        record Blocked(String address) implements Newest {}
    }

    @Test
    void an_older_version_reads_what_only_has_more() {
        var row = Newer.CODEC.write(new Newer.Blocked("192.0.2.1", "22", List.of(new Newer.Why("guessing"))));
        assertThat(row.path("why").path(0).path("text").asText()).isEqualTo("guessing");
        assertThat(Older.CODEC.read(Newer.CODEC.version(), row.toString())).isEqualTo(new Older.Blocked("192.0.2.1"));
    }

    @Test
    void a_newer_version_reads_what_did_not_have_it() {
        var row = Older.CODEC.write(new Older.Blocked("192.0.2.1"));
        for (int version = 1; version <= Newer.CODEC.version(); version++) {
            assertThat(Newer.CODEC.read(version, row.toString()))
                    .isEqualTo(new Newer.Blocked("192.0.2.1", "", List.of()));
        }
    }

    @Test
    void what_was_always_there_is_missed() {
        assertThatThrownBy(() -> Newer.CODEC.read(2, "{\"type\":\"blocked\",\"port\":\"22\"}"))
                .hasStackTraceContaining("address");
    }

    @Test
    void a_version_that_means_something_else_is_not_read() {
        var row = Newest.CODEC.write(new Newest.Blocked("192.0.2.1"));
        assertThatThrownBy(() -> Newer.CODEC.read(Newest.CODEC.version(), row.toString()))
                .hasMessage("Newer: version 3 is unknown, newest is 2");
    }
}
