package io.gabion.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.ModelCard.Reference;
import io.gabion.detectors.model.Scorer.Input;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final int REFERENCE = 4_000;
    private final Random random = new Random(3);

    private Input name(int least, int most) {
        var letters = random.ints(least + random.nextInt(most - least + 1), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return new Input.Domain(letters + ".com");
    }

    private List<Input> names(int count, int least, int most) {
        return IntStream.range(0, count).mapToObj(_ -> name(least, most)).toList();
    }

    private double[] scores(int count, double flagged) {
        return IntStream.range(0, count)
                .mapToDouble(_ -> random.nextDouble() < flagged ? 0.95 : random.nextDouble() * 0.5)
                .toArray();
    }

    /** As training leaves it, on names of 6 to 14 letters of which one in a hundred is flagged. */
    private Drift drift() {
        var encoding = SmallModel.ENCODING;
        var counts = new int[encoding.features().size()][Encoding.BINS];
        names(REFERENCE, 6, 14).forEach(name -> encoding.count(name, counts));
        var features = new TreeMap<String, List<Integer>>();
        for (int i = 0; i < counts.length; i++) {
            features.put(
                    encoding.features().get(i), Arrays.stream(counts[i]).boxed().toList());
        }
        var scored = new int[Encoding.BINS];
        for (double score : scores(REFERENCE, 0.01)) {
            scored[Measures.bin(score, Encoding.BINS)]++;
        }
        var card = SmallModel.card("v1", SmallModel.domain());
        return new Drift(card.calibrated(
                Map.of(), 0.9, new Reference(Arrays.stream(scored).boxed().toList(), features)));
    }

    @Test
    void the_same_stream_stays_quiet() {
        var drift = drift();
        for (int i = 0; i < 30; i++) {
            drift.saw(names(1_000, 6, 14), scores(1_000, 0.01));
            assertThat(drift.read().alarms()).isEmpty();
        }
        assertThat(drift.read().psi().values())
                .allSatisfy(index -> assertThat(index).isLessThan(0.1));
        assertThat(drift.read().rows()).isEqualTo(30_000);
    }

    @Test
    void longer_names_are_a_change_of_the_length_and_not_of_the_score() {
        var drift = drift();
        drift.saw(names(3_000, 14, 26), scores(3_000, 0.01));

        assertThat(drift.read().alarms()).anyMatch(alarm -> alarm.contains("length"));
        assertThat(drift.read().psi().get("length")).isGreaterThan(1);
        assertThat(drift.read().psi().get("score")).isLessThan(0.1);
    }

    @Test
    void what_was_long_ago_is_forgotten() {
        var drift = drift();
        drift.saw(names(3_000, 14, 26), scores(3_000, 0.01));
        for (int i = 0; i < 3; i++) {
            drift.saw(names(Drift.WINDOW, 6, 14), scores(Drift.WINDOW, 0.01));
        }
        assertThat(drift.read().alarms()).isEmpty();
    }

    @Test
    void alerts_that_become_more_are_a_change_before_the_spread_of_scores_shows_it() {
        var drift = drift();
        drift.saw(names(20_000, 6, 14), scores(20_000, 0.01));
        assertThat(drift.read().alarms()).isEmpty();
        drift.saw(names(1_000, 6, 14), scores(1_000, 0.1));

        assertThat(drift.read().alarms()).singleElement().asString().contains("flags more");
    }

    @Test
    void a_few_rows_say_nothing() {
        var drift = drift();
        drift.saw(names(Drift.LEAST - 1, 14, 26), scores(Drift.LEAST - 1, 0.01));

        assertThat(drift.read().psi()).isEmpty();
        assertThat(drift.read().alarms()).isEmpty();
    }
}
