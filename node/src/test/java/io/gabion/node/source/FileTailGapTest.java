package io.gabion.node.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several rotations while nobody reads: what is still there is read, compressed or not, and what is not is said. */
class FileTailGapTest {
    private static final DeadLetter GONE = new DeadLetter(new Source("app.log", 2), Trail.GONE, "");

    @TempDir
    Path directory;

    private LogScene log;

    @BeforeEach
    void read_a_line_and_stop() {
        log = new LogScene(directory);
        log.append("one\n");
        log.age(Duration.ofHours(1));
        log.start();
        log.expect("one");
        log.stop();
    }

    @AfterEach
    void stop() {
        log.stop();
    }

    @Test
    void finishes_the_last_file_after_it_was_compressed_and_reads_those_after_it() {
        rotateTwice();
        log.compress(log.rotated(2));
        log.start();
        log.expect("one", "two", "three", "four");
        assertThat(log.ingest.deadLetters()).isEmpty();
        assertThat(log.ingest.observations().get(1).source()).isEqualTo(new Source("app.log", 2));
    }

    @Test
    void goes_on_in_the_middle_of_a_compressed_file() {
        log.append(LogScene.lines(0, 50_000));
        log.rotate();
        log.compress(log.rotated(1));
        log.append("last\n");
        log.ingest.refuseFrom(20);
        log.start();
        await().atMost(LogScene.PATIENCE).until(() -> log.ingest.texts().size() > 10_000);
        log.stop();
        log.ingest.refuseFrom(Integer.MAX_VALUE);
        log.start();
        await().atMost(LogScene.PATIENCE).until(() -> log.ingest.texts().contains("last"));
        assertThat(log.ingest.texts()).hasSize(50_002).doesNotHaveDuplicates();
        assertThat(log.ingest.deadLetters()).isEmpty();
    }

    @Test
    void reads_compressed_files_that_were_never_read() {
        rotateTwice();
        log.rotate();
        log.compress(log.rotated(3));
        log.compress(log.rotated(2));
        log.append("five\n");
        log.start();
        log.expect("one", "two", "three", "four", "five");
        assertThat(log.ingest.deadLetters()).isEmpty();
    }

    @Test
    void begins_with_the_oldest_file_that_was_never_read_when_the_last_one_is_gone() throws IOException {
        rotateTwice();
        Files.delete(log.rotated(2));
        log.start();
        log.expect("one", "three", "four");
        assertThat(log.ingest.deadLetters()).containsExactly(GONE);
        await().atMost(LogScene.PATIENCE).until(() -> log.tail().counts().equals(new FileTail.Counts(3, 2, 1)));
        log.stop();
        log.append("five\n");
        log.start();
        log.expect("one", "three", "four", "five");
        assertThat(log.ingest.deadLetters()).containsExactly(GONE);
    }

    @Test
    void says_what_is_lost_in_a_file_that_it_cannot_unpack() throws IOException {
        rotateTwice();
        Files.move(log.rotated(2), directory.resolve("app.log.2.xz"));
        log.start();
        log.expect("one", "three", "four");
        assertThat(log.ingest.deadLetters()).containsExactly(GONE);
    }

    @Test
    void does_the_same_with_files_that_are_named_by_their_dates() throws IOException {
        log.append("two\n");
        var first = directory.resolve("app.log-20260130");
        Files.move(log.path(), first);
        log.append("three\n");
        Files.move(log.path(), directory.resolve("app.log-20260131"));
        log.compress(first);
        log.append("four\n");
        log.start();
        log.expect("one", "two", "three", "four");
        assertThat(log.ingest.deadLetters()).isEmpty();
    }

    @Test
    void does_not_read_again_what_is_older_than_the_file_that_is_gone() throws IOException {
        Files.writeString(log.rotated(1), "zero\n");
        Files.setLastModifiedTime(log.rotated(1), FileTime.from(Instant.EPOCH.plusSeconds(1)));
        rotateTwice();
        Files.delete(log.rotated(2));
        log.start();
        log.expect("one", "three", "four");
    }

    @Test
    void finishes_the_compressed_copy_of_a_log_that_was_copied_and_truncated_twice() throws IOException {
        log.append("two\n");
        Files.copy(log.path(), log.rotated(2));
        log.compress(log.rotated(2));
        log.write("three\n");
        Files.copy(log.path(), log.rotated(1));
        log.write("four\n");
        log.start();
        log.expect("one", "two", "three", "four");
        assertThat(log.ingest.deadLetters()).isEmpty();
    }

    @Test
    void says_what_a_truncation_without_a_copy_may_have_cost() {
        log.write("other\n");
        log.start();
        log.expect("one", "other");
        assertThat(log.ingest.deadLetters())
                .containsExactly(new DeadLetter(new Source("app.log", 2), Trail.TRUNCATED, ""));
    }

    @Test
    void reads_a_truncated_compressed_file_as_far_as_it_goes_and_says_so() throws IOException {
        var noise = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            log.append(Long.toHexString(noise.nextLong()) + "\n");
        }
        rotateTwice();
        log.compress(log.rotated(2));
        var packed = directory.resolve("app.log.2.gz");
        var modified = Files.getLastModifiedTime(packed);
        var bytes = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(bytes, bytes.length / 2));
        Files.setLastModifiedTime(packed, modified);
        log.start();
        await().atMost(LogScene.PATIENCE).until(() -> log.ingest.texts().contains("four"));
        assertThat(log.ingest.texts()).hasSizeGreaterThan(5_000).endsWith("three", "four");
        assertThat(log.ingest.deadLetters().getLast().reason()).isEqualTo("the gzip data is damaged or ends early");
    }

    @Test
    void reads_what_was_rotated_twice_while_the_intake_took_nothing() {
        log.ingest.refuse(Integer.MAX_VALUE);
        int before = log.ingest.broughtKeys().size();
        log.append("two\n");
        log.start();
        await().atMost(LogScene.PATIENCE).until(() -> log.ingest.broughtKeys().size() > before);
        log.rotate();
        log.append("three\n");
        log.rotate();
        log.compress(log.rotated(2));
        log.append("four\n");
        log.ingest.refuse(0);
        log.expect("one", "two", "three", "four");
        assertThat(log.ingest.deadLetters()).isEmpty();
    }

    @Test
    void goes_on_from_a_position_without_a_time() throws IOException {
        var old = withoutTime(log.ingest.lastPosition());
        log.ingest.remember(old);
        log.append("two\n");
        log.rotate();
        log.append("three\n");
        log.start();
        log.expect("one", "two", "three");
        log.stop();
        log.ingest.remember(old);
        log.rotate();
        log.append("four\n");
        Files.delete(log.rotated(2));
        log.start();
        // without a time nobody knows which of the rotated files were read
        log.expect("one", "two", "three", "four");
        assertThat(log.ingest.deadLetters()).containsExactly(GONE);
    }

    private void rotateTwice() {
        log.append("two\n");
        log.rotate();
        log.append("three\n");
        log.rotate();
        log.append("four\n");
    }

    private static String withoutTime(String position) throws IOException {
        var json = new JsonMapper();
        var read = (ObjectNode) json.readTree(position);
        assertThat(read.remove("modified")).isNotNull();
        return json.writeValueAsString(read);
    }
}
