package io.gabion.node.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Refused;
import io.gabion.detectors.model.ModelPool.Judge;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.window.Question;
import io.gabion.detectors.window.Telemetry;
import io.gabion.detectors.window.Windows;
import io.gabion.node.asset.AssetCommand.Judged;
import io.gabion.node.asset.Judges.Ask;
import io.gabion.node.asset.Judges.Word;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of windows, asked by many assets. */
class WindowModelsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final String NAME = "window-network";
    private static final Telemetry NETWORK = Telemetry.ALL.stream()
            .filter(t -> t.model().equals(NAME))
            .findFirst()
            .orElseThrow();

    @TempDir
    private Path models;

    private static Question question(List<String> values) {
        return new Question(
                NAME,
                new Input.Vector(values),
                Windows.features(NETWORK),
                START,
                START.plusSeconds(599),
                List.of(new Source("conn.log", 1)));
    }

    /** One workstation's ten minutes, and the same with two thousand peers that do not answer. */
    private static Question usual() {
        return question(List.of(
                "address", "10", "0", "20", "12", "3.3", "3", "0.9", "0.0", "0.6", "0.0", "60000", "600000", "0", "0",
                "12", "9"));
    }

    private static Question scan() {
        return question(List.of(
                "address", "3", "1", "2000", "129", "6.9", "1", "0.0", "0.99", "0.0", "1.0", "0", "0", "0", "0", "0",
                "0"));
    }

    private static Ask ask(Question... questions) {
        return new Ask("k", START, List.of(questions));
    }

    private static List<Word> words(WindowModels models, Question... questions) {
        return models.judge(ask(questions)).toCompletableFuture().join().words();
    }

    @Test
    void bundled_models_are_shadows_and_say_what_stands_out() throws IOException {
        try (var bundled = WindowModels.over(Path.of("bundled"), PATIENCE)) {
            assertThat(bundled.models()).hasSize(6);
            assertThat(words(bundled, usual(), scan()))
                    .satisfiesExactly(word -> assertThat(word.score()).isLessThan(word.threshold()), word -> {
                        assertThat(word.model()).isEqualTo("window-network/shadow");
                        assertThat(word.score()).isGreaterThan(word.threshold());
                        assertThat(word.standingOut())
                                .isNotEmpty()
                                .allSatisfy(place -> assertThat(
                                                word.question().features().get(place))
                                        .isNotEqualTo("kind"));
                    });
        }
    }

    @Test
    void the_same_model_of_ones_own_folder_speaks_and_others_are_not_asked() throws IOException {
        ((Checked) ModelFolder.look(NAME)).write(models.resolve(NAME));
        try (var own = WindowModels.over(models, PATIENCE)) {
            assertThat(own.models()).containsExactly(NAME);
            assertThat(words(own, scan()))
                    .singleElement()
                    .extracting(Word::model)
                    .isEqualTo(NAME);
        }
    }

    @Test
    void a_model_of_other_features_is_refused_and_all_goes_by_without_it() throws IOException {
        var network = (Checked) ModelFolder.look(NAME);
        var other = ModelFolder.look("window-cloud");
        assertThat(WindowModels.fitting(NAME, other))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .isEqualTo("made for \"window-cloud 1\", this program counts \"window-network 1\""));
        assertThat(WindowModels.fitting(NAME, network)).isSameAs(network);

        ((Checked) other).write(models.resolve(NAME));
        try (var own = WindowModels.over(models, PATIENCE)) {
            assertThat(words(own, scan()))
                    .singleElement()
                    .extracting(Word::without)
                    .isEqualTo("failed");
        }
    }

    @Test
    void a_corrupt_model_is_no_reason_to_stop() throws IOException {
        var network = (Checked) ModelFolder.look(NAME);
        network.write(models.resolve(NAME));
        var weights = models.resolve(NAME).resolve(ModelFolder.WEIGHTS);
        var bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
        try (var own = WindowModels.over(models, PATIENCE)) {
            assertThat(words(own, usual()))
                    .singleElement()
                    .extracting(Word::without)
                    .isEqualTo("failed");
        }
    }

    @Test
    void of_ten_times_as_many_asks_as_wait_each_is_answered_and_those_beyond_at_once() throws InterruptedException {
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        var card = ((Checked) ModelFolder.look(NAME)).card();
        var family = ServedFamily.of(NAME, Served.of(NAME, card, () -> waiting(began, go), PATIENCE));
        try (var slow = new WindowModels(List.of(family), false).watching(Duration.ofHours(1))) {
            var answers = new ArrayList<CompletableFuture<Judged>>();
            answers.add(slow.judge(ask(usual())).toCompletableFuture());
            began.await();
            for (int i = 1; i < 10 * WindowModels.WAITING; i++) {
                answers.add(slow.judge(ask(usual(), scan())).toCompletableFuture());
            }
            assertThat(answers.stream().filter(CompletableFuture::isDone))
                    .hasSize(9 * WindowModels.WAITING - 1)
                    .allSatisfy(a -> assertThat(a.join().words())
                            .hasSize(2)
                            .extracting(Word::without)
                            .containsOnly("busy"));
            go.countDown();
            assertThat(answers.stream().map(CompletableFuture::join))
                    .allSatisfy(judged -> assertThat(judged.words()).isNotEmpty());
            assertThat(answers.getLast().join().words()).hasSize(2);
        }
    }

    private static Judge waiting(CountDownLatch began, CountDownLatch go) {
        return new Judge() {
            @Override
            public double[] score(List<? extends Input> inputs) throws IOException {
                began.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return Collections.nCopies(inputs.size(), 0.1).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
            }

            @Override
            public void close() {}
        };
    }
}
