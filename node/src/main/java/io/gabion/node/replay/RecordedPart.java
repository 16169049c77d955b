package io.gabion.node.replay;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Lines;
import io.gabion.node.parse.Parsed;
import io.gabion.node.replay.Logs.Log;
import io.gabion.node.replay.RecordedFile.Read;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;

/** Some lines of a recorded file, read ahead one by one in a thread of its own; counts what becomes of each. */
final class RecordedPart implements Closeable {
    private static final int AHEAD = 4_096;
    private static final int EXCERPT = 800;

    private final String name;
    private final Format format;
    private final Log log;
    private final BlockingQueue<Optional<Read>> ahead = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader;
    private volatile IOException failure;
    private volatile long lines;
    private volatile long observations;
    private volatile long deadLetters;

    /** @param log the lines to read */
    RecordedPart(String name, Format format, Log log, InputStream in) {
        this.name = name;
        this.format = format;
        this.log = log;
        this.reader = Thread.ofVirtual().name("read " + name).start(() -> read(in));
    }

    long lines() {
        return lines;
    }

    long observations() {
        return observations;
    }

    long deadLetters() {
        return deadLetters;
    }

    /** The next line that holds something, or empty at the end. Waits for the disk. */
    Optional<Read> next() {
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
            if (!log.holds(number)) {
                return;
            }
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
        public void dead(long number, String reason, byte[] beginning) {
            if (!log.holds(number)) {
                return;
            }
            lines = number;
            bury(DeadLetter.of(new Source(name, number), reason, new String(beginning, StandardCharsets.UTF_8)));
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
