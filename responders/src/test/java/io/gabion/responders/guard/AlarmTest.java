package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.AlarmTold;
import io.gabion.protocol.guard.GuardEvent.Alarmed;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.responders.guard.GuardCommand.Alarm;
import io.gabion.responders.guard.GuardCommand.Told;
import io.gabion.responders.guard.GuardCommand.Wake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A person is told of what nobody knows: once for a connector, until somebody could be told. */
class AlarmTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final EntityId BY = EntityId.parse("acme/containment/fw/block-address/203.0.113.7");

    private final Guard guard = new Guard(new GuardPolicy(Mode.LIVE, Set.of("fw"), List.of(), Map.of(), "hash"));
    private GuardState state = guard.empty();
    private Instant now = START;

    @Test
    void the_first_alarm_of_a_connector_is_told_at_once_and_those_after_it_are_counted() {
        var first = say(alarm("k1", "fw"));
        assertThat(first.events()).singleElement().isInstanceOf(Alarmed.class);
        assertThat(page(first).actions().getFirst().reason()).isEqualTo("no answer");
        assertThat(page(first).channel()).isEqualTo("log");

        assertThat(say(alarm("k2", "fw")).effects()).isEmpty();
        assertThat(page(say(alarm("k3", "other"))).step()).isEqualTo("alarm of other");
        assertThat(say(alarm("k1", "fw"))).as("heard twice").isEqualTo(Decision.nothing());
        assertThat(guard.unfinished(state)).isTrue();
    }

    @Test
    void it_is_told_again_and_again_until_somebody_could_be_told() {
        say(alarm("k1", "fw"));
        say(alarm("k2", "fw"));
        var failed = say(new Told("alarm of fw", 1, false, "no route"));
        assertThat(failed.events()).containsExactly(new AlarmTold("fw", 1, false, "no route", START));
        assertThat(failed.effects()).containsExactly(new Schedule(START.plusSeconds(2)));
        assertThat(say(new Wake()).effects()).as("too early").containsExactly(new Schedule(START.plusSeconds(2)));

        now = START.plusSeconds(2);
        var again = page(say(new Wake()));
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.actions().getFirst().reason()).isEqualTo("no answer; and 1 more since");
        assertThat(say(new Told("alarm of fw", 1, true, "")))
                .as("an old answer")
                .isEqualTo(Decision.nothing());
        say(new Told("alarm of fw", 2, true, ""));
        assertThat(guard.unfinished(state)).isFalse();
        assertThat(say(new Wake()).effects()).isEmpty();
    }

    @Test
    void what_comes_ten_minutes_after_it_was_told_is_another_alarm() {
        say(alarm("k1", "fw"));
        say(new Told("alarm of fw", 1, true, ""));
        now = START.plusSeconds(600);
        assertThat(page(say(alarm("k3", "fw"))).attempt()).isEqualTo(1);
    }

    @Test
    void what_comes_within_ten_minutes_after_it_was_told_is_told_once_when_they_are_over() {
        var first = page(say(alarm("k1", "fw")));
        say(new Told("alarm of fw", 1, true, ""));
        assertThat(guard.unfinished(state)).isFalse();
        now = START.plusSeconds(1);
        assertThat(say(alarm("k2", "fw")).effects()).containsExactly(new Schedule(START.plusSeconds(600)));
        now = START.plusSeconds(599);
        assertThat(say(alarm("k3", "fw")).effects()).isEmpty();
        assertThat(guard.unfinished(state)).isTrue();
        assertThat(say(new Wake()).effects()).containsExactly(new Schedule(START.plusSeconds(600)));
        assertThat(say(new Told("alarm of fw", 1, true, "")))
                .as("the answer to the one before, again")
                .isEqualTo(Decision.nothing());

        state = guard.read(guard.write(state));
        now = START.plusSeconds(600);
        var second = page(say(guard.wake()));
        assertThat(second.key()).isNotEqualTo(first.key());
        assertThat(second.actions().getFirst().reason()).isEqualTo("no answer; and 1 more since");
        say(new Told("alarm of fw", 1, true, ""));
        assertThat(guard.unfinished(state)).isFalse();
        now = START.plusSeconds(1_199);
        assertThat(say(alarm("k4", "fw")).effects()).containsExactly(new Schedule(START.plusSeconds(1_200)));
    }

    @Test
    void what_stays_so_is_told_again_after_one_hour_and_two_and_four_and_every_day() {
        say(alarm("k1", "fw"));
        say(new Told("alarm of fw", 1, true, ""));
        var told = new ArrayList<Long>();
        for (long minute = 1; minute < 4 * 24 * 60; minute++) {
            now = START.plusSeconds(60 * minute);
            var said = say(alarm(Guard.still("k" + minute % 3), "fw"));
            if (!said.events().isEmpty()) {
                told.add(minute / 60);
                assertThat(minute % 60).isZero();
                assertThat(page(said).actions().getFirst().reason()).isEqualTo("no answer; still so, since " + START);
                say(new Told("alarm of fw", 1, true, ""));
            }
        }

        assertThat(told).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 56L, 80L);
        assertThat(state.alarms().seen()).containsExactly("k1");
    }

    @Test
    void what_is_said_to_be_still_so_and_was_never_told_is_told_at_once() {
        assertThat(page(say(alarm(Guard.still("k1"), "fw"))).attempt()).isEqualTo(1);
        assertThat(say(alarm(Guard.still("k2"), "fw"))).isEqualTo(Decision.nothing());
    }

    @Test
    void no_more_connectors_and_keys_are_remembered_than_is_said() {
        for (int n = 0; n < Alarms.SEEN + 1; n++) {
            say(alarm("k" + n, "fw" + n));
        }
        assertThat(state.alarms().open()).hasSize(Alarms.CONNECTORS);
        assertThat(state.alarms().seen()).hasSize(Alarms.SEEN).doesNotContain("k0");
    }

    @Test
    void a_snapshot_keeps_alarms() {
        say(alarm("k1", "fw"));
        assertThat(guard.read(guard.write(state))).isEqualTo(state);
    }

    private Decision<GuardEvent> say(GuardCommand command) {
        var decision = guard.decide(state, command, now);
        for (var event : decision.events()) {
            state = guard.apply(state, event);
        }
        return decision;
    }

    private static NotifyOrder page(Decision<GuardEvent> decision) {
        return (NotifyOrder) ((Call) decision.effects().getFirst()).order();
    }

    private static Alarm alarm(String key, String connector) {
        return new Alarm(key, BY, Action.BLOCK_ADDRESS, new Target(connector, "203.0.113.7"), "no answer");
    }
}
