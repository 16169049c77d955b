package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.api.Ingestion.Batch;
import io.gabion.node.api.Ingestion.Busy;
import io.gabion.node.api.Ingestion.Durable;
import io.gabion.node.api.Ingestion.Receipt;
import io.gabion.node.api.Ingestion.Refused;
import io.gabion.protocol.observation.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeshIngestionTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:10:00Z");
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String LINE =
            "Jan  2 03:04:05 web1 sshd[17]: Failed password for u%d from 203.0.113.7 port 4 ssh2\n";

    private final RecordingIngest ingest = new RecordingIngest();
    private MeshIngestion ingestion = ingestion(Duration.ofMinutes(1));

    private MeshIngestion ingestion(Duration patience) {
        return new MeshIngestion(_ -> ingest, InstantSource.fixed(NOW), patience);
    }

    @Test
    void lines_become_observations_and_dead_letters_in_one_batch() throws Exception {
        assertThat(accept("web", "b-1", LINE.formatted(1) + "no syslog\n\n" + LINE.formatted(2)))
                .isEqualTo(new Durable(4));
        assertThat(ingest.brought)
                .singleElement()
                .satisfies(batch -> assertThat(batch.key()).matches("b-1~[0-9a-f]{24}#0"));
        assertThat(ingest.sources).containsOnly("http:web");
        assertThat(ingest.observations())
                .extracting(o -> o.source())
                .containsExactly(new Source("web/b-1", 1), new Source("web/b-1", 4));
        assertThat(ingest.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.source()).isEqualTo(new Source("web/b-1", 2)));
    }

    @Test
    void the_same_lines_under_an_id_are_the_same_batch_and_other_lines_are_another() throws Exception {
        accept("web", "b-1", LINE.formatted(1));
        accept("web", "b-1", LINE.formatted(1));
        accept("web", "b-1", LINE.formatted(2));
        assertThat(ingest.brought.get(1).key()).isEqualTo(ingest.brought.get(0).key());
        assertThat(ingest.brought.get(2).key())
                .isNotEqualTo(ingest.brought.get(0).key());
    }

    @Test
    void the_format_is_found_by_the_content() throws Exception {
        accept(
                "sensor",
                "z",
                "{\"_path\":\"conn\",\"ts\":1767323045.5,\"id.orig_h\":\"10.0.0.1\",\"id.orig_p\":1,"
                        + "\"id.resp_h\":\"10.0.0.2\",\"id.resp_p\":22,\"proto\":\"tcp\"}");
        assertThat(ingest.observations())
                .singleElement()
                .satisfies(o -> assertThat(o.product()).isEqualTo("zeek"));
    }

    @Test
    void a_batch_with_the_same_id_is_taken_once_and_gives_the_same_receipt_even_after_another() throws Exception {
        var first = accept("web", "a", LINE.formatted(1));
        accept("web", "b", LINE.formatted(2));
        assertThat(accept("web", "a", LINE.formatted(1))).isEqualTo(first);
        assertThat(ingest.durable).hasSize(2);
    }

    @Test
    void a_large_batch_is_brought_in_parts_of_bounded_size_and_every_line_once() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 2_500; i++) {
            text.append(LINE.formatted(i));
        }
        text.append("x".repeat(200 << 10))
                .append('\n')
                .append("y".repeat(100 << 10))
                .append('\n');
        assertThat(accept("web", "large", text.toString())).isEqualTo(new Durable(2_502));
        assertThat(ingest.durable)
                .extracting(b -> b.observations().size() + b.deadLetters().size())
                .containsExactly(1_000, 1_000, 501, 1);
        assertThat(ingest.observations())
                .extracting(o -> o.source().line())
                .hasSize(2_500)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void a_large_batch_that_breaks_off_is_taken_whole_and_once_when_it_comes_again() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 2_500; i++) {
            text.append(LINE.formatted(i));
        }
        ingest.refuseFrom(1);
        ingestion = ingestion(SHORT);
        assertThat(accept("web", "large", text.toString())).isInstanceOf(Busy.class);
        assertThat(ingest.durable).hasSize(1);
        ingest.refuseFrom(Integer.MAX_VALUE);
        assertThat(accept("web", "large", text.toString())).isEqualTo(new Durable(2_500));
        assertThat(ingest.observations()).hasSize(2_500);
        assertThat(ingest.observations()).extracting(o -> o.source()).doesNotHaveDuplicates();
    }

    @Test
    void a_full_or_silent_intake_is_busy() throws Exception {
        ingestion = ingestion(SHORT);
        ingest.refuse(Integer.MAX_VALUE);
        assertThat(accept("web", "a", LINE.formatted(1))).isEqualTo(new Busy(Duration.ofSeconds(1)));
        ingest.refuse(0);
        ingest.hold();
        assertThat(accept("web", "b", LINE.formatted(1))).isInstanceOf(Busy.class);
        ingest.release();
    }

    @Test
    void a_short_refusal_is_waited_out() throws Exception {
        ingest.refuse(2);
        assertThat(accept("web", "a", LINE.formatted(1))).isEqualTo(new Durable(1));
    }

    @Test
    void a_giant_line_is_a_dead_letter() throws Exception {
        accept("web", "a", "x".repeat(2 << 20) + "\n" + LINE.formatted(1));
        assertThat(ingest.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("line longer than 1048576 bytes"));
        assertThat(ingest.observations()).hasSize(1);
    }

    @Test
    void a_batch_of_too_many_parts_is_refused_before_anything_of_it_is_kept() throws Exception {
        assertThat(accept("web", "a", "\n".repeat(1_000_001))).isInstanceOf(Refused.class);
        assertThat(accept("web", "b", "\n".repeat(1_000_000))).isEqualTo(new Durable(1_000_000));
        assertThat(ingest.brought).hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/var/log/auth.log", "../x", "a b", "file:x", "-a", "é"})
    void a_source_with_another_name_is_refused(String name) throws Exception {
        assertThat(accept(name, "a", LINE.formatted(1))).isInstanceOf(Refused.class);
        assertThat(accept("a".repeat(65), "a", LINE.formatted(1))).isInstanceOf(Refused.class);
        assertThat(accept("web", "a\n", LINE.formatted(1))).isInstanceOf(Refused.class);
        assertThat(ingest.brought).isEmpty();
    }

    @Test
    void more_sources_than_stated_are_refused() throws Exception {
        for (int i = 0; i < MeshIngestion.MOST_SOURCES; i++) {
            assertThat(accept("s" + i, "a", "")).isEqualTo(new Durable(0));
        }
        assertThat(accept("other", "a", "")).isInstanceOf(Refused.class);
        assertThat(accept("s0", "b", "")).isEqualTo(new Durable(0));
    }

    private Receipt accept(String source, String id, String lines) throws Exception {
        return ingestion
                .accept(new Batch("acme", source, id, lines.getBytes(UTF_8)))
                .toCompletableFuture()
                .get(2, TimeUnit.MINUTES);
    }
}
