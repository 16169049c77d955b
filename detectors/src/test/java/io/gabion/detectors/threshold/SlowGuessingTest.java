package io.gabion.detectors.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Detector;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowGuessingTest {
    private static final String FROM = "203.0.113.7";
    private static final AssetRef SELF = Events.address(FROM);
    private static final AssetRef ACCOUNT = Events.account("a@srv1");
    private static final long HOUR = 3_600_000;

    private final Events events = new Events();

    private static List<Finding> from(List<Observation> batch) {
        return find(new Guessing(), SELF, batch);
    }

    private static List<Finding> against(List<Observation> batch) {
        return find(new AccountGuessing(), ACCOUNT, batch);
    }

    private static <S> List<Finding> find(Detector<S> detector, AssetRef self, List<Observation> batch) {
        return detector.observe(detector.empty(), self, batch, false).findings();
    }

    private List<Observation> tries(int count, int accounts, long gap) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            batch.add(events.failure(i * gap, FROM, "user" + i % accounts + "@srv1"));
        }
        return batch;
    }

    private List<Observation> sources(int count, long gap) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            batch.add(events.failure(i * gap, "203.0.113." + i, "a@srv1"));
        }
        return batch;
    }

    @ParameterizedTest
    @CsvSource({"10000, 1, T1110.001", "10000, 10, T1110.003", "4800000, 1, T1110.001", "4800000, 3, T1110.003"})
    void ten_tries_that_never_fill_the_bucket_are_a_low_suspicion_which_names_no_actor(
            long gap, int accounts, String technique) {
        assertThat(from(tries(9, accounts, gap))).isEmpty();
        assertThat(from(tries(10, accounts, gap))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.LOW);
            assertThat(finding.techniques()).containsExactly(technique);
            assertThat(finding.actors()).isEmpty();
            assertThat(finding.evidence()).hasSize(10);
            assertThat(finding.explanation())
                    .isEqualTo("10 failed logins from 203.0.113.7 against " + Logins.plural(accounts, "account")
                            + " within 12 h, lastly on srv1, and none of them got in from there"
                            + " (limit 10, one per 10 s and account)");
        });
    }

    @Test
    void tries_that_are_further_apart_than_twelve_hours_hold_ten_of_are_silent() {
        assertThat(from(tries(1000, 3, 4_801_000))).isEmpty();
    }

    @Test
    void who_mistypes_and_gets_in_is_forgotten_also_where_many_share_an_address() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 200; i++) {
            batch.add(events.failure(i * 60_000L, FROM, "user" + i + "@srv1"));
            batch.add(events.success(i * 60_000L + 5000, FROM, "user" + i + "@srv1"));
        }
        assertThat(from(batch)).isEmpty();
    }

    @Test
    void an_account_of_his_own_hides_nobody_who_tries_those_of_others() {
        var batch = new ArrayList<Observation>();
        for (var failure : tries(10, 10, 60_000)) {
            long now = batch.size() * 20_000L;
            batch.add(failure);
            batch.add(events.failure(now + 1, FROM, "own@srv1"));
            batch.add(events.success(now + 2, FROM, "own@srv1"));
        }
        assertThat(from(batch)).hasSize(1);
    }

    @Test
    void it_is_told_again_after_half_a_day_if_it_goes_on() {
        assertThat(from(tries(24 * 6, 1, HOUR / 6))).hasSize(2);
    }

    @Test
    void what_the_bucket_tells_is_not_told_again() {
        assertThat(from(tries(500, 3, 1000)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.MEDIUM));
    }

    @Test
    void an_account_that_ten_sources_try_one_after_the_other_is_a_low_suspicion() {
        assertThat(against(sources(9, HOUR))).isEmpty();
        assertThat(against(sources(10, HOUR))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.LOW);
            assertThat(finding.actors()).isEmpty();
            assertThat(finding.victims()).contains(ACCOUNT);
            assertThat(finding.explanation())
                    .isEqualTo("a@srv1 failed to log in from 10 sources within 12 h, lastly on srv1,"
                            + " and got in from none of them (limit 10)");
        });
    }

    @Test
    void a_source_counts_once_and_not_if_the_account_gets_in_from_there() {
        var travels = new ArrayList<Observation>();
        for (var failure : sources(100, HOUR)) {
            travels.add(failure);
            travels.add(events.success(
                    HOUR * travels.size() / 2 + 1000, failure.authentication().from(), "a@srv1"));
        }
        assertThat(against(travels)).isEmpty();
        var few = new ArrayList<Observation>();
        for (int i = 0; i < 500; i++) {
            few.add(events.failure(i * 60_000L, "203.0.113." + i % 9, "a@srv1"));
        }
        assertThat(against(few)).isEmpty();
    }

    @Test
    void many_sources_at_once_are_told_by_the_bucket_alone() {
        assertThat(against(sources(40, 100)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.MEDIUM));
    }

    @Test
    void who_only_ever_gets_in_is_not_remembered() {
        var guessing = new Guessing();
        var empty = guessing.empty();
        assertThat(guessing.observe(empty, SELF, List.of(events.success(0, FROM, "a@srv1")), false)
                        .state())
                .isSameAs(empty);
    }

    @Test
    void the_tries_survive_being_written() throws IOException {
        survives(new Guessing(), SELF, tries(10, 3, HOUR));
        survives(new AccountGuessing(), ACCOUNT, sources(10, HOUR));
    }

    private static <S> void survives(Detector<S> detector, AssetRef self, List<Observation> batch) throws IOException {
        var before = detector.observe(detector.empty(), self, batch.subList(0, 9), false)
                .state();
        var after = detector.read(in(written(detector, before)));
        assertThat(detector.observe(after, self, batch.subList(9, 10), false).findings())
                .hasSize(1);
    }

    /** From which the golden files were made. */
    static List<Observation> past() {
        var events = new Events("past.log");
        var past = new ArrayList<Observation>();
        for (int i = 0; i < 5; i++) {
            past.add(events.failure(i * 1000L, FROM, "b@srv1"));
            past.add(events.failure(i * 1000L, "203.0.113.1" + i % 3, "a@srv1"));
        }
        return past;
    }

    @Test
    void the_present_version_is_written_as_it_was() throws IOException {
        present(new Guessing(), SELF);
        present(new AccountGuessing(), ACCOUNT);
    }

    private static <S> void present(Detector<S> detector, AssetRef self) throws IOException {
        var made = written(
                detector,
                detector.observe(detector.empty(), self, past(), false).state());
        assertThat(HexFormat.of().formatHex(made)).isEqualTo(golden(detector.id(), detector.version()));
        assertThat(written(detector, detector.read(in(made)))).isEqualTo(made);
    }

    @Test
    void what_was_in_the_bucket_of_a_former_version_is_still_there() throws IOException {
        former(new Guessing(), "1", SELF, events.failure(5000, FROM, "a@srv1"), "6 failed logins");
        former(new AccountGuessing(), "2", ACCOUNT, events.failure(5000, FROM, "a@srv1"), "6 failed logins");
    }

    private static <S> void former(Detector<S> detector, String version, AssetRef self, Observation next, String told)
            throws IOException {
        var stored = HexFormat.of().parseHex(golden(detector.id(), version));
        var state = detector.readFormer(version, in(stored)).orElseThrow();
        assertThat(detector.observe(state, self, List.of(next), false).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.explanation()).startsWith(told));
        assertThat(detector.readFormer("0", in(new byte[0]))).isEmpty();
    }

    private static <S> byte[] written(Detector<S> detector, S state) throws IOException {
        var bytes = new ByteArrayOutputStream();
        detector.write(state, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static String golden(String id, String version) throws IOException {
        var name = "/golden/threshold/" + id + "-" + version + ".hex";
        try (var in = SlowGuessingTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }
}
