package io.gabion.node.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An outside system that is a file: each effect is one synced line. Stops for ever at one named point, so that a test
 * can end the process there.
 */
final class FileConnector implements Connector {
    /** Where it stops: before the effect, before the answer, or when the effect is read back. */
    enum Pause {
        NONE,
        INTENT,
        EFFECT,
        VERIFICATION
    }

    record Effect(Verb verb, String key, int attempt, Instant at) {
        static Effect parse(String line) {
            var parts = line.split(" ");
            return new Effect(Verb.valueOf(parts[0]), parts[1], Integer.parseInt(parts[2]), Instant.parse(parts[3]));
        }

        @Override
        public String toString() {
            return verb + " " + key + " " + attempt + " " + at;
        }
    }

    static final String EFFECTS = "effects";
    static final String PAUSED = "paused";

    private final Path folder;
    private final Pause pause;

    FileConnector(Path folder, Pause pause) {
        this.folder = folder;
        this.pause = pause;
    }

    static List<Effect> effects(Path folder) throws IOException {
        var file = folder.resolve(EFFECTS);
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Effect::parse).toList()
                : List.of();
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        if (pause == Pause.INTENT) {
            return stopped(order);
        }
        write(folder.resolve(EFFECTS), effect(order));
        return pause == Pause.EFFECT ? stopped(order) : CompletableFuture.completedFuture(new Result.Done());
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        write(folder.resolve(EFFECTS), effect(order));
        return CompletableFuture.completedFuture(new Result.Done());
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        var inForce = inForce(order.key());
        if (pause == Pause.VERIFICATION && inForce) {
            return stopped(order);
        }
        return CompletableFuture.completedFuture(inForce ? new Result.Done() : new Result.Absent());
    }

    private boolean inForce(String key) {
        try {
            return effects(folder).stream()
                    .filter(effect -> effect.key().equals(key))
                    .reduce((_, last) -> last)
                    .filter(last -> last.verb() == Verb.APPLY)
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletionStage<Result> stopped(ContainmentOrder order) {
        write(folder.resolve(PAUSED), effect(order));
        return new CompletableFuture<>();
    }

    private static String effect(ContainmentOrder order) {
        return new Effect(order.verb(), order.key(), order.attempt(), Instant.now()).toString();
    }

    static void write(Path file, String line) {
        try (var channel = FileChannel.open(file, CREATE, APPEND)) {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
