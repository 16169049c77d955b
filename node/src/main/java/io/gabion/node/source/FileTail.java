package io.gabion.node.source;

import io.gabion.node.parse.Format;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one log file and brings its lines to the {@link Ingest}, each line once: it goes on at the last durable
 * position, finishes a rotated file before it takes the next one, and begins anew when the file is truncated. A batch is
 * brought until it is durable; only then the next one is read. A file that does not exist is waited for. Where something
 * may be lost there is a dead letter.
 */
public final class FileTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileTail.class);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

    private final Path path;
    private final String name;
    private final String source;
    private final Function<byte[], Format> formats;
    private final Limits limits;
    private final Stop stop = new Stop();
    private final Delivery delivery;
    private final Trail trail;
    private final AtomicReference<Counts> counts = new AtomicReference<>(new Counts(0, 0, 0));
    private final Thread thread;
    private TailPosition position = TailPosition.NONE;

    /** Durable lines since the start. @param read all, also those without an event */
    public record Counts(long read, long parsed, long dead) {}

    /**
     * @param name of the log in what is read from it
     * @param source of the log for the ingest
     * @param formats makes the parser of a file from its first bytes, at most 64 KiB
     */
    public FileTail(
            Path path, String name, String source, Ingest ingest, Function<byte[], Format> formats, Limits limits) {
        this.path = path.toAbsolutePath().normalize();
        this.name = name;
        this.source = source;
        this.formats = formats;
        this.limits = limits;
        this.delivery = new Delivery(source, ingest, limits, stop);
        this.trail = new Trail(this.path);
        this.thread = Thread.ofPlatform().daemon().name("tail " + name).unstarted(this::run);
    }

    /** Begins to read; once only. */
    public FileTail start() {
        thread.start();
        return this;
    }

    public Counts counts() {
        return counts.get();
    }

    /** Waits for the answer to the batch under way, if it comes soon, and for the end of the reading. */
    @Override
    public void close() {
        stop.call();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (var changes = new Changes(path.getParent(), stop)) {
            var stored = delivery.position();
            if (stored.isEmpty()) {
                return;
            }
            position = TailPosition.parse(stored.get()).orElseGet(() -> {
                LOG.warn("{}: not a position, {} is read from its start: {}", source, path, stored.get());
                return TailPosition.NONE;
            });
            while (!stop.isCalled()) {
                try {
                    follow(changes);
                } catch (IOException e) {
                    LOG.warn("{}: cannot read {}, trying again: {}", source, path, e.toString());
                    stop.pause(AFTER_ERROR);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the log and its successors until the stop or an error, or until a truncation calls for a new beginning. */
    private void follow(Changes changes) throws IOException, InterruptedException {
        changes.listen();
        var found = trail.resume(position);
        if (found.isEmpty()) {
            changes.await(limits.poll());
            return;
        }
        while (found.isPresent()) {
            try (var file = found.get().file()) {
                if (!isBuried(found.get())) {
                    return;
                }
                position = found.get().place();
                found = finish(new LineBatches(name, file, position, formats, limits), changes);
            }
        }
    }

    /** Reads one file until there is a successor; empty at the stop or at a truncation. */
    private Optional<Trail.Found> finish(LineBatches lines, Changes changes) throws IOException, InterruptedException {
        long rotated = 0;
        while (!stop.isCalled()) {
            var read = lines.read(position);
            if (!lines.isIntact()) {
                return Optional.empty();
            }
            if (read.isPresent()) {
                bring(read.get());
                continue;
            }
            if (trail.isRotated(position.inode())) {
                var next = trail.after(position);
                if (next.isPresent()) {
                    rotated = rotated == 0 ? System.nanoTime() : rotated;
                    boolean over =
                            System.nanoTime() - rotated >= limits.unfinished().toNanos();
                    if (isFinished(lines, over)) {
                        return next.map(n -> new Trail.Found(n.file(), n.place(), lines.damage()));
                    }
                    next.get().file().close();
                }
            }
            changes.listen();
            changes.await(limits.poll());
        }
        return Optional.empty();
    }

    /** Takes what was written before the successor was seen. */
    private boolean isFinished(LineBatches lines, boolean isOver) throws IOException, InterruptedException {
        for (var read = lines.read(position); read.isPresent(); read = lines.read(position)) {
            if (!bring(read.get())) {
                return false;
            }
        }
        if (lines.hasRest() && !isOver) {
            return false;
        }
        return !lines.hasRest() || bring(lines.rest(position));
    }

    /** What may be lost before {@code found} is a dead letter with the place of the first line that was not read. */
    private boolean isBuried(Trail.Found found) throws InterruptedException {
        if (found.gap().isEmpty()) {
            return true;
        }
        var place = new Source(name, position.line() + 1);
        LOG.warn("{}: {}: {}; see its dead letter", source, place, found.gap());
        var lines = new ParsedLines();
        lines.bury(place, found.gap(), new byte[0], 0, 0);
        return bring(lines.batch(position.key(found.place()), found.place().json()), found.place(), 1);
    }

    private boolean bring(LineBatches.Read read) throws InterruptedException {
        return bring(read.batch(), read.end(), read.end().line() - position.line());
    }

    private boolean bring(Ingest.Batch batch, TailPosition end, long read) throws InterruptedException {
        if (!delivery.bring(batch)) {
            return false;
        }
        position = end;
        int parsed = batch.observations().size();
        int dead = batch.deadLetters().size();
        counts.updateAndGet(c -> new Counts(c.read() + read, c.parsed() + parsed, c.dead() + dead));
        return true;
    }
}
