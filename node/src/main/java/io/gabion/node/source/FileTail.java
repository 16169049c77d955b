package io.gabion.node.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.parse.Format;
import io.gabion.node.parse.Parsed;
import io.gabion.node.source.Ingest.Batch;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one log file: reads what is new, brings it, and goes on only when that is durable. The position is journaled
 * with each batch, so a restart repeats and loses nothing. A renamed file is read to its end before the new one; one
 * that became shorter is read from its beginning.
 */
public final class FileTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileTail.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int CHUNK = 256 << 10;
    private static final int LONGEST = 1 << 20;
    private static final int EXCERPT = 800;

    /** How long a quiet file is left alone: a part of the time from a line to its effect. */
    private static final Duration LOOK = Duration.ofMillis(5);

    private static final Duration RETRY = Duration.ofMillis(200);

    /**
     * @param file the system's key of the file, which a rename keeps
     * @param round how often a file was read from its beginning: the same key and offsets are other lines then
     */
    record Position(String file, long round, long offset, long line) {}

    private final Path path;
    private final String source;
    private final Ingest ingest;
    private final Function<byte[], Format> formats;
    private final Thread thread;
    private volatile boolean closed;
    private RandomAccessFile open;
    private Position position;
    private Format format;

    /** Starts at once. @param formats gives a new parser for a file that begins like this */
    public FileTail(Path path, String source, Ingest ingest, Function<byte[], Format> formats) {
        this.path = path;
        this.source = source;
        this.ingest = ingest;
        this.formats = formats;
        this.thread = Thread.ofPlatform().name("tail " + source).start(this::run);
    }

    private void run() {
        try {
            resume();
            while (!closed) {
                if (!step()) {
                    Thread.sleep(LOOK);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release();
        }
    }

    private void resume() throws InterruptedException {
        while (!closed) {
            try {
                var text = ingest.position(source).toCompletableFuture().join();
                position = text.isEmpty() ? null : JSON.readValue(text, Position.class);
                return;
            } catch (CompletionException e) {
                Thread.sleep(RETRY);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the journaled position of " + source + " cannot be read", e);
            }
        }
    }

    /** Whether something was read. */
    private boolean step() throws InterruptedException {
        try {
            if (open == null && !opened()) {
                return false;
            }
            if (open.length() < position.offset()) {
                LOG.info("{} became shorter: read from its beginning", path);
                position = new Position(position.file(), position.round() + 1, 0, 0);
            }
            var read = read();
            if (!read && !key(path).equals(position.file())) {
                release();
                return true;
            }
            return read;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.warn("{} cannot be read, tried again: {}", path, e.toString());
            release();
            Thread.sleep(RETRY);
            return false;
        }
    }

    /** Opens the file that the position is in, under whatever name it has now, or else the one at the path. */
    private boolean opened() throws IOException {
        var before = position;
        var found = before == null ? null : named(before.file());
        if (found == null) {
            if (!Files.exists(path)) {
                return false;
            }
            if (before != null) {
                LOG.info("{}: the file that was read before is gone or replaced", path);
            }
            found = path;
            position = new Position(key(path), before == null ? 0 : before.round() + 1, 0, 0);
        }
        open = new RandomAccessFile(found.toFile(), "r");
        format = formats.apply(head());
        // The path may have been renamed between the look and the opening.
        if (found.equals(path) && !key(path).equals(position.file())) {
            release();
            position = before;
            return false;
        }
        return true;
    }

    private byte[] head() throws IOException {
        var bytes = new byte[(int) Math.min(CHUNK, open.length())];
        open.readFully(bytes);
        return bytes;
    }

    private Path named(String file) throws IOException {
        if (Files.exists(path) && key(path).equals(file)) {
            // A finished file at the path stays the current one.
            return path;
        }
        try (var siblings = Files.newDirectoryStream(path.toAbsolutePath().getParent(), path.getFileName() + "*")) {
            for (var sibling : siblings) {
                if (key(sibling).equals(file) && Files.size(sibling) > position.offset()) {
                    return sibling;
                }
            }
        }
        return null;
    }

    private static String key(Path file) throws IOException {
        return String.valueOf(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    /** Brings the whole lines that are there, at most {@value #CHUNK} bytes or one long line. */
    private boolean read() throws IOException, InterruptedException {
        var bytes = chunk(CHUNK);
        int end = lastLineFeed(bytes);
        if (end < 0 && bytes.length == CHUNK) {
            bytes = chunk(LONGEST + 1);
            end = lastLineFeed(bytes);
            if (end < 0 && bytes.length > LONGEST) {
                return skipLongLine(bytes);
            }
        }
        if (end < 0) {
            return false;
        }
        var observations = new ArrayList<Observation>();
        var deadLetters = new ArrayList<DeadLetter>();
        long line = position.line();
        int start = 0;
        for (int i = 0; i <= end; i++) {
            if (bytes[i] == '\n') {
                parse(bytes, start, i - start, ++line, observations, deadLetters);
                start = i + 1;
            }
        }
        bring(
                new Position(position.file(), position.round(), position.offset() + end + 1, line),
                observations,
                deadLetters);
        return true;
    }

    private byte[] chunk(int most) throws IOException {
        open.seek(position.offset());
        var bytes = new byte[(int) Math.min(most, Math.max(0, open.length() - position.offset()))];
        open.readFully(bytes);
        return bytes;
    }

    private static int lastLineFeed(byte[] bytes) {
        int end = bytes.length - 1;
        while (end >= 0 && bytes[end] != '\n') {
            end--;
        }
        return end;
    }

    /** Looks for the end of the line in bounded memory; an unfinished one is looked at again. */
    private boolean skipLongLine(byte[] head) throws IOException, InterruptedException {
        open.seek(position.offset());
        var block = new byte[CHUNK];
        long at = position.offset();
        for (int n = open.read(block); n > 0; n = open.read(block)) {
            for (int i = 0; i < n; i++) {
                if (block[i] == '\n') {
                    var text = new String(head, 0, EXCERPT, StandardCharsets.UTF_8);
                    var place = new Source(source, position.line() + 1);
                    var letter = DeadLetter.of(place, "line longer than " + LONGEST + " bytes", text);
                    bring(
                            new Position(position.file(), position.round(), at + i + 1, position.line() + 1),
                            List.of(),
                            List.of(letter));
                    return true;
                }
            }
            at += n;
        }
        return false;
    }

    private void parse(byte[] bytes, int from, int length, long number, List<Observation> seen, List<DeadLetter> dead) {
        var place = new Source(source, number);
        switch (format.parse(place, bytes, from, length)) {
            case Parsed.Seen(var observation) -> seen.add(observation);
            case Parsed.Dead(var reason) ->
                dead.add(DeadLetter.of(
                        place, reason, new String(bytes, from, Math.min(length, EXCERPT), StandardCharsets.UTF_8)));
            case Parsed.Skipped _ -> {}
        }
    }

    private void bring(Position next, List<Observation> observations, List<DeadLetter> deadLetters)
            throws InterruptedException, IOException {
        var key = position.file() + ":" + position.round() + ":" + position.offset() + ":" + next.offset();
        var batch = new Batch(key, JSON.writeValueAsString(next), observations, deadLetters);
        while (!closed) {
            if (ingest.bring(source, batch).toCompletableFuture().join()) {
                position = next;
                return;
            }
            Thread.sleep(RETRY);
        }
    }

    private void release() {
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("closing {}", path, e);
            }
            open = null;
        }
    }

    /** Stops before the next batch; one that is under way is finished. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
