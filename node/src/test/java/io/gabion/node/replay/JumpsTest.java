package io.gabion.node.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.PlainEvent;
import io.gabion.node.parse.ClaimedTime;
import io.gabion.node.replay.RecordedFile.Read;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JumpsTest {
    private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");
    private static final int FAR = 24 * 365 * 74;

    private final List<Read> read = new ArrayList<>();
    private final Jumps jumps = new Jumps(read::add);

    @Test
    void a_single_line_far_ahead_is_given_the_time_before_it_and_keeps_its_own_as_a_field() {
        assertThat(hours(0, 1, FAR, 2, 3)).containsExactly(0, 1, 1, 2, 3);
        assertThat(observation(2).fields())
                .containsEntry(
                        ClaimedTime.FIELD, START.plus(Duration.ofHours(FAR)).toString());
        assertThat(observation(3).fields()).isEmpty();
    }

    @Test
    void up_to_three_lines_far_ahead_move_nothing_and_a_fourth_is_believed() {
        assertThat(hours(0, FAR, FAR, FAR, 1, 2)).containsExactly(0, 0, 0, 0, 1, 2);
        assertThat(hours(0, FAR, FAR, FAR, FAR, 1)).containsExactly(0, FAR, FAR, FAR, FAR, 1);
    }

    @Test
    void a_pause_is_believed_when_the_lines_after_it_agree() {
        assertThat(hours(0, 72, 73, 74, 75)).containsExactly(0, 72, 73, 74, 75);
        assertThat(hours(0, 72, 73)).containsExactly(0, 72, 73);
        assertThat(hours(0, 50, 100, 150, 200, 201)).containsExactly(0, 50, 100, 150, 200, 201);
    }

    @Test
    void lines_out_of_order_within_a_day_agree() {
        assertThat(hours(0, 72, 50, 60, 71)).containsExactly(0, 72, 50, 60, 71);
    }

    @Test
    void the_pause_after_a_line_far_ahead_is_believed_all_the_same() {
        assertThat(hours(0, FAR, 72, 73, 74, 75)).containsExactly(0, 0, 72, 73, 74, 75);
    }

    @Test
    void the_last_line_is_not_believed_on_its_own() {
        assertThat(hours(0, 1, FAR)).containsExactly(0, 1, 1);
    }

    @Test
    void the_first_line_is_judged_by_those_after_it() {
        assertThat(hours(FAR, 2, 1, 3)).containsExactly(1, 2, 1, 3);
        assertThat(hours(FAR)).containsExactly(FAR);
        assertThat(hours()).isEmpty();
    }

    @Test
    void dead_letters_keep_their_place_and_do_not_agree() {
        jumps.seen(at(0));
        jumps.dead(letter(2));
        jumps.seen(at(FAR));
        jumps.dead(letter(4));
        jumps.dead(letter(5));
        jumps.dead(letter(6));
        jumps.seen(at(1));
        jumps.end();
        assertThat(read)
                .containsExactly(
                        new Read.Seen(START, at(0)),
                        new Read.Dead(START, letter(2)),
                        new Read.Seen(START, ClaimedTime.replaced(at(FAR), START)),
                        new Read.Dead(START, letter(4)),
                        new Read.Dead(START, letter(5)),
                        new Read.Dead(START, letter(6)),
                        new Read.Seen(START.plus(Duration.ofHours(1)), at(1)));
    }

    @Test
    void no_more_lines_than_stated_are_held_back() {
        jumps.seen(at(0));
        jumps.seen(at(FAR));
        jumps.seen(at(FAR));
        assertThat(read).isEmpty();
        for (int i = 0; i < 2 * Jumps.MOST_HELD; i++) {
            jumps.dead(letter(i));
        }
        assertThat(read).hasSizeGreaterThan(Jumps.MOST_HELD);
    }

    /** The times that lines with these times get. */
    private List<Integer> hours(int... times) {
        read.clear();
        var fresh = new Jumps(read::add);
        for (int time : times) {
            fresh.seen(at(time));
        }
        fresh.end();
        var hours = new ArrayList<Integer>();
        var latest = Instant.MIN;
        for (int i = 0; i < read.size(); i++) {
            var time = observation(i).time();
            latest = time.isAfter(latest) ? time : latest;
            assertThat(read.get(i).at()).isEqualTo(latest);
            hours.add((int) Duration.between(START, time).toHours());
        }
        return hours;
    }

    private Observation observation(int index) {
        return ((Read.Seen) read.get(index)).observation();
    }

    private static DeadLetter letter(int line) {
        return new DeadLetter(new Source("x", line), "no time", "");
    }

    private static Observation at(int hour) {
        return PlainEvent.of(
                new Source("x", 1), START.plus(Duration.ofHours(hour)), "test", Map.of(), new AssetRef(Kind.HOST, "h"));
    }
}
