package io.gabion.node.replay;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Lines;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipException;

/** One file of a recording, read ahead line by line in a thread of its own; counts what becomes of each line. */
public final class RecordedFile implements Closeable {
    /** A line that holds something; {@code at} is the running maximum of the file's event times, see {@link Jumps}. */
    public sealed interface Read {
        Instant at();

        record Seen(Instant at, Observation observation) implements Read {}

        record Dead(Instant at, DeadLetter letter) implements Read {}
    }

    private static final int AHEAD = 4_096;
    private static final int HEAD = 64 << 10;
    private static final int EXCERPT = 800;

    private final String name;
    private final Format format;
    private final BlockingQueue<Optional<Read>> ahead = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader;
    private volatile IOException failure;
    private volatile long lines;
    private volatile long observations;
    private volatile long deadLetters;

    private RecordedFile(String name, Format format, InputStream in) {
        this.name = name;
        this.format = format;
        this.reader = Thread.ofVirtual().name("read " + name).start(() -> read(in));
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
        return new RecordedFile(name, how, new BufferedInputStream(Files.newInputStream(file), HEAD));
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
        return lines;
    }

    public long observations() {
        return observations;
    }

    public long deadLetters() {
        return deadLetters;
    }

    /** The next line that holds something, or empty at the end. Waits for the disk. */
    public Optional<Read> next() {
        try {
            var read = ahead.take();
            if (read.isEmpty() && failure != null) {
                throw new UncheckedIOException(new IOException(name + ":" + lines + ": " + failure.getMessage()));
            }
            return read;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading " + name, e);
        }
    }

    private void read(InputStream in) {
        try (in) {
            var parsing = new Parsing();
            new Lines().read(in, parsing);
            parsing.jumps.end();
        } catch (IOException e) {
            failure = e;
        } catch (CancellationException e) {
            return;
        }
        put(Optional.empty());
    }

    private void put(Optional<Read> read) {
        try {
            ahead.put(read);
        } catch (InterruptedException e) {
            throw new CancellationException("closed");
        }
    }

    private final class Parsing implements Lines.Sink {
        private final Jumps jumps = new Jumps(read -> put(Optional.of(read)));

        @Override
        public void line(long number, byte[] bytes, int offset, int length) {
            lines = number;
            var source = new Source(name, number);
            switch (format.parse(source, bytes, offset, length)) {
                case Parsed.Skipped _ -> {}
                case Parsed.Seen(var observation) -> {
                    observations = observations + 1;
                    jumps.seen(observation);
                }
                case Parsed.Dead(var reason) -> {
                    var text = new String(bytes, offset, Math.min(length, EXCERPT), StandardCharsets.UTF_8);
                    bury(DeadLetter.of(source, reason, text));
                }
            }
        }

        @Override
        public void dead(long number, String reason) {
            lines = number;
            bury(DeadLetter.of(new Source(name, number), reason, ""));
        }

        private void bury(DeadLetter letter) {
            deadLetters = deadLetters + 1;
            jumps.dead(letter);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
