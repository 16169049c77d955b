package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Plan.Level;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.guard.GuardCommand.*;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody is left untold of a freeze or a brake that stays. */
class ChainTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final EntityId BY = EntityId.parse("acme/containment/fw/block-address/x");
    private static final Freeze FREEZE = new Freeze("ann", "a doubt");

    /** Chat after ten minutes; a pager after thirty, and twice again every ten. */
    private final Guard guard = new Guard(new GuardPolicy(
            Mode.LIVE,
            Set.of("fw"),
            Protected.NOTHING,
            Map.of(Action.BLOCK_ADDRESS, new GuardPolicy.Budget(100, Duration.ofHours(1), 100)),
            new GuardPolicy.Brake(
                    1,
                    Duration.ofMinutes(10),
                    "desk",
                    List.of(new Level("chat", 600, List.of(), 0, 0), new Level("pager", 1_800, List.of(), 600, 2))),
            "hash"));

    private GuardState state = guard.empty();
    private Instant now = T0;

    @BeforeEach
    void the_surroundings_are_known() {
        say(new Surroundings("node1", List.of("192.0.2.1")));
    }

    @Test
    void of_a_freeze_somebody_is_told_at_once_and_the_others_one_after_the_other() {
        assertThat(channels(say(FREEZE))).containsExactly("desk");
        assertThat(guard.unfinished(state)).isTrue();
        assertThat(alarms(hear("desk", true))).containsExactly(at(10));
        assertThat(alarms(at(9, new Wake()))).containsExactly(at(10));
        assertThat(channels(at(10, new Wake()))).containsExactly("chat");
        assertThat(alarms(hear("chat", true))).containsExactly(at(30));
        for (int minute : new int[] {30, 40, 50}) {
            assertThat(channels(at(minute, new Wake()))).containsExactly("pager");
            hear("pager", true);
        }
        assertThat(guard.unfinished(state)).isFalse();
        assertThat(at(600, new Wake()).effects()).isEmpty();
    }

    @Test
    void who_thaws_ends_it_and_another_freeze_is_told_anew() {
        var first = pages(say(FREEZE)).getFirst();
        assertThat(first.actions().getFirst().reason())
                .isEqualTo("frozen by ann: a doubt; gabion guard thaw allows it again");
        hear("desk", true);
        say(new Thaw("ann"));
        assertThat(guard.unfinished(state)).isFalse();
        assertThat(at(30, new Wake()).effects()).isEmpty();

        var second = pages(say(FREEZE)).getFirst();
        assertThat(second.key()).isNotEqualTo(first.key());
        assertThat(say(new Told(first.step(), 1, true, "")).events())
                .as("of the one before")
                .isEmpty();
        assertThat(guard.unfinished(state)).isTrue();
    }

    @Test
    void a_brake_that_stays_on_is_told_to_others_until_somebody_decides() {
        reserve("r1");
        assertThat(channels(reserve("r2"))).containsExactly("desk");
        assertThat(alarms(hear("desk", true))).containsExactly(at(10));
        assertThat(reserve("r3").effects()).as("of the same brake").isEmpty();
        var chat = pages(at(10, new Wake()));
        assertThat(chat).extracting(NotifyOrder::channel).containsExactly("chat");
        assertThat(chat.getFirst().playbook()).isEqualTo("contain-guessing/block");
        hear("chat", true);
        say(new Decide("contain-guessing/block", Verdict.DENY, "ann", "false"));
        assertThat(guard.unfinished(state)).isFalse();
        assertThat(at(60, new Wake()).effects()).isEmpty();
    }

    @Test
    void a_channel_that_is_dead_keeps_no_other_from_being_told_and_is_tried_again() {
        say(FREEZE);
        assertThat(alarms(hear("desk", false))).containsExactly(T0.plusSeconds(2));
        now = T0.plusSeconds(2);
        assertThat(pages(say(new Wake()))).singleElement().satisfies(page -> {
            assertThat(page.channel()).isEqualTo("desk");
            assertThat(page.attempt()).isEqualTo(2);
        });
        hear("desk", false);
        assertThat(channels(at(10, new Wake()))).containsExactly("desk", "chat");
        assertThat(guard.unfinished(state)).isTrue();
    }

    @Test
    void of_what_fell_due_while_nobody_ran_the_last_that_is_told_makes_the_others_of_its_level_needless() {
        say(FREEZE);
        hear("desk", true);
        state = guard.read(guard.write(state));
        assertThat(guard.unfinished(state)).isTrue();

        assertThat(channels(at(45, guard.wake()))).containsExactly("chat", "pager");
        hear("chat", true);
        hear("pager", true);
        assertThat(alarms(at(46, new Wake()))).containsExactly(at(50));
        assertThat(channels(at(46, new Wake()))).isEmpty();
    }

    @Test
    void the_first_of_all_that_wait_is_what_it_wakes_for() {
        reserve("r1");
        reserve("r2");
        hear("desk", true);
        now = now.plusSeconds(60);
        say(FREEZE);
        assertThat(alarms(hear("desk", false))).containsExactly(now.plusSeconds(2));
    }

    private List<NotifyOrder> under = List.of();

    private Decision<GuardEvent> hear(String channel, boolean told) {
        var page = under.stream()
                .filter(p -> p.channel().equals(channel))
                .reduce((_, last) -> last)
                .orElseThrow();
        return say(new Told(page.step(), page.attempt(), told, told ? "" : "no answer"));
    }

    private Decision<GuardEvent> reserve(String reservation) {
        var target = new Target("fw", "203.0.113." + reservation.substring(1));
        return say(new Reserve(
                reservation, BY, Action.BLOCK_ADDRESS, target, T0.plusSeconds(3_600), "contain-guessing/block"));
    }

    private Decision<GuardEvent> at(int minute, GuardCommand command) {
        now = at(minute);
        return say(command);
    }

    private static Instant at(int minute) {
        return T0.plus(Duration.ofMinutes(minute));
    }

    private Decision<GuardEvent> say(GuardCommand command) {
        var decision = guard.decide(state, command, now);
        for (var event : decision.events()) {
            state = guard.apply(state, event);
        }
        under = Stream.concat(under.stream(), pages(decision).stream()).toList();
        return decision;
    }

    private static List<Instant> alarms(Decision<GuardEvent> decision) {
        return decision.effects().stream()
                .filter(Schedule.class::isInstance)
                .map(effect -> ((Schedule) effect).due())
                .toList();
    }

    private static List<String> channels(Decision<GuardEvent> decision) {
        return pages(decision).stream().map(NotifyOrder::channel).toList();
    }

    private static List<NotifyOrder> pages(Decision<GuardEvent> decision) {
        return decision.effects().stream()
                .filter(Call.class::isInstance)
                .map(effect -> (NotifyOrder) ((Call) effect).order())
                .toList();
    }
}
