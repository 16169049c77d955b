package io.gabion.detectors.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.ModelCard.Kind;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.Scorer.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
    @TempDir
    private Path folder;

    private Path lines(Stream<String> lines) throws IOException {
        return Files.write(folder.resolve("in.jsonl"), lines.toList());
    }

    private int run(Kind kind, Path in, String out) throws IOException, InterruptedException {
        return Train.process(new Train.Order(kind, in, folder.resolve(out), 7, out, "a test", Train.Order.USUAL))
                .inheritIO()
                .start()
                .waitFor();
    }

    private Checked train(Kind kind, Path in, String out) throws IOException, InterruptedException {
        assertThat(run(kind, in, out)).isZero();
        return (Checked) ModelFolder.look(folder.resolve(out).toString());
    }

    @Test
    void the_same_lines_and_seed_give_the_same_weights_and_they_tell_letters_from_digits()
            throws IOException, InterruptedException {
        var random = new Random(1);
        var in = lines(IntStream.range(0, 1_500).mapToObj(i -> {
            var alphabet = i % 2 == 0 ? "abcdefgh" : "01234567";
            var name = random.ints(8, 0, 8)
                    .collect(StringBuilder::new, (b, c) -> b.append(alphabet.charAt(c)), StringBuilder::append);
            return "{\"domain\":\"%s.com\",\"label\":%d}".formatted(name, i % 2);
        }));

        var once = train(Kind.text, in, "once");
        var again = train(Kind.text, in, "again");

        assertThat(again.onnx()).isEqualTo(once.onnx());
        assertThat(once.card().metrics().get("auc")).isGreaterThan(0.99);
        assertThat(once.card().metrics().get("parity")).isLessThan(1e-4);
        try (var scorer = once.open()) {
            var scores = scorer.score(List.of(new Input.Domain("71042653.com"), new Input.Domain("cafedeaf.com")));
            assertThat(scorer.flagged(scores[0])).isTrue();
            assertThat(scorer.flagged(scores[1])).isFalse();
        }
    }

    @Test
    void a_sequence_model_learns_what_follows_what() throws IOException, InterruptedException {
        var usual = List.of("open", "read", "write", "close");
        var in = lines(Collections.nCopies(
                60,
                "{\"tokens\":[\"%s\"]}"
                        .formatted(String.join("\",\"", Collections.nCopies(30, String.join("\",\"", usual)))))
                .stream());

        try (var scorer = train(Kind.sequence, in, "calls").open()) {
            var scores = scorer.score(List.of(
                    new Input.Tokens(Collections.nCopies(10, usual).stream()
                            .flatMap(List::stream)
                            .toList()),
                    new Input.Tokens(Collections.nCopies(20, "ptrace")),
                    new Input.Tokens(Collections.nCopies(20, "open"))));

            assertThat(scores[0]).isLessThan(scores[1]).isLessThan(scores[2]);
            assertThat(scorer.flagged(scores[1])).isTrue();
        }
    }

    @Test
    void an_autoencoder_learns_which_values_go_together_from_harmless_rows_alone()
            throws IOException, InterruptedException {
        var random = new Random(1);
        // Sizes of one protocol are small, of the other large; label 1 turns that round and is not learnt.
        var in = lines(IntStream.range(0, 2_200).mapToObj(i -> {
            int label = i < 2_000 ? 0 : 1;
            boolean large = random.nextBoolean();
            return "{\"vector\":[\"%s\",%d,%d],\"label\":%d}"
                    .formatted(
                            large == (label == 0) ? "tcp" : "udp",
                            (large ? 1_000 : 10) + random.nextInt(10),
                            random.nextInt(5),
                            label);
        }));

        var model = train(Kind.autoencoder, in, "sizes");

        assertThat(model.card().rows()).isEqualTo(1_800);
        assertThat(model.card().metrics().get("auc")).isGreaterThan(0.99);
        assertThat(model.card().metrics().get("parity")).isLessThan(1e-4);
        assertThat(model.card().reference().features()).containsOnlyKeys("0", "1", "2");
        try (var scorer = model.open()) {
            var scores = scorer.score(List.of(
                    new Input.Vector(List.of("tcp", "1005", "1")),
                    new Input.Vector(List.of("udp", "1005", "1")),
                    new Input.Vector(List.of("icmp", "1005", "1")),
                    new Input.Vector(List.of("tcp", "5000", "1"))));
            assertThat(scorer.flagged(scores[0])).isFalse();
            assertThat(List.of(scores[1], scores[2], scores[3])).allMatch(scorer::flagged);
        }
    }

    @Test
    void a_triage_model_learns_labels_of_vectors() throws IOException, InterruptedException {
        var random = new Random(1);
        var in = lines(IntStream.range(0, 1_500)
                .mapToObj(i -> "{\"vector\":[\"%s\",%d],\"label\":%d}"
                        .formatted(
                                i % 3 == 0 ? "admin" : "user",
                                (i % 2) * 50 + random.nextInt(50),
                                i % 3 == 0 ? i % 2 : 0)));

        var model = train(Kind.triage, in, "triage");

        assertThat(model.card().metrics().get("auc")).isGreaterThan(0.99);
        try (var scorer = model.open()) {
            var scores = scorer.score(List.of(
                    new Input.Vector(List.of("admin", "80")),
                    new Input.Vector(List.of("user", "80")),
                    new Input.Vector(List.of("admin", "20"))));
            assertThat(scores[0]).isGreaterThan(0.8);
            assertThat(scores[1]).isLessThan(0.2);
            assertThat(scores[2]).isLessThan(0.2);
        }
    }

    @Test
    void mails_are_told_apart_by_their_words_wherever_they_stand() throws IOException, InterruptedException {
        var in = lines(IntStream.range(0, 600)
                .mapToObj(i -> "{\"subject\":\"no %d\",\"body\":\"%s\",\"label\":%d}"
                        .formatted(i, i % 2 == 0 ? "minutes of our meeting " + i : i + " win a free prize", i % 2)));

        var model = train(Kind.text, in, "mail");

        assertThat(model.card().schema()).startsWith("mail ");
        try (var scorer = model.open()) {
            var scores = scorer.score(
                    List.of(new Input.Mail("", "the prize is free"), new Input.Mail("", "a meeting with minutes")));
            assertThat(scores[0]).isGreaterThan(scores[1]);
        }
    }

    @Test
    void lines_that_are_no_rows_are_an_answer_and_no_model() throws IOException, InterruptedException {
        var in = lines(Stream.of("{\"domain\":\"a.com\",\"label\":0}", "nonsense"));

        assertThat(run(Kind.text, in, "none")).isEqualTo(3);
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
