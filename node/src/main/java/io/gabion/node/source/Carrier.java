package io.gabion.node.source;

import io.gabion.node.parse.Format;
import io.gabion.protocol.observation.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the messages of one mailbag to the ingest, in order, in batches that are cut by number, by size or after
 * {@link #LINGER}. A batch is brought until it is durable; only then the next one is taken.
 */
final class Carrier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);
    private static final Duration LINGER = Duration.ofMillis(200);

    /** How long what was received before the stop may take to become durable. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final String name;
    private final String source;
    private final Mailbag bag;
    private final Format format;
    private final Supplier<String> cursor;
    private final Limits limits;
    private final Delivery delivery;
    private final String start;
    private final Stop stop = new Stop();
    private final CompletableFuture<StreamPosition> resumed = new CompletableFuture<>();
    private final Thread thread;
    private volatile StreamPosition position = StreamPosition.NONE;
    private volatile boolean closing;

    /**
     * @param name of the source in what is read from it
     * @param cursor where the source goes on after the line that {@code format} has read last; empty if it does not know
     * @param start tells the batches of this start from those of others
     */
    Carrier(
            String name,
            String source,
            Mailbag bag,
            Format format,
            Supplier<String> cursor,
            Ingest ingest,
            Limits limits,
            String start) {
        this.name = name;
        this.source = source;
        this.bag = bag;
        this.format = format;
        this.cursor = cursor;
        this.limits = limits;
        this.delivery = new Delivery(source, ingest, limits, stop);
        this.start = start;
        this.thread = Thread.ofPlatform().daemon().name("carry " + name).start(this::run);
    }

    /** After the last durable batch. Waits until it is known. */
    StreamPosition position() throws InterruptedException {
        try {
            resumed.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return position;
    }

    private void run() {
        try {
            var stored = delivery.position();
            if (stored.isPresent()) {
                position = StreamPosition.parse(stored.get()).orElseGet(() -> {
                    LOG.warn("{}: not a position, counted from 1 again: {}", source, stored.get());
                    return StreamPosition.NONE;
                });
                resumed.complete(position);
            }
            while (!stop.isCalled() && !(closing && bag.isEmpty())) {
                var messages = bag.take(limits.batchLines(), limits.batchBytes(), LINGER);
                if (!messages.isEmpty() && carry(messages)) {
                    bag.delivered(messages);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean carry(List<Mailbag.Message> messages) throws InterruptedException {
        var lines = new ParsedLines();
        long number = position.number();
        for (var message : messages) {
            var place = new Source(message.from().isEmpty() ? name : name + "/" + message.from(), ++number);
            if (message.fault().isEmpty()) {
                lines.parse(format, place, message.text(), 0, message.text().length);
            } else {
                lines.bury(place, message.fault(), message.text(), 0, message.text().length);
            }
        }
        var reached = cursor.get();
        var next = new StreamPosition(number, reached.isEmpty() ? position.cursor() : reached);
        var key = start + ":" + position.number();
        if (!delivery.bring(lines.batch(key, next.json()))) {
            return false;
        }
        position = next;
        return true;
    }

    /** Carries what is in the bag, as far as that is possible soon. Nothing may be put into it any more. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(LAST);
            stop.call();
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
