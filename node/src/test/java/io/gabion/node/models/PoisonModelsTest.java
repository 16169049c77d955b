package io.gabion.node.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.gabion.detectors.model.Drift;
import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.OnnxGraph;
import io.gabion.detectors.model.OnnxGraph.Attribute;
import io.gabion.detectors.model.Scorer;
import io.gabion.node.rules.Watched.Refreshed.Kept;
import io.gabion.protocol.Names;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.rule.ModelScores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Models that somebody wrote to do harm, or that broke: a node that meets one goes on without it and says so. */
class PoisonModelsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LENGTH = new Encoding.Domain().length();

    @TempDir
    private Path models;

    /** What is wrong with a model, and a part of the line that says so. */
    enum Poison {
        CUT_OFF("not the file its card was written for") {
            @Override
            void put(Path folder) throws IOException {
                put(folder, bytes -> Arrays.copyOf(bytes, bytes.length / 2));
            }
        },
        FLIPPED_BIT("not the file its card was written for") {
            @Override
            void put(Path folder) throws IOException {
                put(folder, bytes -> {
                    bytes[bytes.length / 2] ^= 1;
                    return bytes;
                });
            }
        },
        NO_NETWORK("not a model") {
            @Override
            void put(Path folder) throws IOException {
                put(folder, "no network".getBytes(StandardCharsets.UTF_8));
            }
        },
        CARD_CUT_OFF("nexpected end-of-input") {
            @Override
            void put(Path folder) throws IOException {
                good().write(folder);
                var card = Files.readString(folder.resolve(ModelFolder.CARD));
                Files.writeString(folder.resolve(ModelFolder.CARD), card.substring(0, card.length() / 2));
            }
        },
        CARD_WITH_A_HOLE("Reference") {
            @Override
            void put(Path folder) throws IOException {
                card(folder, "\"scores\" : \\[[^\\]]*\\]", "\"scores\" : [null]");
            }
        },
        OTHER_SCHEMA("made for the features") {
            @Override
            void put(Path folder) throws IOException {
                card(folder, "domain 2:", "domain 9:");
            }
        },
        OTHER_SCHEMA_HASH("made for the features") {
            @Override
            void put(Path folder) throws IOException {
                card(folder, "(\"schemaHash\" : \")[^\"]*", "$10000");
            }
        },
        ANOTHER_OFFICE("not for domains") {
            @Override
            void put(Path folder) throws IOException {
                ((Checked) ModelFolder.look("mail")).write(folder);
            }
        },
        FLAGS_ALL_BY_ITS_THRESHOLD("a threshold of") {
            @Override
            void put(Path folder) throws IOException {
                card(folder, "(\"threshold\" : )[0-9.]*", "$1-1");
            }
        },
        THRESHOLD_IS_NO_NUMBER("a threshold of") {
            @Override
            void put(Path folder) throws IOException {
                card(folder, "(\"threshold\" : )[0-9.]*", "$1\"NaN\"");
            }
        },
        NO_NUMBER("no number from 0 to 1") {
            @Override
            void put(Path folder) throws IOException {
                put(folder, scaled(0, Float.NaN));
            }
        },
        BEYOND_ONE("no number from 0 to 1") {
            @Override
            void put(Path folder) throws IOException {
                put(folder, scaled(0, 2));
            }
        },
        ALWAYS_ONE("it flags whatever it is asked") {
            @Override
            void put(Path folder) throws IOException {
                put(folder, scaled(0, 1));
            }
        },
        TWO_INPUTS("the model failed") {
            @Override
            void put(Path folder) throws IOException {
                var graph = new OnnxGraph()
                        .wholeInput("domains", Scorer.BATCH, LENGTH)
                        .wholeInput("others", Scorer.BATCH, LENGTH)
                        .node("Add", List.of("domains", "others"), List.of("ids"));
                put(
                        folder,
                        mean(graph, "score").output("score", Scorer.BATCH, 1).bytes());
            }
        },
        OTHER_SHAPE_IN("the model failed") {
            @Override
            void put(Path folder) throws IOException {
                var graph = new OnnxGraph().wholeInput("ids", 3, 5);
                put(folder, mean(graph, "score").output("score", 3, 1).bytes());
            }
        },
        OTHER_SHAPE_OUT("numbers, not") {
            @Override
            void put(Path folder) throws IOException {
                var graph = new OnnxGraph()
                        .wholeInput("ids", Scorer.BATCH, LENGTH)
                        .number("first", 0)
                        .node("Gather", List.of("ids", "first"), List.of("row"))
                        .node("Cast", List.of("row"), List.of("score"), Attribute.of("to", 1))
                        .output("score", 1, LENGTH);
                put(folder, graph.bytes());
            }
        };

        final String told;

        Poison(String told) {
            this.told = told;
        }

        abstract void put(Path folder) throws IOException;

        static void put(Path folder, Function<byte[], byte[]> weights) throws IOException {
            good().write(folder);
            Files.write(
                    folder.resolve(ModelFolder.WEIGHTS),
                    weights.apply(good().onnx().clone()));
        }

        /** With a card that was written for them. */
        static void put(Path folder, byte[] weights) throws IOException {
            good().write(folder);
            card(folder, good().card().sha256(), Names.hash(weights));
            Files.write(folder.resolve(ModelFolder.WEIGHTS), weights);
        }

        static void card(Path folder, String pattern, String with) throws IOException {
            good().write(folder);
            var before = Files.readString(folder.resolve(ModelFolder.CARD));
            var after = before.replaceFirst(pattern, with);
            assertThat(after).isNotEqualTo(before);
            Files.writeString(folder.resolve(ModelFolder.CARD), after);
        }

        /** The mean of a row's ids by one number, and another one on top. */
        static byte[] scaled(float by, float more) {
            var graph = new OnnxGraph().wholeInput("ids", Scorer.BATCH, LENGTH);
            return mean(graph, "mean")
                    .weights("by", new float[] {by}, 1)
                    .weights("more", new float[] {more}, 1)
                    .node("Mul", List.of("mean", "by"), List.of("product"))
                    .node("Add", List.of("product", "more"), List.of("score"))
                    .output("score", Scorer.BATCH, 1)
                    .bytes();
        }

        static OnnxGraph mean(OnnxGraph graph, String as) {
            return graph.node("Cast", List.of("ids"), List.of("numbers"), Attribute.of("to", 1))
                    .node("ReduceMean", List.of("numbers"), List.of(as), Attribute.list("axes", 1L));
        }
    }

    private static Checked good() {
        try {
            return OwnModels.of("good", 0.9);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelScores ask(DomainModel model) {
        return model.ask(List.of(DomainModelTest.query(1, OcsfClass.DNS_ACTIVITY, "kq3v9xw1zt7j5hd0b2rm.com")))
                .scored()
                .getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void a_running_node_keeps_the_last_good_model_and_one_that_starts_goes_without(Poison poison) throws IOException {
        var folder = models.resolve("domain");
        good().write(folder);
        try (var running = DomainModel.over(models, PATIENCE)) {
            Files.delete(folder.resolve(ModelFolder.CARD));
            poison.put(folder);

            assertThat(running.refresh())
                    .isInstanceOfSatisfying(
                            Kept.class, kept -> assertThat(kept.reason()).contains(poison.told));
            assertThat(ask(running).version()).isEqualTo("good");
            assertThat(ask(running).without()).isEmpty();
        }
        var log = new ListAppender<ILoggingEvent>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(Served.class);
        logger.addAppender(log);
        try (var started = DomainModel.over(models, PATIENCE)) {
            assertThat(ask(started).without()).isEqualTo("failed");
            assertThat(ask(started).flagged()).isEmpty();
            assertThat(started.without()).isEqualTo(2);
            assertThat(log.list)
                    .anySatisfy(line -> assertThat(line.getFormattedMessage()).contains(poison.told))
                    .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.WARN));
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void no_field_of_a_card_brings_a_node_down() throws IOException {
        var folder = models.resolve("domain");
        good().write(folder);
        var json = new ObjectMapper();
        var card = json.readTree(Files.readAllBytes(folder.resolve(ModelFolder.CARD)));
        for (var field : ModelCard.class.getRecordComponents()) {
            for (var value :
                    List.of("null", "''", "[]", "{}", "[null]", "{'a':null}", "{'a':[null]}", "1e999", "'NaN'")) {
                ObjectNode changed = card.deepCopy();
                changed.putRawValue(field.getName(), new RawValue(value.replace('\'', '"')));
                Files.writeString(folder.resolve(ModelFolder.CARD), changed.toString());
                assertThatCode(() -> {
                            if (ModelFolder.look(folder.toString()) instanceof Checked checked) {
                                new Drift(checked.card());
                            }
                        })
                        .as(field.getName() + " " + value)
                        .doesNotThrowAnyException();
            }
        }
    }
}
