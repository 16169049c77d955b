package io.gabion.node.replay;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Lines;
import io.gabion.node.replay.Logs.Log;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.zip.ZipException;

/**
 * One file of a recording, line by line. A file that holds several logs one after the other, see {@link Logs}, is read as
 * those logs side by side, by time: so their events were written.
 */
public final class RecordedFile implements Closeable {
    /** A line that holds something; {@code at} is the running maximum of the file's event times, see {@link Jumps}. */
    public sealed interface Read {
        Instant at();

        record Seen(Instant at, Observation observation) implements Read {}

        record Dead(Instant at, DeadLetter letter) implements Read {}
    }

    private record Next(int part, Read read) {}

    private static final int HEAD = 64 << 10;

    private final String name;
    private final Format format;
    private final List<RecordedPart> parts;
    private final PriorityQueue<Next> next =
            new PriorityQueue<>(Comparator.comparing((Next n) -> n.read().at()).thenComparing(Next::part));
    private boolean begun;
    private Instant latest = Instant.MIN;

    private RecordedFile(String name, Format format, List<RecordedPart> parts) {
        this.name = name;
        this.format = format;
        this.parts = parts;
    }

    /**
     * @param format a name, or {@code auto} to decide by content
     * @param reference for times without a year: the file is not younger than this
     * @throws IllegalArgumentException if there is no such format
     */
    public static RecordedFile open(Path file, String name, String format, Instant reference) throws IOException {
        var modified = Files.getLastModifiedTime(file).toInstant();
        var newest = modified.isBefore(reference) ? modified : reference;
        Format how;
        if (format.equals("auto")) {
            how = Formats.detect(head(file), newest, file.getFileName().toString());
        } else {
            how = Formats.named(format)
                    .orElseThrow(() -> new IllegalArgumentException("--format " + format + ": no such format"));
        }
        var parts = new ArrayList<RecordedPart>();
        for (var log : how.holdsSeveralLogs() ? Logs.of(file, how) : List.of(Log.WHOLE)) {
            var own = parts.isEmpty() ? how : Formats.named(how.name()).orElseThrow();
            parts.add(new RecordedPart(name, own, log, new BufferedInputStream(Files.newInputStream(file), HEAD)));
        }
        return new RecordedFile(name, how, parts);
    }

    /** The first bytes; of a damaged file as many as can be had. */
    private static byte[] head(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return Lines.decompressed(in).readNBytes(HEAD);
        } catch (EOFException | ZipException e) {
            return new byte[0];
        }
    }

    public String name() {
        return name;
    }

    public String format() {
        return format.name();
    }

    public long lines() {
        return parts.stream().mapToLong(RecordedPart::lines).max().orElse(0);
    }

    public long observations() {
        return parts.stream().mapToLong(RecordedPart::observations).sum();
    }

    public long deadLetters() {
        return parts.stream().mapToLong(RecordedPart::deadLetters).sum();
    }

    /** The next line that holds something, or empty at the end. Waits for the disk. */
    public Optional<Read> next() {
        if (!begun) {
            begun = true;
            for (int i = 0; i < parts.size(); i++) {
                await(i);
            }
        }
        var taken = next.poll();
        if (taken == null) {
            return Optional.empty();
        }
        await(taken.part());
        latest = taken.read().at().isAfter(latest) ? taken.read().at() : latest;
        return Optional.of(
                switch (taken.read()) {
                    case Read.Seen(var _, var observation) -> new Read.Seen(latest, observation);
                    case Read.Dead(var _, var letter) -> new Read.Dead(latest, letter);
                });
    }

    private void await(int part) {
        parts.get(part).next().ifPresent(read -> next.add(new Next(part, read)));
    }

    @Override
    public void close() {
        parts.forEach(RecordedPart::close);
    }
}
