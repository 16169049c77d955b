package io.gabion.node.replay;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Lines;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** One file of a recording, read line by line; counts what becomes of each line. */
public final class RecordedFile implements Closeable {
    /** A line that holds something; {@code at} is the running maximum of the file's event times. */
    public sealed interface Read {
        Instant at();

        record Seen(Instant at, Observation observation) implements Read {}

        record Dead(Instant at, DeadLetter letter) implements Read {}
    }

    private final String name;
    private final Lines lines;
    private final Format format;
    private Instant latest = Instant.EPOCH;
    private long observations;
    private long deadLetters;

    private RecordedFile(String name, Lines lines, Format format) {
        this.name = name;
        this.lines = lines;
        this.format = format;
    }

    /**
     * @param format a name, or {@code auto} to decide by content
     * @param reference for times without a year: the file is not younger than this
     */
    public static RecordedFile open(Path file, String name, String format, Instant reference) throws IOException {
        var lines = Lines.open(Files.newInputStream(file));
        var modified = Files.getLastModifiedTime(file).toInstant();
        var newest = modified.isBefore(reference) ? modified : reference;
        var how = format.equals("auto")
                ? Formats.detect(lines.peek(), newest, file.getFileName().toString())
                : Formats.named(format, newest);
        return new RecordedFile(name, lines, how);
    }

    public String name() {
        return name;
    }

    public String format() {
        return format.name();
    }

    public long lines() {
        return lines.number();
    }

    public long observations() {
        return observations;
    }

    public long deadLetters() {
        return deadLetters;
    }

    /** The next line that holds something, or empty at the end. */
    public Optional<Read> next() {
        try {
            while (lines.next()) {
                var source = new Source(name, lines.number());
                var parsed = lines.fault().<Parsed>map(Parsed.Dead::new)
                        .orElseGet(() -> format.parse(source, lines.bytes(), lines.offset(), lines.length()));
                switch (parsed) {
                    case Parsed.Skipped _ -> {}
                    case Parsed.Seen(var observation) -> {
                        observations++;
                        latest = observation.time().isAfter(latest) ? observation.time() : latest;
                        return Optional.of(new Read.Seen(latest, observation));
                    }
                    case Parsed.Dead(var reason) -> {
                        deadLetters++;
                        return Optional.of(new Read.Dead(latest, DeadLetter.of(source, reason, text())));
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(name + ":" + lines.number() + ": " + e.getMessage(), e);
        }
    }

    private String text() {
        return new String(lines.bytes(), lines.offset(), Math.min(lines.length(), 800), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
