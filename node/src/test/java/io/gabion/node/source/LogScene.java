package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** A log {@code app.log}, its writer, and a tail that brings its lines to {@link #ingest}. */
final class LogScene {
    private static final Limits LIMITS = new Limits(
            1_000,
            256 << 10,
            1 << 20,
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(10));

    /** For a slow machine with much else to do. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final RecordingIngest ingest = new RecordingIngest();
    private final Path path;
    private FileTail tail;

    LogScene(Path directory) {
        path = directory.resolve("app.log");
    }

    Path path() {
        return path;
    }

    FileTail tail() {
        return tail;
    }

    void start() {
        start(LIMITS);
    }

    void start(Limits limits) {
        tail = new FileTail(path, "app.log", "s", ingest, head -> new TextFormat(), limits).start();
    }

    void stop() {
        if (tail != null) {
            tail.close();
        }
    }

    static Limits withPoll(Duration poll) {
        return new Limits(
                LIMITS.batchLines(),
                LIMITS.batchBytes(),
                LIMITS.lineBytes(),
                poll,
                LIMITS.unfinished(),
                LIMITS.firstRetry(),
                LIMITS.lastRetry(),
                LIMITS.answer());
    }

    void expect(String... texts) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(differing(List.of(texts))).isEmpty());
    }

    /** What is there and what should be, from the first difference on. */
    private String differing(List<String> expected) {
        var texts = ingest.texts();
        if (texts.equals(expected)) {
            return "";
        }
        int at = 0;
        while (at < texts.size() && at < expected.size() && texts.get(at).equals(expected.get(at))) {
            at++;
        }
        return at + ": " + texts.subList(at, Math.min(texts.size(), at + 5)) + " instead of "
                + expected.subList(at, Math.min(expected.size(), at + 5));
    }

    static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toArray(String[]::new);
    }

    static String lines(int from, int to) {
        var text = new StringBuilder();
        IntStream.range(from, to).forEach(i -> text.append("line ").append(i).append('\n'));
        return text.toString();
    }

    void append(String text) {
        put(text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** In place of what the file held, in the same file. */
    void write(String text) {
        put(text, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private void put(String text, StandardOpenOption... options) {
        try {
            Files.writeString(path, text, ISO_8859_1, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path rotated(int number) {
        return path.resolveSibling("app.log." + number);
    }

    /** As logrotate does: the oldest first. */
    void rotate() {
        try {
            for (int i = 30; i > 0; i--) {
                var from = i == 1 ? path : rotated(i - 1);
                if (Files.exists(from)) {
                    Files.move(from, rotated(i));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As logrotate and gzip do: the time stays what it was. */
    void compress(Path file) {
        try {
            var packed = file.resolveSibling(file.getFileName() + ".gz");
            try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                Files.copy(file, out);
            }
            Files.setLastModifiedTime(packed, Files.getLastModifiedTime(file));
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever is written from now on is later, even where the file system's clock ticks slowly. */
    void age(Duration time) {
        try {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(time)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
