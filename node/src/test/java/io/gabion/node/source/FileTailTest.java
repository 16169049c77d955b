package io.gabion.node.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.parse.Formats;
import io.gabion.protocol.observation.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailTest {
    private static final Instant NOW = Instant.parse("2026-01-03T00:00:00Z");

    @TempDir
    Path folder;

    /** Remembers as an intake does: a batch once, by its key, and the position of the last one. */
    private static final class RecordingIngest implements Ingest {
        final List<Batch> batches = new CopyOnWriteArrayList<>();
        volatile int refusals;

        @Override
        public CompletionStage<Boolean> bring(String source, Batch batch) {
            if (refusals > 0) {
                refusals--;
                return CompletableFuture.completedFuture(false);
            }
            if (batches.stream().noneMatch(b -> b.key().equals(batch.key()))) {
                batches.add(batch);
            }
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<String> position(String source) {
            return CompletableFuture.completedFuture(
                    batches.isEmpty() ? "" : batches.getLast().position());
        }

        List<String> users() {
            return batches.stream()
                    .flatMap(b -> b.observations().stream())
                    .map(Observation::authentication)
                    .map(a -> a.account().replace("@web1", ""))
                    .toList();
        }
    }

    private final RecordingIngest ingest = new RecordingIngest();

    @Test
    void what_is_appended_is_brought_once_and_in_order() throws Exception {
        var log = log("auth.log");
        try (var _ = tail(log)) {
            append(log, line(1) + line(2));
            append(log, line(3).substring(0, 20));
            awaitUsers(2);
            append(log, line(3).substring(20));
            awaitUsers(3);
        }
    }

    @Test
    void a_refused_batch_is_brought_again() throws Exception {
        var log = log("auth.log");
        ingest.refusals = 2;
        append(log, line(1));
        try (var _ = tail(log)) {
            awaitUsers(1);
        }
    }

    @Test
    void a_renamed_file_is_read_to_its_end_before_the_new_one() throws Exception {
        var log = log("auth.log");
        try (var _ = tail(log)) {
            append(log, line(1));
            awaitUsers(1);
            Files.move(log, folder.resolve("auth.log.1"));
            append(folder.resolve("auth.log.1"), line(2));
            append(log, line(3));
            awaitUsers(3);
        }
    }

    @Test
    void nothing_is_lost_or_repeated_where_it_stopped_and_the_file_was_renamed_meanwhile() throws Exception {
        var log = log("auth.log");
        append(log, line(1));
        try (var _ = tail(log)) {
            awaitUsers(1);
        }
        append(log, line(2));
        Files.move(log, folder.resolve("auth.log.1"));
        append(log, line(3));
        try (var _ = tail(log)) {
            awaitUsers(3);
        }
    }

    @Test
    void a_truncated_file_is_read_from_its_beginning() throws Exception {
        var log = log("auth.log");
        append(log, line(1) + line(2));
        try (var _ = tail(log)) {
            awaitUsers(2);
            Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            await().during(Duration.ofMillis(100)).until(() -> ingest.users().size() == 2);
            append(log, line(3));
            awaitUsers(3);
        }
    }

    @Test
    void lines_of_the_same_length_after_a_truncation_are_not_taken_for_the_old_ones() throws Exception {
        var log = log("auth.log");
        append(log, line(1));
        try (var _ = tail(log)) {
            awaitUsers(1);
            Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            await().during(Duration.ofMillis(100)).until(() -> ingest.users().size() == 1);
            append(log, line(2));
            awaitUsers(2);
        }
    }

    @Test
    void a_giant_line_is_a_dead_letter_and_the_rest_goes_on() throws Exception {
        var log = log("auth.log");
        append(log, line(1) + "x".repeat(3 << 20) + "\n" + line(2));
        try (var _ = tail(log)) {
            awaitUsers(2);
        }
        assertThat(ingest.batches.stream().flatMap(b -> b.deadLetters().stream()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.source().line()).isEqualTo(2));
    }

    private FileTail tail(Path log) {
        return new FileTail(log, "auth.log", ingest, head -> Formats.detect(head, NOW, "auth.log"));
    }

    private void awaitUsers(int count) {
        var expected = IntStream.rangeClosed(1, count).mapToObj(n -> "u" + n).toList();
        await().untilAsserted(() -> assertThat(ingest.users()).isEqualTo(expected));
    }

    private Path log(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }

    private static void append(Path log, String text) throws IOException {
        Files.write(log, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(int n) {
        return "Jan  2 03:04:05 web1 sshd[1%d]: Failed password for u%d from 203.0.113.7 port 40%02d ssh2\n"
                .formatted(n, n, n);
    }
}
