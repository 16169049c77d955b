package io.gabion.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.cluster.RollCall.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollCallTest {
    private static final long SELF = 1;
    private static final Duration F = Duration.ofSeconds(6);
    private static final long BEGAN = Long.MAX_VALUE - millis(9_000); // Overflows soon: nanoTime may.
    private static final Set<Long> THREE = Set.of(SELF, 2L, 3L);

    /** Joined at 0; answers are stamped so many milliseconds before 20 s, at which the fence is asked. */
    @ParameterizedTest(name = "{0} configured, members {1}, answered {2}, for {3} ms: {4}")
    @CsvSource(delimiter = '|', textBlock = """
            3 | 1 2 3     | 2@0            | 0    | true
            3 | 1 2 3     | 2@5999         | 0    | true
            3 | 1 2 3     | 2@6000         | 0    | false
            3 | 1 2 3     | 2@6000 3@5999  | 0    | true
            3 | 1 2 3     |                | 0    | false
            3 | 1 2 3     | 2@900          | 5000 | true
            3 | 1 2 3     | 2@1000         | 5000 | false
            3 | 1 2 3     | 2@0            | 6000 | false
            3 | 1         |                | 0    | false
            3 | 1 2       | 2@0            | 0    | true
            3 | 1 2       | 3@0            | 0    | false
            3 | 2 3       | 2@0 3@0        | 0    | false
            3 | 1 2 3 4   | 2@0            | 0    | false
            3 | 1 2 3 4   | 2@0 4@0        | 0    | true
            3 | 1 2 3 4 5 | 2@0 3@0        | 0    | true
            5 | 1 2 3     | 2@0            | 0    | false
            5 | 1 2 3     | 2@0 3@0        | 0    | true
            1 | 1         |                | 0    | true
            1 | 1 2       |                | 0    | false
            3 | 1 2 3     | 1@0            | 0    | false
            3 | 1 2 3     | 7@0 8@0        | 0    | false
            """)
    void holds_by_a_majority_of_the_larger_of_view_and_configuration_that_answered_in_time(
            int configured, String members, String answered, long time, boolean holds) {
        var uids = uids(members);
        var call = RollCall.begun(configured, F, at(0)).looked(at(0), Set.of(SELF), SELF);
        for (long second = 1; second <= 20; second++) {
            call = call.looked(at(1_000 * second), all(uids, answered), SELF);
            call = answers(call, answered, 1_000 * second - 1_000, 1_000 * second);
        }
        call = answers(call, answered, 20_000, 20_001);
        assertThat(call.holds(at(20_000), Duration.ofMillis(time), uids, SELF)).isEqualTo(holds);
    }

    @Test
    void who_has_just_joined_waits_before_it_hosts() {
        var call = RollCall.begun(3, F, at(0)).looked(at(30_000), Set.of(2L, 3L), SELF);
        call = call.looked(at(31_000), THREE, SELF).answered(2, mono(36_900)).answered(3, mono(36_900));
        call = call.looked(at(36_900), THREE, SELF);
        assertThat(call.holds(at(36_999), Duration.ZERO, THREE, SELF)).isFalse();
        assertThat(call.holds(at(37_000), Duration.ZERO, THREE, SELF)).isTrue();
    }

    @Test
    void who_was_paused_and_wakes_has_no_fence_though_nothing_seems_to_have_changed() {
        var call = present(20_000);
        assertThat(call.holds(at(20_100), Duration.ZERO, THREE, SELF)).isTrue();
        assertThat(call.holds(at(60_000), Duration.ZERO, THREE, SELF)).isFalse();
        // The answer to the last probe before the pause comes after it.
        assertThat(call.answered(2, mono(20_000)).holds(at(60_000), Duration.ZERO, THREE, SELF))
                .isFalse();
    }

    /** Both clocks move here, so this alone would not tell which one is read. */
    @Test
    void a_wall_clock_that_is_set_neither_makes_an_answer_older_nor_younger() {
        for (long hour : List.of(3_600_000L, -3_600_000L)) {
            var call = present(20_000);
            assertThat(call.holds(set(20_100, hour), Duration.ZERO, THREE, SELF))
                    .isFalse();
            call = call.looked(set(20_100, hour), THREE, SELF);
            // Set by purpose or by a pause of the whole machine: the old answers prove nothing, nor do late ones.
            assertThat(call.holds(set(20_200, hour), Duration.ZERO, THREE, SELF))
                    .isFalse();
            call = call.answered(2, mono(20_000));
            assertThat(call.holds(set(20_200, hour), Duration.ZERO, THREE, SELF))
                    .isFalse();
            call = call.answered(2, mono(20_100));
            assertThat(call.holds(set(20_200, hour), Duration.ZERO, THREE, SELF))
                    .isTrue();
            assertThat(call.holds(set(26_099, hour), Duration.ZERO, THREE, SELF))
                    .isTrue();
            assertThat(call.holds(set(26_100, hour), Duration.ZERO, THREE, SELF))
                    .isFalse();
        }
    }

    @Test
    void a_clock_that_is_slewed_gently_changes_nothing() {
        var call = present(20_000);
        assertThat(call.holds(set(20_100, 249), Duration.ZERO, THREE, SELF)).isTrue();
        assertThat(call.holds(set(20_100, 250), Duration.ZERO, THREE, SELF)).isFalse();
    }

    /** As on a machine that was suspended: what was answered before looks as if it had been just now. */
    @Test
    void clocks_that_stood_still_prove_nothing_to_who_asks_after_it() {
        var call = present(20_000);
        assertThat(call.holds(at(20_001), Duration.ZERO, THREE, SELF)).isTrue();
        assertThat(call.heardSince(mono(20_000), THREE, SELF)).isTrue();
        assertThat(call.heardSince(mono(20_001), THREE, SELF)).isFalse();
        assertThat(call.answered(3, mono(20_001)).heardSince(mono(20_001), THREE, SELF))
                .isTrue();
        assertThat(call.answered(7, mono(20_001)).heardSince(mono(20_001), THREE, SELF))
                .isFalse();
        assertThat(call.answered(2, mono(20_001)).heardSince(mono(20_001), Set.of(2L, 3L), SELF))
                .isFalse();
        var five = Set.of(SELF, 2L, 3L, 4L, 5L);
        assertThat(call.heardSince(mono(20_000), five, SELF)).isFalse();
        assertThat(call.answered(4, mono(20_000)).heardSince(mono(20_000), five, SELF))
                .isTrue();
    }

    @Test
    void an_older_answer_that_comes_later_replaces_no_newer_one() {
        var call = present(20_000).answered(2, mono(15_000));
        assertThat(call.holds(at(25_999), Duration.ZERO, THREE, SELF)).isTrue();
    }

    @Test
    void who_left_is_forgotten_and_its_next_incarnation_has_to_answer_itself() {
        var call = present(20_000).looked(at(20_100), Set.of(SELF, 3L), SELF).looked(at(20_200), THREE, SELF);
        assertThat(call.holds(at(20_200), Duration.ZERO, THREE, SELF)).isFalse();
    }

    private static RollCall present(long millis) {
        return RollCall.begun(3, F, at(0))
                .looked(at(0), THREE, SELF)
                .looked(at(millis), THREE, SELF)
                .answered(2, mono(millis));
    }

    /** Those of the answers whose stamp is within these bounds. */
    private static RollCall answers(RollCall call, String answered, long from, long to) {
        for (var answer : words(answered)) {
            var parts = answer.split("@");
            long stamp = 20_000 - Long.parseLong(parts[1]);
            if (stamp >= from && stamp < to) {
                call = call.answered(Long.parseLong(parts[0]), mono(stamp));
            }
        }
        return call;
    }

    private static Set<Long> all(Set<Long> members, String answered) {
        var all = new ArrayList<>(members);
        words(answered).forEach(answer -> all.add(Long.parseLong(answer.split("@")[0])));
        all.add(SELF);
        return Set.copyOf(new java.util.HashSet<>(all));
    }

    private static Set<Long> uids(String members) {
        return Set.copyOf(words(members).stream().map(Long::parseLong).toList());
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }

    private static Time at(long millis) {
        return set(millis, 0);
    }

    /** With the wall clock set by so many milliseconds. */
    private static Time set(long millis, long by) {
        return new Time(mono(millis), millis(1_700_000_000_000L + millis + by));
    }

    private static long mono(long millis) {
        return BEGAN + millis(millis);
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
