package io.gabion.node.source;

import io.gabion.node.api.Ingestion;
import io.gabion.node.intake.BatchKey;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.LiveFormat;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.observation.Source;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Brings handed-in batches to the ingest. A batch is brought in parts, in order, each under a key made from the batch's
 * id; it is durable when all are. One that is turned down between two parts has left the first ones there: the sender
 * brings it again until it is durable, and what is there is not taken twice.
 *
 * <p>The lines of a batch are known as {@code source/id:line}, counted from 1 in each.
 */
public final class MeshIngestion implements Ingestion {
    /** Of one tenant since the start; each asset keeps a mark for each source. */
    static final int MOST_SOURCES = 256;

    /** Names that {@link SourceSetting#source()} gives to no other kind of source. */
    private static final String KIND = "http:";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final int SAMPLE = 64 << 10;
    private static final Duration RETRY = Duration.ofMillis(50);

    /** What a sender is asked to wait. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private final Function<Tenant, Ingest> ingests;
    private final InstantSource clock;
    private final Duration patience;
    private final Map<String, Set<String>> sources = new ConcurrentHashMap<>();

    /** @param patience how long all parts of a batch may take before the sender is told to come again */
    public MeshIngestion(Function<Tenant, Ingest> ingests, InstantSource clock, Duration patience) {
        this.ingests = ingests;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public CompletionStage<Receipt> accept(Batch batch) {
        var receipt = new CompletableFuture<Receipt>();
        Thread.ofVirtual().name("batch " + batch.source()).start(() -> {
            try {
                receipt.complete(take(batch));
            } catch (Throwable e) { // Whatever it is, the sender gets an answer and the place is free again.
                receipt.completeExceptionally(e);
            }
        });
        return receipt;
    }

    private Receipt take(Batch batch) throws InterruptedException {
        if (!NAME.matcher(batch.source()).matches()) {
            return new Refused("a source's name has 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (!ID.matcher(batch.id()).matches()) {
            return new Refused("a batch's id has 1 to 128 visible ASCII characters");
        }
        var parts = BatchParts.of(batch.lines());
        if (parts.isEmpty()) {
            return new Refused("a batch has at most " + BatchParts.MOST + " parts of " + BatchParts.LINES + " lines or "
                    + BatchParts.BYTES + " bytes; send smaller ones");
        }
        if (!isKnown(batch)) {
            return new Refused("a tenant has at most " + MOST_SOURCES + " sources");
        }
        return bring(batch, parts.get());
    }

    private boolean isKnown(Batch batch) {
        var known = sources.computeIfAbsent(batch.tenant(), _ -> ConcurrentHashMap.newKeySet());
        if (known.size() < MOST_SOURCES) {
            known.add(batch.source());
        }
        return known.contains(batch.source());
    }

    /** Other lines under an old id, such as those of a sender that counts anew, are another batch. */
    private static String digest(byte[] lines) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(lines), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Receipt bring(Batch batch, BatchParts parts) throws InterruptedException {
        var ingest = ingests.apply(new Tenant(batch.tenant()));
        long until = System.nanoTime() + patience.toNanos();
        var name = batch.source() + "/" + batch.id();
        var id = batch.id() + "~" + digest(batch.lines());
        var head = Arrays.copyOf(batch.lines(), Math.min(batch.lines().length, SAMPLE));
        var format = new LiveFormat(Formats.detect(head, clock, batch.source()), clock);
        long line = 0;
        for (int i = 0; i < parts.count(); i++) {
            var lines = new ParsedLines();
            for (var slice : parts.slices(i)) {
                var place = new Source(name, ++line);
                if (slice.length() > BatchParts.LONGEST) {
                    var reason = "line longer than " + BatchParts.LONGEST + " bytes";
                    lines.bury(place, reason, batch.lines(), slice.from(), slice.length());
                } else {
                    lines.parse(format, place, batch.lines(), slice.from(), slice.length());
                }
            }
            if (!bring(ingest, batch.source(), lines.batch(BatchKey.of(id, i), ""), until)) {
                return new Busy(LATER);
            }
        }
        return new Durable(line);
    }

    private static boolean bring(Ingest ingest, String source, Ingest.Batch part, long until)
            throws InterruptedException {
        while (true) {
            long left = until - System.nanoTime();
            try {
                if (ingest.bring(KIND + source, part).toCompletableFuture().get(left, TimeUnit.NANOSECONDS)) {
                    return true;
                }
            } catch (TimeoutException | ExecutionException e) {
                return false;
            }
            if (left <= RETRY.toNanos()) {
                return false;
            }
            Thread.sleep(RETRY);
        }
    }
}
