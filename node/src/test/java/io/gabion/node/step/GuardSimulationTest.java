package io.gabion.node.step;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Guard's promises on hosts, accounts and addresses: small budgets with a share for emergencies, a small brake and people
 * who decide about it, freezes, and every spelling of what is there, under crashes, duplicates, losses and stale owners.
 */
class GuardSimulationTest {
    private static final int USUALLY = 500;
    private static final int SOME = 240;

    @Test
    void no_seed_exceeds_leaks_touches_what_is_protected_or_passes_a_brake_or_a_freeze() {
        assertThat(Seeds.all(USUALLY, seed -> new GuardRun(seed).run().violations()))
                .isEmpty();
    }

    /** 388: the word that the brake holds it came after its last hold had ended. */
    @ParameterizedTest
    @ValueSource(longs = {388})
    void what_was_found_once_stays_mended(long seed) {
        assertThat(new GuardRun(seed).run().violations()).isEmpty();
    }

    @Test
    void the_seeds_pass_every_decision_of_a_guard_that_acts() {
        var seen = new HashSet<String>();
        LongStream.range(0, SOME)
                .forEach(seed -> seen.addAll(new GuardRun(seed).run().seen()));

        assertThat(seen)
                .contains("Reserved", "Refused", "Confirmed", "Recalled", "Returned", "Frozen", "Thawed", "Deferred")
                .contains("Held", "Paged", "BrakeDecided APPROVE", "BrakeDecided DENY")
                .contains("EmergencyUsed", "BudgetSpent", "Rung", "Alarmed");
    }

    /** What waits is let go, denied, allowed and overtaken; {@link ContainmentSimulationTest} has all else. */
    @Test
    void the_seeds_pass_what_may_happen_to_a_containment_that_waits() {
        var passed = LongStream.range(0, USUALLY)
                .parallel()
                .boxed()
                .flatMap(seed -> new GuardRun(seed).run().edges().stream())
                .collect(toSet());

        assertThat(passed)
                .contains("reserving held waiting", "waiting reserved reading", "waiting denied idle")
                .contains("waiting abandoned idle", "waiting joined waiting");
    }

    @Test
    void a_seed_runs_the_same_way_every_time() {
        assertThat(new GuardRun(7).run().edges())
                .isEqualTo(new GuardRun(7).run().edges());
    }

    @Test
    void without_the_brake_too_many_alike_go_on() {
        assertThat(violations(GuardRun.policy(100))).anyMatch(v -> v.contains("one more than the brake lets through"));
    }

    @Test
    void with_a_larger_budget_too_many_are_locked_out() {
        var accounts = new Budget(9, Duration.ofMinutes(15), 4);

        assertThat(violations(
                        GuardRun.policy(accounts, 2, List.of("boss@corp"), List.of("dc1"), List.of("192.0.2.0/24"))))
                .anyMatch(v -> v.contains("over budget"));
    }

    @Test
    void where_only_one_spelling_is_protected_another_is_let_through() {
        var boss = List.of("boss@mail.example");
        var shop = List.of("192.0.2.10");

        assertThat(violations(GuardRun.policy(GuardRun.BUDGET, 2, boss, List.of("dc1.other.example"), shop)))
                .anyMatch(v -> v.contains("protected, yet let through"))
                .anyMatch(v -> v.contains("protected, yet called: "));
    }

    private static List<String> violations(GuardPolicy mutant) {
        return Seeds.some(
                SOME,
                seed -> new GuardRun(GuardRun.policy(2), mutant, seed).run().violations());
    }
}
