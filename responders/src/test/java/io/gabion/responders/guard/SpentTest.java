package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.*;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Verdict;
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

/** A budget that ends before any brake comes on is told to a person too: once for each action and window. */
class SpentTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final EntityId BY = EntityId.parse("acme/containment/edr/isolate-host/x");

    private final Guard guard = guard(Mode.LIVE, 20);
    private GuardState state = guard.empty();
    private int asked;

    @BeforeEach
    void the_surroundings_are_known() {
        say(guard, new Surroundings("node1", List.of("192.0.2.1")), T0);
    }

    @Test
    void the_first_that_a_budget_refuses_is_told_and_no_other_within_the_window() {
        isolate(2, T0);

        var first = isolate(T0);

        assertThat(first.events()).hasExactlyElementsOfTypes(Refused.class, BudgetSpent.class);
        assertThat(pages(first)).singleElement().satisfies(page -> {
            assertThat(page.channel()).isEqualTo("desk");
            assertThat(page.playbook()).isEqualTo("budget isolate-host");
            assertThat(page.actions()).singleElement().satisfies(action -> {
                assertThat(action.target()).isEqualTo("host3");
                assertThat(action.reason())
                        .startsWith("ISOLATE_HOST: 2 of 2 used within PT1H; one more from")
                        .endsWith("; further ones are refused without a word for a window");
            });
        });
        hear(first, true, T0);
        assertThat(guard.unfinished(state)).isFalse();
        for (int n = 0; n < 30; n++) {
            var other = isolate(T0.plusSeconds(60L * n));
            assertThat(other.events()).hasExactlyElementsOfTypes(Refused.class);
            assertThat(other.effects()).isEmpty();
        }
    }

    @Test
    void in_another_window_it_is_told_again() {
        isolate(2, T0);
        hear(isolate(T0), true, T0);
        say(guard, new Return("ISOLATE_HOSThost1"), T0);
        var later = T0.plus(Duration.ofHours(1));
        isolate(2, later);

        var again = isolate(later);

        assertThat(pages(again)).hasSize(1);
        assertThat(pages(again).getFirst().key()).contains(later.toString());
    }

    @Test
    void too_many_at_one_time_are_told_as_too_many_within_the_window() {
        var later = T0.plus(Duration.ofHours(1));
        isolate(2, T0);
        isolate(1, later);

        assertThat(reasons(isolate(later)))
                .containsExactly("ISOLATE_HOST: 3 of 3 at one time; one more when one is released, or with"
                        + " budgets.isolate-host.concurrent: 4; further ones are refused without a word for a window");
    }

    @Test
    void each_action_is_told_by_itself() {
        isolate(2, T0);
        isolate(T0);
        lock("alice", T0);

        assertThat(pages(lock("bob", T0))).extracting(NotifyOrder::playbook).containsExactly("budget lock-account");
    }

    @Test
    void who_could_not_be_told_is_told_again_also_by_an_owner_that_takes_over() {
        isolate(2, T0);
        var first = isolate(T0);
        hear(first, false, T0);
        assertThat(say(guard, new Wake(), T0.plusSeconds(1)).events()).isEmpty();
        assertThat(pages(say(guard, new Wake(), T0.plusSeconds(1)))).isEmpty();

        state = guard.read(guard.write(state));
        assertThat(guard.unfinished(state)).isTrue();
        var again = say(guard, guard.wake(), T0.plusSeconds(2));
        assertThat(pages(again)).singleElement().satisfies(page -> {
            assertThat(page.key()).isEqualTo(pages(first).getFirst().key());
            assertThat(page.attempt()).isEqualTo(2);
        });
        hear(again, true, T0.plusSeconds(2));
        assertThat(guard.unfinished(state)).isFalse();
    }

    @Test
    void what_is_refused_for_anything_else_is_not_told() {
        isolate(2, T0);
        assertThat(say(guard, reserve(Action.ISOLATE_HOST, "crown"), T0).events())
                .hasExactlyElementsOfTypes(Refused.class);
        assertThat(say(guard, reserve(Action.BLOCK_DOMAIN, "bad.example"), T0).events())
                .as("nobody ever wanted any")
                .hasExactlyElementsOfTypes(Refused.class);
    }

    @Test
    void where_nothing_would_be_called_nobody_is_told() {
        var watching = guard(Mode.OBSERVE, 20);
        for (int n = 0; n < 2; n++) {
            say(watching, reserve(Action.ISOLATE_HOST, "host" + ++asked), T0);
        }

        assertThat(say(watching, reserve(Action.ISOLATE_HOST, "host9"), T0).events())
                .hasExactlyElementsOfTypes(Refused.class);
    }

    @Test
    void who_approves_more_than_is_left_is_told_so() {
        var braked = guard(Mode.LIVE, 1);
        for (int n = 0; n < 3; n++) {
            say(braked, reserve(Action.ISOLATE_HOST, "host" + ++asked), T0);
        }

        var decided = say(braked, new Decide("p/isolate", Verdict.APPROVE, "ann", "seen"), T0);

        assertThat(decided.events())
                .hasExactlyElementsOfTypes(BrakeDecided.class, Reserved.class, Refused.class, BudgetSpent.class);
        assertThat(pages(decided)).extracting(NotifyOrder::playbook).containsExactly("budget isolate-host");
    }

    private void isolate(int times, Instant now) {
        for (int n = 0; n < times; n++) {
            assertThat(isolate(now).events()).hasExactlyElementsOfTypes(Reserved.class);
        }
    }

    private Decision<GuardEvent> isolate(Instant now) {
        return say(guard, reserve(Action.ISOLATE_HOST, "host" + ++asked), now);
    }

    private Decision<GuardEvent> lock(String account, Instant now) {
        return say(guard, reserve(Action.LOCK_ACCOUNT, account), now);
    }

    private Reserve reserve(Action action, String target) {
        return new Reserve(
                action + target, BY, action, new Target("edr", target), T0.plus(Duration.ofDays(1)), "p/isolate");
    }

    private void hear(Decision<GuardEvent> decision, boolean told, Instant now) {
        var page = pages(decision).getFirst();
        say(guard, new Told(page.step(), page.attempt(), told, told ? "" : "no route"), now);
    }

    private static List<NotifyOrder> pages(Decision<GuardEvent> decision) {
        return decision.effects().stream()
                .filter(Call.class::isInstance)
                .map(e -> (NotifyOrder) ((Call) e).order())
                .toList();
    }

    private static List<String> reasons(Decision<GuardEvent> decision) {
        return pages(decision).stream()
                .map(page -> page.actions().getFirst().reason())
                .toList();
    }

    private Decision<GuardEvent> say(Guard guard, GuardCommand command, Instant now) {
        var decision = guard.decide(state, command, now);
        for (var event : decision.events()) {
            state = guard.apply(state, event);
        }
        return decision;
    }

    private static Guard guard(Mode mode, int targets) {
        var budgets = Map.of(
                Action.ISOLATE_HOST, new Budget(2, Duration.ofHours(1), 3),
                Action.LOCK_ACCOUNT, new Budget(1, Duration.ofHours(1), 1),
                Action.BLOCK_DOMAIN, new Budget(0, Duration.ofHours(1), 0));
        return new Guard(new GuardPolicy(
                mode,
                Set.of("edr"),
                new Protected(List.of(), List.of(), List.of(), List.of("crown")),
                budgets,
                new Brake(targets, Duration.ofMinutes(10), "desk"),
                "hash"));
    }
}
