package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.*;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.guard.GuardCommand.*;
import io.gabion.responders.guard.GuardPolicy.Brake;
import io.gabion.responders.guard.GuardPolicy.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrakeTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final EntityId BY = EntityId.parse("acme/containment/fw/block-address/x");
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final String GUESSING = "contain-guessing/block";

    private Guard guard = guard(Mode.LIVE, 3, 100);
    private GuardState state = guard.empty();
    private int asked;

    @BeforeEach
    void the_surroundings_are_known() {
        say(new Surroundings("node1", List.of("192.0.2.1")), T0);
    }

    @Test
    void one_target_more_than_the_limit_waits_for_a_person() {
        fill();

        var held = ask("203.0.113.4", T0);

        assertThat(held).isInstanceOf(Held.class);
        assertThat(guard.owes(held)).singleElement().satisfies(send -> {
            assertThat(send.to()).isEqualTo(BY);
            assertThat(send.message())
                    .isEqualTo(new ContainmentCommand.Held(
                            "r4",
                            "the brake: more than 3 of contain-guessing/block within PT10M;"
                                    + " it waits for gabion guard approve or deny"));
        });
    }

    @Test
    void another_signature_is_not_held_back() {
        fill();
        ask("203.0.113.4", T0);

        assertThat(ask("203.0.113.5", "contain-beacon/block", T0)).isInstanceOf(Reserved.class);
    }

    @Test
    void the_same_target_again_is_no_further_target() {
        fill();

        assertThat(ask("203.0.113.3", T0)).isInstanceOf(Reserved.class);
    }

    @Test
    void what_says_nothing_of_itself_is_alike_by_what_it_does() {
        for (int n = 1; n <= 3; n++) {
            assertThat(ask("203.0.113." + n, "", T0)).isInstanceOf(Reserved.class);
        }

        assertThat(ask("203.0.113.4", "", T0)).isInstanceOf(Held.class);
    }

    @Test
    void after_the_window_as_many_go_on_again() {
        fill();

        assertThat(ask("203.0.113.4", T0.plus(WINDOW))).isInstanceOf(Reserved.class);
    }

    @Test
    void a_brake_that_is_on_does_not_end_by_itself() {
        fill();
        ask("203.0.113.4", T0);

        assertThat(ask("203.0.113.5", T0.plus(Duration.ofDays(9)))).isInstanceOf(Held.class);
    }

    @Test
    void what_is_only_observed_is_told_that_it_would_wait() {
        guard = guard(Mode.OBSERVE, 3, 100);
        fill();

        var event = ask("203.0.113.4", T0);

        assertThat(event).isInstanceOf(Observed.class);
        assertThat(((Observed) event).why()).endsWith("; the brake would hold it");
        assertThat(guard.unfinished(state)).isFalse();
    }

    @Test
    void a_person_is_told_of_a_brake_once() {
        fill();
        var first = decide(ask("r4", "203.0.113.4", GUESSING), T0);
        assertThat(pages(first)).singleElement().satisfies(page -> {
            assertThat(page.channel()).isEqualTo("desk");
            assertThat(page.step()).isEqualTo(GUESSING);
            assertThat(page.attempt()).isEqualTo(1);
        });
        say(new Told(GUESSING, 1, true, ""), T0);

        assertThat(pages(decide(ask("r5", "203.0.113.5", GUESSING), T0))).isEmpty();
        assertThat(decide(new Wake(), T0.plusSeconds(3_600)).effects()).isEmpty();
        assertThat(guard.unfinished(state)).isFalse();
    }

    @Test
    void who_could_not_be_told_is_told_again_after_a_pause() {
        fill();
        var key =
                pages(decide(ask("r4", "203.0.113.4", GUESSING), T0)).getFirst().key();

        var failed = decide(new Told(GUESSING, 1, false, "no answer"), T0);

        assertThat(failed.effects()).containsExactly(new Schedule(T0.plusSeconds(2)));
        assertThat(guard.unfinished(state)).isTrue();
        assertThat(decide(new Wake(), T0.plusSeconds(1)).effects()).containsExactly(new Schedule(T0.plusSeconds(2)));
        assertThat(pages(decide(new Wake(), T0.plusSeconds(2)))).singleElement().satisfies(page -> {
            assertThat(page.key()).isEqualTo(key);
            assertThat(page.attempt()).isEqualTo(2);
        });
        assertThat(decide(new Told(GUESSING, 1, true, "late"), T0).events()).isEmpty();
    }

    @Test
    void an_owner_that_takes_over_tells_who_was_not_told() {
        fill();
        ask("203.0.113.4", T0);
        state = guard.read(guard.write(state));

        assertThat(guard.unfinished(state)).isTrue();
        assertThat(pages(decide(guard.wake(), T0))).hasSize(1);
    }

    @Test
    void a_brake_outlives_a_snapshot() {
        fill();
        ask("203.0.113.4", T0);
        var brakes = state.brakes();

        assertThat(guard.read(guard.write(state)).brakes()).isEqualTo(brakes);
    }

    @Test
    void who_approves_lets_go_on_what_waits_and_as_many_again() {
        fill();
        ask("203.0.113.4", T0);
        ask("203.0.113.5", T0);

        var decided = decide(new Decide(GUESSING, Verdict.APPROVE, "ann", "seen"), T0.plusSeconds(60));

        assertThat(decided.events()).hasExactlyElementsOfTypes(BrakeDecided.class, Reserved.class, Reserved.class);
        assertThat(guard.owes(decided.events().getLast())).singleElement().satisfies(send -> {
            assertThat(send.id()).isEqualTo("r5/answer");
            assertThat(send.message()).isEqualTo(new ContainmentCommand.Granted("r5", T0.plusSeconds(60)));
        });
        assertThat(shown().brakes()).isEmpty();
        for (int n = 6; n <= 8; n++) {
            assertThat(ask("203.0.113." + n, T0.plusSeconds(61))).isInstanceOf(Reserved.class);
        }
        assertThat(ask("203.0.113.9", T0.plusSeconds(62))).isInstanceOf(Held.class);
    }

    @Test
    void who_approves_opens_no_other_door() {
        guard = guard(Mode.LIVE, 3, 4);
        fill();
        ask("203.0.113.4", T0);
        ask("203.0.113.5", T0);

        var overBudget = decide(new Decide(GUESSING, Verdict.APPROVE, "ann", "seen"), T0);

        assertThat(overBudget.events())
                .hasExactlyElementsOfTypes(BrakeDecided.class, Reserved.class, Refused.class, BudgetSpent.class);
    }

    @Test
    void what_is_protected_is_refused_and_not_held() {
        fill();

        assertThat(ask("198.51.100.7", T0)).isInstanceOf(Refused.class);
    }

    @Test
    void who_denies_refuses_what_waits_and_more_of_it_for_the_window() {
        fill();
        ask("203.0.113.4", T0);

        var decided = decide(new Decide(GUESSING, Verdict.DENY, "ann", "a false alert"), T0);

        assertThat(decided.events()).hasExactlyElementsOfTypes(BrakeDecided.class, Refused.class);
        assertThat(ask("203.0.113.6", T0.plusSeconds(1))).isInstanceOf(Refused.class);
        assertThat(shown().brakes()).containsExactly(new GuardCommand.Brake(GUESSING, true, 0, T0, false));
        assertThat(ask("203.0.113.7", T0.plus(WINDOW))).isInstanceOf(Reserved.class);
        assertThat(shown().brakes()).isEmpty();
    }

    @Test
    void who_decides_about_no_brake_is_told_so() {
        assertThat(decide(new Decide(GUESSING, Verdict.APPROVE, "ann", ""), T0))
                .isEqualTo(Decision.only(new Reply(new Rejected("no brake is on for " + GUESSING))));
    }

    @Test
    void what_is_given_up_while_it_waits_is_not_asked_about_any_more() {
        fill();
        ask("203.0.113.4", T0);
        say(new Return("r4"), T0);

        assertThat(shown().brakes()).containsExactly(new GuardCommand.Brake(GUESSING, false, 0, T0, false));
        assertThat(decide(ask("r4", "203.0.113.4", GUESSING), T0).events()).isEmpty();
        assertThat(decide(new Decide(GUESSING, Verdict.APPROVE, "ann", ""), T0).events())
                .hasExactlyElementsOfTypes(BrakeDecided.class);
    }

    @Test
    void no_more_than_a_thousand_wait() {
        fill();
        for (int n = 0; n < Brakes.HELD; n++) {
            assertThat(ask("198.18." + n / 250 + "." + n % 250, T0)).isInstanceOf(Held.class);
        }

        assertThat(ask("203.0.113.99", T0)).isInstanceOf(Refused.class);
    }

    @Test
    void signatures_are_remembered_up_to_a_limit_and_a_brake_is_not_forgotten() {
        fill();
        ask("203.0.113.4", T0);
        for (int n = 0; n < 2 * Brakes.SIGNATURES; n++) {
            ask("203.0.113.5", "p/" + n, T0.plus(Duration.ofHours(n)));
        }

        assertThat(state.brakes().trails()).hasSize(Brakes.SIGNATURES);
        assertThat(state.brakes().isOn(GUESSING)).isTrue();
    }

    @Test
    void where_every_signature_waits_another_one_is_refused() {
        guard = guard(Mode.LIVE, 1, 10_000);
        for (int n = 0; n < Brakes.SIGNATURES; n++) {
            ask("203.0.113.1", "p/" + n, T0);
            assertThat(ask("203.0.113.2", "p/" + n, T0)).isInstanceOf(Held.class);
        }

        assertThat(ask("203.0.113.1", GUESSING, T0)).isInstanceOf(Refused.class);
    }

    private void fill() {
        for (int n = 1; n <= 3; n++) {
            ask("203.0.113." + n, T0);
        }
    }

    private Shown shown() {
        return (Shown) ((Reply) guard.decide(state, new Show(), T0).effects().getFirst()).message();
    }

    private GuardEvent ask(String address, Instant now) {
        return ask(address, GUESSING, now);
    }

    private GuardEvent ask(String address, String signature, Instant now) {
        return decide(ask("r" + ++asked, address, signature), now).events().getFirst();
    }

    private static Reserve ask(String reservation, String address, String signature) {
        return new Reserve(
                reservation, BY, Action.BLOCK_ADDRESS, new Target("fw", address), T0.plusSeconds(3_600), signature);
    }

    private static List<NotifyOrder> pages(Decision<GuardEvent> decision) {
        return decision.effects().stream()
                .filter(Call.class::isInstance)
                .map(e -> (NotifyOrder) ((Call) e).order())
                .toList();
    }

    private void say(GuardCommand command, Instant now) {
        decide(command, now);
    }

    private Decision<GuardEvent> decide(GuardCommand command, Instant now) {
        var decision = guard.decide(state, command, now);
        for (var event : decision.events()) {
            state = guard.apply(state, event);
        }
        return decision;
    }

    private static Guard guard(Mode mode, int targets, int perWindow) {
        var budget = new Budget(perWindow, Duration.ofHours(1), 10_000);
        return new Guard(new GuardPolicy(
                mode,
                Set.of("fw"),
                Protected.addresses(List.of("198.51.100.7")),
                Map.of(Action.BLOCK_ADDRESS, budget),
                new Brake(targets, WINDOW, "desk"),
                "hash"));
    }
}
