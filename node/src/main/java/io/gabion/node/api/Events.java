package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.view.Board;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of a tenant as server-sent events. The first event, {@code ready}, says that from here on nothing is
 * missed. A client too slow for its buffer is cut off; it connects again and asks for everything.
 */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final ContentType STREAM = ContentTypes.parse("text/event-stream");
    private static final int BUFFER = 256;

    private final ActorSystem<?> system;
    private final Board board;
    private final Duration heartbeat;

    Events(ActorSystem<?> system, Board board, Duration heartbeat) {
        this.system = system;
        this.board = board;
        this.heartbeat = heartbeat;
    }

    /** Streams for as long as the client listens and {@code welcome} holds. */
    HttpResponse of(String tenant, BooleanSupplier welcome) {
        var opened = Source.<ByteString>queue(BUFFER).preMaterialize(system);
        var queue = opened.first();
        AutoCloseable subscription = board.subscribe(tenant, change -> {
            if (queue.offer(event(change)) == QueueOfferResult.dropped()) {
                queue.fail(new IllegalStateException("the client is too slow"));
            }
        });
        queue.offer(ByteString.fromString("event: ready\ndata: {}\n\n"));
        Source<ByteString, ?> events = opened.second()
                .keepAlive(heartbeat, () -> ByteString.fromString(": still here\n\n"))
                .takeWhile(event -> welcome.getAsBoolean())
                .watchTermination(Keep.right())
                .mapMaterializedValue(end -> end.whenComplete((done, failure) -> close(subscription)));
        return Answers.secured(200)
                .addHeader(Answers.header("X-Accel-Buffering", "no"))
                .withEntity(HttpEntities.create(STREAM, events));
    }

    private static ByteString event(ObjectNode change) {
        return ByteString.fromString("event: change\ndata: ")
                .concat(ByteString.fromArrayUnsafe(Answers.bytes(change)))
                .concat(ByteString.fromString("\n\n", StandardCharsets.US_ASCII));
    }

    private static void close(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception failed) {
            LOG.warn("a subscription did not close: {}", failed.toString());
        }
    }
}
