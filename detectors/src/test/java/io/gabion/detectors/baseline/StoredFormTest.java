package io.gabion.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Detector;
import io.gabion.detectors.Events;
import io.gabion.detectors.Sight;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was stored by this version or a former one is read; the golden files are never changed. */
class StoredFormTest {
    private static final long HOUR = 3_600_000;

    static Stream<Detector<?>> detectors() {
        return Stream.of(new FirstSeen(), new VolumeSurge(), new HourlySurge(), new UnusualHour(), new Beacons());
    }

    /** From which the golden files were made: 60 hours of three destinations, programs, logins. */
    static List<Observation> past() {
        var events = new Events("past.log");
        var past = new ArrayList<Observation>();
        for (int i = 0; i < 60; i++) {
            past.add(events.connection(i * HOUR, "10.0.0.5", "8.8.8." + i % 3, 443, 100_000, 1, "SF"));
            past.add(events.process(i * HOUR, "/bin/p" + i % 3, "/bin/sh"));
            past.add(events.success(i * HOUR, "10.0.0." + i % 3, "a@srv1"));
        }
        return past;
    }

    @ParameterizedTest
    @MethodSource("detectors")
    <S> void the_present_version_is_read_and_written_the_same(Detector<S> detector) throws IOException {
        var golden = golden(detector.id(), detector.version());
        assertThat(written(detector, detector.read(in(golden)))).isEqualTo(golden);
        var self = detector.id().equals("unusual-hour") ? Events.account("a@srv1") : Events.address("10.0.0.5");
        var made = detector.observe(detector.empty(), self, past(), false).state();
        assertThat(HexFormat.of().formatHex(written(detector, made)))
                .isEqualTo(HexFormat.of().formatHex(golden));
    }

    @Test
    void what_was_seen_by_version_1_is_still_known_and_told_to_the_peers_anew() throws IOException {
        var seen = new FirstSeen();
        var state = seen.readFormer("1", in(golden("first-seen", "1"))).orElseThrow();
        var again = new Events().connection(61 * HOUR, "10.0.0.5", "8.8.8.1", 443, 100, 1, "SF");
        var outcome = seen.observe(state, Events.address("10.0.0.5"), List.of(again), false);

        assertThat(outcome.findings()).isEmpty();
        assertThat(outcome.sights()).containsExactly(new Sight(new Signal("destination", "8.8.8.1 port 443"), false));
        assertThat(outcome.state().novelty().get(Trait.DESTINATION).fresh()).isEqualTo(3);
        assertThat(seen.readFormer("0", in(new byte[0]))).isEmpty();
    }

    @Test
    void volumes_of_version_1_are_still_known() throws IOException {
        var surge = new VolumeSurge();
        var state = surge.readFormer("1", in(golden("volume-surge", "1"))).orElseThrow();
        var burst = new Events().connection(61 * HOUR, "10.0.0.5", "8.8.8.8", 443, 60_000_000, 1, "SF");
        assertThat(surge.observe(state, Events.address("10.0.0.5"), List.of(burst), false)
                        .findings())
                .singleElement()
                .satisfies(f -> assertThat(f.explanation()).contains("99 % of 60 windows since 2026-01-07T19:00:00Z"));
        assertThat(surge.readFormer("0", in(new byte[0]))).isEmpty();
    }

    private static <S> byte[] written(Detector<S> detector, S state) throws IOException {
        var bytes = new ByteArrayOutputStream();
        detector.write(state, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static byte[] golden(String id, String version) throws IOException {
        var name = "/golden/baseline/" + id + "-" + version + ".hex";
        try (var in = StoredFormTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return HexFormat.of()
                    .parseHex(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                            .replaceAll("\\s", ""));
        }
    }
}
