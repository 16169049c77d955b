package io.gabion.detectors.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Events;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.model.VectorEncoding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowsTest {
    private static final long MINUTE = 60_000;
    private static final AssetRef SELF = Events.address("10.0.0.5");
    private static final AssetRef ROLE = new AssetRef(Kind.PRINCIPAL, "arn:aws:iam::1:role/r");

    private final Events events = new Events("conn.log");
    private final Windows network = new Windows(new Connections());

    private static List<String> vector(Question question) {
        return switch (question.input()) {
            case Input.Vector(var values) -> values;
            case Input.Domain _, Input.Mail _, Input.Tokens _ -> throw new AssertionError("no vector: " + question);
        };
    }

    private Observation to(long millis, String peer, int port, String state) {
        return events.connection(millis, "10.0.0.5", peer, port, 100, 50, state);
    }

    private <S> List<Question> questions(Detector<S> detector, AssetRef self, List<Observation> observations) {
        return detector.observe(detector.empty(), self, Batch.of(observations), false)
                .questions();
    }

    @Test
    void a_window_is_asked_about_when_the_first_observation_after_it_comes() {
        var batch = List.of(
                to(0, "10.0.0.7", 445, "SF"),
                to(MINUTE, "8.8.8.8", 8443, "S0"),
                events.connection(2 * MINUTE, "10.0.0.8", "10.0.0.5", 22, 1, 1, "SF"),
                to(9 * MINUTE, "10.0.0.7", 445, "SF"),
                to(10 * MINUTE, "10.0.0.7", 445, "SF"));

        assertThat(questions(network, SELF, batch.subList(0, 4))).isEmpty();
        assertThat(questions(network, SELF, batch)).singleElement().satisfies(question -> {
            assertThat(question.model()).isEqualTo("window-network");
            assertThat(question.from()).isEqualTo(Instant.parse("2026-01-05T08:00:00Z"));
            assertThat(question.until()).isEqualTo(Instant.parse("2026-01-05T08:09:00Z"));
            assertThat(question.evidence()).extracting("line").containsExactly(1L, 4L);
            assertThat(vector(question))
                    .containsExactly(
                            "address", "8", "0", "3", "2", "0.92", "2", "0.92", "0.33", "0.33", "0.33", "300", "150",
                            "1", "1", "0", "0");
        });
    }

    @Test
    void a_batch_may_end_anywhere() {
        var all = new ArrayList<Observation>();
        for (int i = 0; i < 60; i++) {
            all.add(to(i * MINUTE, "10.0.0." + i % 7, 443, "SF"));
        }
        var state = network.empty();
        var pieces = new ArrayList<Question>();
        for (var one : all) {
            var outcome = network.observe(state, SELF, Batch.of(List.of(one)), false);
            pieces.addAll(outcome.questions());
            state = outcome.state();
        }

        assertThat(pieces).hasSize(5).isEqualTo(questions(network, SELF, all));
    }

    @Test
    void what_comes_late_counts_in_the_window_that_is_open_and_a_few_observations_say_nothing() {
        var late = List.of(
                to(10 * MINUTE, "10.0.0.7", 445, "SF"),
                to(9 * MINUTE, "10.0.0.7", 445, "SF"),
                to(11 * MINUTE, "10.0.0.7", 445, "SF"),
                to(12 * MINUTE, "10.0.0.7", 445, "SF"),
                to(20 * MINUTE, "10.0.0.7", 445, "SF"),
                to(21 * MINUTE, "10.0.0.7", 445, "SF"),
                to(31 * MINUTE, "10.0.0.7", 445, "SF"));

        assertThat(questions(network, SELF, late))
                .singleElement()
                .satisfies(question -> assertThat(vector(question).get(3)).isEqualTo("4"));
    }

    @Test
    void a_hundred_thousand_peers_take_no_more_room_than_those_that_are_told_apart() throws IOException {
        var many = new ArrayList<Observation>();
        for (int i = 0; i < 100_000; i++) {
            many.add(to(i, "10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256, i % 60_000 + 1, "S0"));
        }
        var outcome = network.observe(network.empty(), SELF, Batch.of(many), false);

        assertThat(outcome.state().tally().distinct(0)).isEqualTo(Tally.MOST + 1);
        assertThat(written(network, outcome.state()).length).isLessThan(2_400);
    }

    @Test
    void of_others_nothing_is_counted() {
        var state = network.empty();
        var logins = List.of(events.failure(0, "203.0.113.7", "root@srv1"));

        assertThat(network.observe(state, SELF, Batch.of(logins), false).state())
                .isSameAs(state);
        assertThat(new Connections().counts(to(0, "8.8.8.8", 443, "SF"), Events.address("8.8.8.8")))
                .isFalse();
    }

    @Test
    void a_trace_ends_when_it_is_full_or_after_a_pause() {
        var trace = new Trace(Trace.Of.PROCESS);
        var starts = new ArrayList<Observation>();
        for (int i = 0; i < Trace.MOST + 1; i++) {
            starts.add(events.process(i * 1_000, "C:\\Windows\\System32\\whoami.exe", "C:\\Temp\\x.exe"));
        }
        assertThat(questions(trace, Events.HOST, starts))
                .singleElement()
                .satisfies(q -> assertThat(q.features()).hasSize(Trace.MOST).containsOnly("writable>whoami"));

        var few = new ArrayList<>(starts.subList(0, Trace.LEAST));
        few.add(events.process(Trace.PAUSE * 1_000L + 60_000, "/usr/bin/id", "/bin/sh"));
        assertThat(questions(trace, Events.HOST, few))
                .singleElement()
                .satisfies(q -> assertThat(q.features()).hasSize(Trace.LEAST));
        assertThat(questions(trace, Events.HOST, few.subList(1, few.size()))).isEmpty();
    }

    @Test
    void calls_are_told_by_service_and_verb() {
        var trace = new Trace(Trace.Of.API);
        var calls = new ArrayList<Observation>();
        for (int i = 0; i < Trace.MOST + 1; i++) {
            calls.add(events.call(i, ROLE, "GetBucketAcl"));
        }
        assertThat(questions(trace, ROLE, calls))
                .singleElement()
                .satisfies(q -> assertThat(q.features()).containsOnly("s3 get"));
    }

    @Test
    void what_is_asked_of_a_kernel_is_told_by_program_and_call() {
        var trace = new Trace(Trace.Of.SYSCALL);
        var calls = new ArrayList<Observation>();
        for (int i = 0; i < Trace.MOST + 1; i++) {
            calls.add(events.kernelCall(i, "/tmp/x", "ptrace"));
            calls.add(events.process(i, "/usr/bin/id", "/bin/sh"));
        }
        assertThat(questions(trace, Events.HOST, calls))
                .singleElement()
                .satisfies(q -> assertThat(q.features()).hasSize(Trace.MOST).containsOnly("writable ptrace"));
    }

    static Stream<Telemetry> telemetry() {
        return Telemetry.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("telemetry")
    void the_bundled_model_was_made_for_what_is_counted(Telemetry telemetry) {
        assertThat(telemetry.numbers(new Tally(telemetry.counters(), telemetry.spreads())))
                .hasSameSizeAs(telemetry.features());
        assertThat(ModelFolder.look(telemetry.model())).isInstanceOfSatisfying(Checked.class, checked -> {
            var encoding = (VectorEncoding) checked.card().encoding();
            assertThat(encoding.made()).isEqualTo(Windows.schema(telemetry));
            assertThat(encoding.columns()).hasSameSizeAs(Windows.features(telemetry));
        });
    }

    static Stream<Detector<?>> stored() {
        return Stream.concat(
                Telemetry.ALL.stream().map(Windows::new),
                Stream.of(Trace.Of.values()).map(Trace::new));
    }

    /** From which the golden files were made. */
    private static List<Observation> past() {
        var events = new Events("past.log");
        var past = new ArrayList<Observation>();
        for (int i = 0; i < 5; i++) {
            past.add(events.connection(i * MINUTE, "10.0.0.5", "8.8.8." + i % 3, 443, 1_000, 10, "SF"));
            past.add(events.process(i * MINUTE, "/usr/bin/p" + i % 3, "/bin/sh"));
            past.add(events.failure(i * MINUTE, "10.0.0." + i % 3, "a@srv1"));
            past.add(events.call(i * MINUTE, ROLE, i % 2 == 0 ? "GetObject" : "PutObject"));
        }
        for (int i = 0; i < 5; i++) {
            past.add(events.kernelCall(i * MINUTE, "/usr/bin/p" + i % 3, i % 2 == 0 ? "openat" : "ptrace"));
        }
        return past;
    }

    @ParameterizedTest
    @MethodSource("stored")
    <S> void the_present_version_is_read_and_written_the_same(Detector<S> detector) throws IOException {
        var self = detector.id().endsWith("network")
                ? SELF
                : detector.id().endsWith("cloud") || detector.id().endsWith("api") ? ROLE : Events.HOST;
        var made = written(
                detector,
                detector.observe(detector.empty(), self, Batch.of(past()), false)
                        .state());
        var name = "/golden/window/" + detector.id() + "-" + detector.version() + ".hex";
        try (var in = getClass().getResourceAsStream(name)) {
            assertThat(in)
                    .as("%s, which would be %s", name, HexFormat.of().formatHex(made))
                    .isNotNull();
            var golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
            assertThat(HexFormat.of().formatHex(made)).isEqualTo(golden);
            var read = detector.read(
                    new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(golden))));
            assertThat(HexFormat.of().formatHex(written(detector, read))).isEqualTo(golden);
        }
    }

    private static <S> byte[] written(Detector<S> detector, S state) throws IOException {
        var bytes = new ByteArrayOutputStream();
        detector.write(state, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
