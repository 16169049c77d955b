package io.gabion.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.PackedObservations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedObservationsTest {
    /** What version 1 wrote of {@link #observations}. Never edited: nodes of both versions run side by side. */
    private static final String EARLIER = "/golden/packed-observations-1.hex";

    @Test
    void what_is_written_is_read() {
        var random = new Random(3);
        for (int round = 0; round < 200; round++) {
            var observations = observations(random, random.nextInt(20));
            assertThat(PackedObservations.read(PackedObservations.write(observations)))
                    .isEqualTo(observations);
        }
    }

    @Test
    void what_an_earlier_version_wrote_is_read_and_it_reads_this_one() throws IOException {
        var observations = observations(new Random(1), 3);
        var earlier = HexFormat.of().parseHex(resource());
        assertThat(PackedObservations.read(earlier)).isEqualTo(observations);
        assertThat(PackedObservations.write(observations)).isEqualTo(earlier);
    }

    private static String resource() throws IOException {
        try (var in = PackedObservationsTest.class.getResourceAsStream(EARLIER)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    @Test
    void what_comes_again_takes_little() {
        var one = observations(new Random(1), 1).getFirst();
        int first = PackedObservations.write(List.of(one)).length;
        var many = new ArrayList<Observation>();
        for (int n = 0; n < 100; n++) {
            many.add(one);
        }
        assertThat(PackedObservations.write(many)).hasSizeLessThan(first + 99 * first / 2);
    }

    @Test
    void a_version_that_is_not_known_is_refused() {
        var packed = PackedObservations.write(List.of());
        packed[0]++;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedObservations.read(packed))
                .withMessage("packed observations of version 2");
    }

    @Test
    void what_is_cut_off_is_refused() {
        var packed = PackedObservations.write(observations(new Random(1), 3));
        for (int length = 0; length < packed.length; length++) {
            var less = Arrays.copyOf(packed, length);
            assertThatIllegalArgumentException().isThrownBy(() -> PackedObservations.read(less));
        }
    }

    @Test
    void what_goes_on_after_its_end_is_refused() {
        var packed = PackedObservations.write(observations(new Random(1), 3));
        var more = Arrays.copyOf(packed, packed.length + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> PackedObservations.read(more));
    }

    /** Whatever a peer says: no other exception, and no more memory than what was sent can hold. */
    @Test
    void what_is_torn_is_refused_or_something_else() {
        var random = new Random(5);
        var packed = PackedObservations.write(observations(random, 5));
        for (int round = 0; round < 20_000; round++) {
            var torn = packed.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                torn[random.nextInt(torn.length)] = (byte) random.nextInt();
            }
            try {
                PackedObservations.read(torn);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private static List<Observation> observations(Random random, int count) {
        var observations = new ArrayList<Observation>();
        for (int n = 0; n < count; n++) {
            observations.add(RandomObservation.of(random));
        }
        return observations;
    }
}
