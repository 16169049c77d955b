package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.api.Ingestion.Batch;
import io.gabion.node.api.Ingestion.Busy;
import io.gabion.node.api.Ingestion.Durable;
import io.gabion.node.api.Ingestion.Receipt;
import io.gabion.node.api.Ingestion.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Takes in batches of lines. A batch is too large by its declared size, by the bytes that arrive, or by the bytes it
 * unpacks to, and is refused before anything reads a line of it. Only so many batches are in memory at a time.
 */
final class Batches {
    static final long MOST_SENT = 8L << 20;
    static final long MOST_UNPACKED = 64L << 20;
    private static final int MOST_AT_ONCE = 16;
    private static final long PATIENCE_MILLIS = 30_000;

    private final ActorSystem<?> system;
    private final Ingestion ingestion;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    Batches(ActorSystem<?> system, Ingestion ingestion) {
        this.system = system;
        this.ingestion = ingestion;
    }

    CompletionStage<HttpResponse> take(HttpRequest request, String tenant, String source) {
        String key = Gate.idempotencyKey(request);
        boolean packed = isPacked(request);
        if (request.entity().getContentLengthOption().orElse(0) > MOST_SENT) {
            throw tooLarge();
        }
        if (!room.tryAcquire()) {
            throw busy(1);
        }
        try {
            return request.entity()
                    .withSizeLimit(MOST_SENT)
                    .toStrict(PATIENCE_MILLIS, system)
                    .thenApply(body -> {
                        byte[] sent = body.getData().toArray();
                        return new Batch(tenant, source, key, packed ? unpack(sent) : sent);
                    })
                    .thenCompose(ingestion::accept)
                    .thenApply(Batches::answer)
                    .exceptionally(Batches::explain)
                    .whenComplete((answer, failure) -> room.release());
        } catch (RuntimeException failed) {
            room.release();
            throw failed;
        }
    }

    /** Lets go of a body nobody will read; the connection closes after the answer. */
    static void leaveUnread(HttpRequest request, ActorSystem<?> system) {
        if (!request.entity().isStrict()) {
            request.entity().getDataBytes().runWith(Sink.cancelled(), system);
        }
    }

    private static boolean isPacked(HttpRequest request) {
        return switch (Gate.header(request, "Content-Encoding").toLowerCase(Locale.ROOT)) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default -> throw new Refusal(415, "a batch comes plain or as gzip");
        };
    }

    private static byte[] unpack(byte[] sent) {
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream(Math.max(1024, 4 * sent.length));
        byte[] piece = new byte[1 << 16];
        try (GZIPInputStream lines = new GZIPInputStream(new ByteArrayInputStream(sent), piece.length)) {
            for (int read = lines.read(piece); read >= 0; read = lines.read(piece)) {
                if (unpacked.size() + (long) read > MOST_UNPACKED) {
                    throw tooLarge();
                }
                unpacked.write(piece, 0, read);
            }
        } catch (IOException damaged) {
            throw new Refusal(400, "the gzip data is damaged or ends early");
        }
        return unpacked.toByteArray();
    }

    private static HttpResponse answer(Receipt receipt) {
        return switch (receipt) {
            case Durable durable ->
                Answers.json(202, JsonNodeFactory.instance.objectNode().put("lines", durable.lines()));
            case Busy busy -> throw busy(Math.max(1, busy.retryAfter().toSeconds()));
            case Refused refused -> throw new Refusal(422, refused.why());
        };
    }

    private static HttpResponse explain(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof EntityStreamSizeException) {
            throw tooLarge();
        }
        if (cause instanceof TimeoutException) {
            throw new Refusal(408, "the batch did not arrive within " + PATIENCE_MILLIS / 1000 + " s");
        }
        throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    private static Refusal tooLarge() {
        return new Refusal(413, "a batch has at most 8 MiB as sent and 64 MiB unpacked; send smaller ones");
    }

    private static Refusal busy(long seconds) {
        return new Refusal(429, "too much is waiting; send the batch again later", "Retry-After", "" + seconds);
    }
}
