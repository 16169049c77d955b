package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.responders.connectors.ChannelStand.Arrival;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoticeCheckTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final ActionState TOLD = said(Outcome.APPLIED);

    @Test
    void told_once_after_it_was_written_down_is_as_it_should_be() {
        assertThat(check(0, 0, "k1")).isEmpty();
    }

    @Test
    void again_under_one_key_is_as_it_should_be_for_each_call_that_was_given_up() {
        assertThat(check(1, 0, "k1", "k1")).isEmpty();
        assertThat(check(0, 0, "k1", "k1")).singleElement().asString().startsWith("told 2 times, 0 attempts given up");
        assertThat(check(1, 0, "k1", "k1", "k1")).singleElement().asString().startsWith("told 3 times");
    }

    @Test
    void of_a_call_that_was_never_made_nothing_can_have_come() {
        assertThat(check(1, 1, "k1")).isEmpty();
        assertThat(check(1, 1, "k1", "k1")).singleElement().asString().startsWith("told 2 times");
    }

    @Test
    void another_key_the_second_time_is_found() {
        assertThat(check(1, 0, "k1", "k2")).containsExactly("a repetition is not known by its key: [k1, k2]");
    }

    @Test
    void a_notice_that_never_came_or_came_before_it_was_written_down_is_found() {
        assertThat(check(0, 0)).containsExactly("nobody was told");
        for (var begun : List.of(Optional.<Instant>empty(), Optional.of(THEN.plusSeconds(2)))) {
            assertThat(check(begun, 0, List.of(TOLD), 0, "k1"))
                    .singleElement()
                    .asString()
                    .startsWith("told without an earlier intent");
        }
    }

    @Test
    void a_journal_that_says_nothing_or_otherwise_or_twice_is_found() {
        for (var said : List.of(List.<ActionState>of(), List.of(said(Outcome.FAILED)), List.of(TOLD, TOLD))) {
            assertThat(check(Optional.of(THEN), 0, said, 0, "k1"))
                    .singleElement()
                    .asString()
                    .startsWith("the journal does not say, once,");
        }
    }

    private static List<String> check(int givenUp, int unmade, String... keys) {
        return check(Optional.of(THEN), givenUp, List.of(TOLD), unmade, keys);
    }

    /** What came under these keys. */
    private static List<String> check(
            Optional<Instant> begun, int givenUp, List<ActionState> told, int unmade, String... keys) {
        var arrived = Arrays.stream(keys)
                .map(key -> new Arrival(key, "", THEN.plusSeconds(1)))
                .toList();
        return new NoticeCheck("default/incident/i1", begun, givenUp, told, true).check(arrived, unmade);
    }

    private static ActionState said(Outcome outcome) {
        return new ActionState("notify", "target", outcome, "", 0, THEN);
    }
}
