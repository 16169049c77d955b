package io.gabion.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.EventCodec.Change;
import io.gabion.protocol.entity.Later;
import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Optional;
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

    /** Twice worded anew: there are ports, then there is one of them. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@Type(value = Latest.Blocked.class, name = "blocked"))
    sealed interface Latest {
        EventCodec<Latest> CODEC = new EventCodec<>(
                Latest.class,
                List.of(SAME),
                List.of(
                        new Change(
                                Version.parse("1.2.0"),
                                row -> renamed(row, "address", "of"),
                                row -> Optional.of(renamed(row, "of", "address"))),
                        new Change(
                                Version.parse("1.10.0"),
                                row -> row.put("port", 0),
                                row -> row.path("port").asInt() == 0 ? Optional.of(without(row)) : Optional.empty())));

        record Blocked(String of, int port) implements Latest {}
    }

    private static ObjectNode renamed(ObjectNode row, String from, String to) {
        row.set(to, row.remove(from));
        return row;
    }

    private static ObjectNode without(ObjectNode row) {
        row.remove("port");
        return row;
    }

    @Test
    void what_is_worded_anew_is_written_as_the_oldest_reads_it() {
        var all = new Latest.Blocked("192.0.2.1", 0);

        assertThat(Latest.CODEC.read(2, written(all, "1.1.0", 2))).isEqualTo(all);
        assertThat(Older.CODEC.read(2, written(all, "1.1.0", 2))).isEqualTo(new Older.Blocked("192.0.2.1"));
        assertThat(Latest.CODEC.read(3, written(all, "1.2.0", 3))).isEqualTo(all);
        assertThat(Latest.CODEC.read(3, written(all, "1.9.0", 3))).isEqualTo(all);
        assertThat(Latest.CODEC.read(4, written(all, "1.10.0", 4))).isEqualTo(all);
        assertThat(Latest.CODEC.read(4, written(all, "2.0.0", 4))).isEqualTo(all);
    }

    @Test
    void what_an_older_version_has_no_words_for_is_written_as_it_is() {
        var one = new Latest.Blocked("192.0.2.1", 22);

        assertThat(Latest.CODEC.read(4, written(one, "1.1.0", 4))).isEqualTo(one);
    }

    private static String written(Latest event, String oldest, int version) {
        var written = Latest.CODEC.write(event, () -> Version.parse(oldest));
        assertThat(written.version()).isEqualTo(version);
        return new String(written.json(), UTF_8);
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
