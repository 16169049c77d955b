package io.gabion.detectors.model;

import io.gabion.detectors.model.ModelPool.Scores;
import io.gabion.detectors.model.ModelPool.Without;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/** Where models are: a folder each, with {@code model.onnx} and {@code model.json}; or within the program, by name. */
public final class ModelFolder {
    public static final String WEIGHTS = "model.onnx";
    public static final String CARD = "model.json";
    /** What comes with the program. */
    public static final List<String> BUNDLED = List.of(
            "domain",
            "mail",
            "sequence-process",
            "sequence-api",
            "window-authentication",
            "window-process",
            "window-network",
            "window-cloud",
            "triage");

    /** How long opening a model and its first answer may take. */
    public static final Duration TRIAL = Duration.ofMinutes(1);

    private static final int MAX_CARD = 4 << 20;
    private static final int MAX_WEIGHTS = 256 << 20;

    /** What a folder holds, or why it is refused. */
    public sealed interface Found {}

    /** Its card fits this program and its weights. */
    public record Checked(ModelCard card, byte[] onnx) implements Found {
        public Scorer open() throws IOException {
            return Scorer.open(card, onnx);
        }

        /**
         * Opens it and asks it, once.
         *
         * @throws IOException if it cannot be asked, does not answer within {@link #TRIAL}, its answer is no score, or it flags
         *     things that are unlike each other with one and the same score
         */
        public void tryOut() throws IOException {
            tryOut(TRIAL);
        }

        void tryOut(Duration patience) throws IOException {
            var why = new AtomicReference<>("");
            try (var pool = new ModelPool(this::open, 1, patience, why::set)) {
                switch (pool.score(examples())) {
                    case Without(var reason) -> throw new IOException(reason + ": " + why.get());
                    case Scores(var scores) -> {
                        if (scores.length > 1
                                && scores[0] >= card.threshold()
                                && Arrays.stream(scores).distinct().count() == 1) {
                            throw new IOException("it flags whatever it is asked, with a score of " + scores[0]);
                        }
                    }
                }
            }
        }

        /** The card last: a folder without one is no model. */
        public void write(Path folder) throws IOException {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(CARD));
            Files.write(folder.resolve(WEIGHTS), onnx);
            Files.write(folder.resolve(CARD), card.write());
        }

        @Override
        public String toString() {
            return card.id() + " " + card.version();
        }

        /** Unlike each other, but for a trace: how far its mix is from what was learnt is no word of the network's. */
        private List<? extends Input> examples() {
            return switch (card.encoding()) {
                case Encoding.Domain _ ->
                    Stream.of("example.com", "kq3v9xw1zt7j5hd0b2rm.net", "a.example")
                            .map(Input.Domain::new)
                            .toList();
                case MailEncoding _ ->
                    List.of(
                            new Input.Mail("Example", "an example"),
                            new Input.Mail("Win now", "click here to win"),
                            new Input.Mail("", ""));
                case Encoding.Tokens tokens -> List.of(new Input.Tokens(tokens.vocabulary()));
                case VectorEncoding(var columns, var _) ->
                    List.of(vector(columns, _ -> "0"), vector(columns, Column::first), vector(columns, Column::last));
            };
        }

        private static Input vector(List<Column> columns, Function<Column, String> value) {
            return new Input.Vector(columns.stream().map(value).toList());
        }
    }

    public record Refused(String name, String reason) implements Found {
        @Override
        public String toString() {
            return "model " + name + ": " + reason;
        }
    }

    /** @param name a folder, or the name of a bundled model */
    public static Found look(String name) {
        var folder = Path.of(name);
        try {
            if (Files.isDirectory(folder)) {
                return check(name, file -> Files.newInputStream(folder.resolve(file)));
            }
            if (BUNDLED.contains(name)) {
                return check(name, file -> bundled(name, file));
            }
            return new Refused(name, "neither a folder nor one of " + BUNDLED);
        } catch (NoSuchFileException e) {
            return new Refused(name, "it has no " + Path.of(e.getFile()).getFileName());
        } catch (IOException e) {
            return new Refused(name, e.toString());
        }
    }

    private static InputStream bundled(String name, String file) throws IOException {
        var in = ModelFolder.class.getResourceAsStream("/models/" + name + "/" + file);
        if (in == null) {
            throw new IOException("not in this build: " + file);
        }
        return in;
    }

    private interface Place {
        InputStream open(String file) throws IOException;
    }

    private static Found check(String name, Place place) throws IOException {
        try (var cardIn = place.open(CARD);
                var onnxIn = place.open(WEIGHTS)) {
            var card = ModelCard.read(cardIn.readNBytes(MAX_CARD));
            var onnx = onnxIn.readNBytes(MAX_WEIGHTS);
            var encoding = card.encoding();
            if (!card.schema().equals(encoding.schema()) || !card.schemaHash().equals(encoding.schemaHash())) {
                return new Refused(
                        name,
                        "made for the features \"%s\", this program has \"%s\""
                                .formatted(card.schema(), encoding.schema()));
            }
            if (!(card.threshold() >= 0)) {
                return new Refused(name, "a threshold of " + card.threshold() + " is none");
            }
            if (!card.sha256().equals(Names.hash(onnx))) {
                return new Refused(name, WEIGHTS + " is not the file its card was written for");
            }
            return new Checked(card, onnx);
        }
    }

    private ModelFolder() {}
}
