package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading one file: what is appended, once and in order, each batch until it is durable. */
class FileTailTest {
    @TempDir
    Path directory;

    private LogScene log;

    @BeforeEach
    void name_the_log() {
        log = new LogScene(directory);
    }

    @AfterEach
    void stop() {
        log.stop();
    }

    @Test
    void brings_what_is_there_and_what_is_appended() throws IOException {
        log.append("one\ntwo\n");
        log.start();
        log.expect("one", "two");
        log.append("three\n");
        log.expect("one", "two", "three");
        assertThat(log.ingest.observations())
                .extracting(o -> o.source())
                .containsExactly(new Source("app.log", 1), new Source("app.log", 2), new Source("app.log", 3));
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_line() throws IOException {
        Files.writeString(log.path(), "\ufeff#title\none\n");
        log.start();
        log.expect("one");
        log.stop();
        log.append("two\n");
        log.start();
        log.expect("one", "two");
        assertThat(log.ingest.deadLetters()).isEmpty();
        assertThat(log.ingest.observations())
                .allSatisfy(o -> assertThat(o.fields()).containsEntry("title", "title"));
    }

    @Test
    void every_line_that_is_not_utf_8_by_its_mark_is_a_dead_letter_that_names_its_encoding() throws IOException {
        Files.write(log.path(), "\ufeffone\ntwo\n".getBytes(UTF_16LE));
        log.start();
        await().atMost(LogScene.PATIENCE)
                .untilAsserted(() -> assertThat(log.ingest.deadLetters())
                        .hasSize(2)
                        .allSatisfy(letter -> assertThat(letter.reason()).contains("UTF-16LE")));
        assertThat(log.ingest.observations()).isEmpty();
    }

    @Test
    void wakes_soon_after_an_append() {
        log.append("one\n");
        log.start(LogScene.withPoll(Duration.ofMinutes(1)));
        log.expect("one");
        log.append("two\n");
        log.expect("one", "two");
    }

    @Test
    void waits_for_the_end_of_a_line() throws IOException {
        log.append("one\npar");
        log.start();
        log.expect("one");
        log.append("tial");
        log.append("\nthree\n");
        log.expect("one", "partial", "three");
    }

    @Test
    void waits_for_a_file_and_a_directory_that_do_not_exist_yet() throws IOException {
        log = new LogScene(directory.resolve("later"));
        log.start();
        Files.createDirectory(log.path().getParent());
        log.append("one\n");
        log.expect("one");
    }

    @Test
    void goes_on_where_it_stopped() throws IOException {
        log.append("#title\none\n");
        log.start();
        log.expect("one");
        log.stop();
        log.append("two\n");
        log.start();
        log.expect("one", "two");
        assertThat(log.ingest.observations().get(1).source()).isEqualTo(new Source("app.log", 3));
        assertThat(log.ingest.observations().get(1).fields()).containsEntry("title", "title");
    }

    @Test
    void brings_a_refused_batch_again() throws IOException {
        log.ingest.refuse(3);
        log.append("one\n");
        log.start();
        log.expect("one");
        assertThat(log.ingest.broughtKeys())
                .hasSize(4)
                .containsOnly(log.ingest.broughtKeys().getFirst());
    }

    @Test
    void brings_a_batch_whose_answer_was_lost_under_the_same_key() throws IOException {
        log.ingest.loseAnswers(1);
        log.append("one\n");
        log.start();
        await().until(() -> log.tail().counts().read() == 1);
        log.append("two\n");
        log.expect("one", "two");
        assertThat(log.ingest.broughtKeys()).hasSize(3);
    }

    @Test
    void brings_the_next_batch_only_when_the_one_before_is_durable() throws IOException {
        log.ingest.hold();
        log.append(LogScene.lines(0, 2_500));
        log.start();
        await().until(() -> log.ingest.texts().size() == 1_000);
        await().during(Duration.ofMillis(100)).until(() -> log.ingest.texts().size() == 1_000);
        log.ingest.release();
        log.expect(LogScene.numbered(2_500));
        assertThat(log.ingest.durable).extracting(b -> b.observations().size()).containsExactly(1_000, 1_000, 500);
    }

    @Test
    void skips_a_giant_line() throws IOException {
        log.append("one\n" + "x".repeat(3 << 20) + "\n" + "y".repeat((1 << 20) + 1) + "\n" + "z".repeat(1 << 20)
                + "\ntwo\n");
        log.start();
        await().until(() -> log.ingest.texts().size() == 3);
        assertThat(log.ingest.texts().get(1)).hasSize(1 << 20);
        assertThat(log.ingest.deadLetters())
                .extracting(DeadLetter::source)
                .containsExactly(new Source("app.log", 2), new Source("app.log", 3));
        assertThat(log.ingest.deadLetters())
                .extracting(DeadLetter::excerpt)
                .containsExactly("x".repeat(200), "y".repeat(200));
    }

    @Test
    void survives_binary_garbage_and_a_broken_parser() throws IOException {
        var garbage = new byte[300_000];
        new Random(7).nextBytes(garbage);
        Files.write(log.path(), garbage);
        log.append("\nthrow\nlast\n");
        log.start();
        await().until(() -> log.ingest.texts().contains("last"));
        long newlines = IntStream.range(0, garbage.length)
                        .filter(i -> garbage[i] == '\n')
                        .count()
                + 3;
        await().until(() -> log.tail().counts().read() == newlines);
        var counts = log.tail().counts();
        assertThat(counts.parsed() + counts.dead()).isLessThanOrEqualTo(counts.read());
        assertThat(log.ingest.deadLetters())
                .extracting(DeadLetter::reason)
                .contains("the parser failed: IllegalStateException");
    }

    @Test
    void stops_while_a_batch_is_refused() throws IOException {
        log.ingest.refuse(Integer.MAX_VALUE);
        log.append("one\n");
        log.start();
        await().until(() -> !log.ingest.broughtKeys().isEmpty());
        log.stop();
        assertThat(log.ingest.lastPosition()).isEmpty();
    }
}
