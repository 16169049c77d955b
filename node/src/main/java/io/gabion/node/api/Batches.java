package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.api.Ingestion.Batch;
import io.gabion.node.api.Ingestion.Busy;
import io.gabion.node.api.Ingestion.Durable;
import io.gabion.node.api.Ingestion.Receipt;
import io.gabion.node.api.Ingestion.Refused;
import io.gabion.node.parse.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/**
 * Takes in batches of lines. A batch is too large by its declared size, by the bytes that arrive, or by the bytes it
 * unpacks to, and is refused before anything reads a line of it. Memory is reserved before it is used: what is sent before
 * it is read, what it unpacks to piece by piece, the lines before the sent bytes are let go.
 */
final class Batches {
    static final long MOST_SENT = 8L << 20;
    static final long MOST_UNPACKED = 64L << 20;

    /** What is made of one part of a batch while it is brought. */
    static final long WORK = 4L << 20;

    /** Of all batches at a time. A second tenant, which gets a quarter of it, can still hand in the largest batch. */
    static final long MOST_AT_ONCE = 4 * (2 * MOST_SENT + MOST_UNPACKED + WORK);

    private static final int PIECE = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Unpacking takes long enough to be in the way of other requests. */
    private static final Executor UNPACKING =
            task -> Thread.ofVirtual().name("unpack").start(task);

    private final ActorSystem<?> system;
    private final Ingestion ingestion;
    private final Budget budget;
    private final Duration patience;

    Batches(ActorSystem<?> system, Ingestion ingestion) {
        this(system, ingestion, new Budget(MOST_AT_ONCE), PATIENCE);
    }

    /** @param patience how long a batch may take to arrive */
    Batches(ActorSystem<?> system, Ingestion ingestion, Budget budget, Duration patience) {
        this.system = system;
        this.ingestion = ingestion;
        this.budget = budget;
        this.patience = patience;
    }

    CompletionStage<HttpResponse> take(HttpRequest request, String tenant, String source) {
        String key = Gate.idempotencyKey(request);
        boolean packed = isPacked(request);
        long sent = request.entity().getContentLengthOption().orElse(MOST_SENT);
        if (sent > MOST_SENT) {
            throw tooLarge();
        }
        Budget.Share share = budget.share(tenant);
        reserve(share, sent + WORK);
        try {
            return request.entity()
                    .withSizeLimit(MOST_SENT)
                    .toStrict(patience.toMillis(), system)
                    .exceptionally(this::notArrived)
                    .thenApplyAsync(
                            body -> {
                                byte[] lines = lines(body.getData(), packed, share);
                                share.lower(sent);
                                return new Batch(tenant, source, key, lines);
                            },
                            UNPACKING)
                    .thenCompose(ingestion::accept)
                    .thenApply(Batches::answer)
                    .whenComplete((answer, failure) -> share.close());
        } catch (RuntimeException failed) {
            share.close();
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

    private static byte[] lines(ByteString body, boolean packed, Budget.Share share) {
        reserve(share, body.size());
        byte[] sent = body.toArray();
        if (!packed && !Lines.isOtherwise(sent)) {
            return sent;
        }
        byte[] lines = unpack(sent, packed, share);
        share.lower(sent.length);
        return lines;
    }

    /** Unpacks twice, first to know the size: once would need twice the memory, for the pieces and for the whole. */
    private static byte[] unpack(byte[] sent, boolean packed, Budget.Share share) {
        try (InputStream counted = unpacked(sent, packed);
                InputStream taken = unpacked(sent, packed)) {
            byte[] lines = new byte[count(counted, share)];
            taken.readNBytes(lines, 0, lines.length);
            return lines;
        } catch (IOException damaged) {
            throw new Refusal(400, "the gzip data is damaged or ends early");
        }
    }

    private static int count(InputStream lines, Budget.Share share) throws IOException {
        byte[] piece = new byte[PIECE];
        int size = 0;
        for (int read = lines.read(piece); read >= 0; read = lines.read(piece)) {
            size += read;
            if (size > MOST_UNPACKED) {
                throw tooLarge();
            }
            reserve(share, read);
        }
        return size;
    }

    /** Lines of UTF-8: so are records of one document or of a binary event log, and what has a byte order mark. */
    private static InputStream unpacked(byte[] sent, boolean packed) throws IOException {
        InputStream body = new ByteArrayInputStream(sent);
        return Lines.records(packed ? new GZIPInputStream(body, PIECE) : body);
    }

    private static void reserve(Budget.Share share, long bytes) {
        if (!share.raise(bytes)) {
            throw busy(1);
        }
    }

    private static HttpResponse answer(Receipt receipt) {
        return switch (receipt) {
            case Durable durable ->
                Answers.json(202, JsonNodeFactory.instance.objectNode().put("lines", durable.lines()));
            case Busy busy -> throw busy(Math.max(1, busy.retryAfter().toSeconds()));
            case Refused refused -> throw new Refusal(422, refused.why());
        };
    }

    private HttpEntity.Strict notArrived(Throwable failure) {
        throw switch (failure instanceof CompletionException ? failure.getCause() : failure) {
            case EntityStreamSizeException _ -> tooLarge();
            case TimeoutException _ ->
                new Refusal(408, "the batch did not arrive within " + patience.toSeconds() + " s");
            case Throwable _ -> new Refusal(400, "the batch broke off before its end");
        };
    }

    private static Refusal tooLarge() {
        return new Refusal(413, "a batch has at most 8 MiB as sent and 64 MiB unpacked; send smaller ones");
    }

    private static Refusal busy(long seconds) {
        return new Refusal(429, "too much is waiting; send the batch again later", "Retry-After", "" + seconds);
    }
}
