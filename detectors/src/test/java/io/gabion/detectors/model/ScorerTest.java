package io.gabion.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Refused;
import io.gabion.detectors.model.Scorer.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorerTest {
    @TempDir
    private Path folder;

    private Scorer open() throws IOException {
        var onnx = SmallModel.domain();
        SmallModel.write(folder, onnx, SmallModel.card(onnx, SmallModel.ENCODING.schema()));
        return ((Checked) ModelFolder.look(folder.toString())).open();
    }

    @Test
    void a_name_scores_the_same_alone_and_among_others() throws IOException {
        try (var scorer = open()) {
            var many = IntStream.range(0, 150)
                    .mapToObj(i -> new Input.Domain("name" + i + ".example"))
                    .toList();
            var together = scorer.score(many);

            assertThat(together).hasSize(150);
            for (int i : List.of(0, 63, 64, 149)) {
                assertThat(scorer.score(List.of(many.get(i)))).containsExactly(together[i]);
            }
            assertThat(together[0]).isNotEqualTo(together[1]);
        }
    }

    @Test
    void the_network_says_what_its_formulas_say() throws IOException {
        var weights = SmallModel.weights(SmallModel.ENCODING.ids(), 1, 7);
        try (var scorer = open()) {
            for (var name : List.of("a.example", "rather-long-name-of-somebody.example.org", "x")) {
                double expected = byFormula(weights, SmallModel.ENCODING.encode(name));

                assertThat(scorer.score(List.of(new Input.Domain(name)))[0]).isCloseTo(expected, Offset.offset(2e-5));
            }
        }
    }

    /** The unit as PyTorch's documentation defines it. */
    private static double byFormula(Recurrent w, long[] ids) {
        int n = w.hidden();
        var h = new double[n];
        for (long id : ids) {
            var next = new double[n];
            for (int j = 0; j < n; j++) {
                double r = sigmoid(in(w, id, j) + state(w, h, j));
                double z = sigmoid(in(w, id, n + j) + state(w, h, n + j));
                double c = Math.tanh(in(w, id, 2 * n + j) + r * state(w, h, 2 * n + j));
                next[j] = (1 - z) * c + z * h[j];
            }
            h = next;
        }
        double logit = w.bOut()[0];
        for (int j = 0; j < n; j++) {
            logit += w.wOut()[j] * h[j];
        }
        return sigmoid(logit);
    }

    private static double in(Recurrent w, long id, int row) {
        double sum = w.bIh()[row];
        for (int k = 0; k < w.width(); k++) {
            sum += w.wIh()[row * w.width() + k] * w.embedding()[(int) id * w.width() + k];
        }
        return sum;
    }

    private static double state(Recurrent w, double[] h, int row) {
        double sum = w.bHh()[row];
        for (int k = 0; k < h.length; k++) {
            sum += w.wHh()[row * h.length + k] * h[k];
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void a_trace_of_unlikely_events_scores_higher_whatever_its_length() throws IOException {
        var vocabulary = List.of("open", "read", "close");
        var encoding = Encoding.Tokens.of(vocabulary);
        var weights = SmallModel.weights(encoding.ids(), encoding.ids(), 7);
        // Whatever came before, "read" comes next.
        weights.bOut()[encoding.places().get("read")] = 6;
        var onnx = weights.nextEvent(Scorer.BATCH, encoding.length());
        var card = ofCalls(encoding, onnx);
        try (var scorer = new Checked(card, onnx).open()) {
            var likely = new ArrayList<>(java.util.Collections.nCopies(200, "read"));
            var unlikely = new ArrayList<>(java.util.Collections.nCopies(200, "close"));
            var scores = scorer.score(List.of(
                    new Input.Tokens(likely),
                    new Input.Tokens(unlikely),
                    new Input.Tokens(unlikely.subList(0, 3)),
                    new Input.Tokens(List.of())));

            assertThat(scores[0]).isLessThan(0.1);
            // One odd trace among the learnt ones does not excuse those like it.
            assertThat(scores[1]).isBetween(0.8, 0.9);
            assertThat(scores[2]).isBetween(0.8, 0.9);
            assertThat(scores[3]).isZero();
        }
    }

    /** Reads, and one opening. */
    private static List<String> usual(int reads) {
        var tokens = new ArrayList<>(java.util.Collections.nCopies(reads, "read"));
        tokens.add("open");
        return tokens;
    }

    @Test
    void a_model_of_other_features_is_refused_by_name() throws IOException {
        var onnx = SmallModel.domain();
        SmallModel.write(folder, onnx, SmallModel.card(onnx, "domain 0: whole name"));

        assertThat(ModelFolder.look(folder.toString()))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.toString())
                                .contains(folder.toString(), "domain 0: whole name", SmallModel.ENCODING.schema()));
    }

    @Test
    void weights_that_changed_since_the_card_was_written_are_refused() throws IOException {
        var onnx = SmallModel.domain();
        var card = SmallModel.card(onnx, SmallModel.ENCODING.schema());
        onnx[onnx.length / 2] ^= 1;
        SmallModel.write(folder, onnx, card);

        assertThat(ModelFolder.look(folder.toString())).isInstanceOf(Refused.class);
    }

    @Test
    void a_folder_without_a_model_is_refused() throws IOException {
        assertThat(ModelFolder.look(folder.toString())).isInstanceOf(Refused.class);
        Files.writeString(folder.resolve(ModelFolder.CARD), "{}");
        Files.writeString(folder.resolve(ModelFolder.WEIGHTS), "");
        assertThat(ModelFolder.look(folder.toString())).isInstanceOf(Refused.class);
    }

    @Test
    void what_is_no_network_does_not_open() {
        var junk = "no model".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThatThrownBy(() -> new Checked(SmallModel.card(junk, SmallModel.ENCODING.schema()), junk).open())
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_model_whose_answer_is_no_number_is_not_asked_twice() throws IOException {
        var poisoned = SmallModel.weights(SmallModel.ENCODING.ids(), 1, 7);
        poisoned.bOut()[0] = Float.NaN;
        var onnx = poisoned.classifier(Scorer.BATCH, SmallModel.ENCODING.length());
        var model = new Checked(SmallModel.card(onnx, SmallModel.ENCODING.schema()), onnx);

        assertThatThrownBy(model::tryOut).isInstanceOf(IOException.class).hasMessageContaining("no number");
    }

    @Test
    void a_model_that_gives_no_number_for_an_event_calls_it_neither_likely_nor_unlikely() throws IOException {
        var encoding = Encoding.Tokens.of(List.of("open", "read", "close"));
        var weights = SmallModel.weights(encoding.ids(), encoding.ids(), 7);
        Arrays.fill(weights.bOut(), Float.NaN);
        var onnx = weights.nextEvent(Scorer.BATCH, encoding.length());

        try (var scorer = Scorer.open(ofCalls(encoding, onnx), onnx)) {
            assertThatThrownBy(() -> scorer.score(List.of(new Input.Tokens(List.of("open", "read")))))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the model gave no number for how likely an event is");
        }
    }

    private static ModelCard ofCalls(Encoding.Tokens encoding, byte[] onnx) {
        var text = SmallModel.card(onnx, encoding.schema());
        return new ModelCard(
                "calls",
                "1",
                ModelCard.Kind.sequence,
                encoding.schema(),
                encoding.schemaHash(),
                new ModelCard.Learnt(
                        encoding.vocabulary(),
                        List.of(
                                encoding.mix(List.of("read")),
                                encoding.mix(usual(50)),
                                encoding.mix(usual(40)),
                                encoding.mix(List.of("close"))),
                        List.of()),
                "",
                "",
                0,
                1,
                text.opset(),
                text.metrics(),
                0.5,
                ModelCard.Reference.NONE,
                text.sha256());
    }

    @Test
    void a_name_is_what_someone_registered() {
        assertThat(Encoding.Domain.registered("WWW.a.Example.com.")).isEqualTo("example.com");
        assertThat(Encoding.Domain.registered("www.example.co.uk")).isEqualTo("example.co.uk");
        assertThat(Encoding.Domain.registered("localhost")).isEqualTo("localhost");
        assertThat(Encoding.Domain.registered("..")).isEqualTo("");
    }

    /** Four products of large matrices before an answer: 29 billion operations. */
    @Test
    void a_model_that_does_not_answer_in_time_is_refused() throws Exception {
        int length = SmallModel.ENCODING.length();
        var graph = new OnnxGraph()
                .wholeInput("ids", Scorer.BATCH, length)
                .number("n", 1_536)
                .node("Concat", List.of("n", "n"), List.of("shape"), OnnxGraph.Attribute.of("axis", 0))
                .node("ConstantOfShape", List.of("shape"), List.of("m0"));
        for (int i = 0; i < 4; i++) {
            graph.node("MatMul", List.of("m" + i, "m0"), List.of("m" + (i + 1)));
        }
        var onnx = graph.node("ReduceMean", List.of("m4"), List.of("zero"), OnnxGraph.Attribute.of("keepdims", 0))
                .node("Cast", List.of("ids"), List.of("numbers"), OnnxGraph.Attribute.of("to", 1))
                .node("ReduceMean", List.of("numbers"), List.of("mean"), OnnxGraph.Attribute.list("axes", 1L))
                .node("Mul", List.of("mean", "zero"), List.of("score"))
                .output("score", Scorer.BATCH, 1)
                .bytes();
        var model = new Checked(SmallModel.card(onnx, SmallModel.ENCODING.schema()), onnx);

        assertThatThrownBy(() -> model.tryOut(Duration.ofMillis(100)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no answer within PT0.1S");
        // Native code that still runs when the process ends takes it down.
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("gabion-model")) {
                thread.join();
            }
        }
    }
}
