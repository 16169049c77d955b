package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.Adjourned;
import io.gabion.protocol.guard.GuardEvent.Confirmed;
import io.gabion.protocol.guard.GuardEvent.Observed;
import io.gabion.protocol.guard.GuardEvent.Recalled;
import io.gabion.protocol.guard.GuardEvent.Refused;
import io.gabion.protocol.guard.GuardEvent.Reserved;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.guard.GuardCommand.*;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final EntityId BY = EntityId.parse("acme/containment/fw/block-address/x");
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final List<GuardEvent> events = new ArrayList<>();
    private Guard guard = guard(Mode.LIVE, Set.of("fw"), 100, 100);
    private GuardState state = guard.empty();

    @ParameterizedTest
    @CsvSource({"LIVE,fw,true", "LIVE,other,false", "OBSERVE,fw,false", "OBSERVE,other,false"})
    void only_live_mode_and_a_listed_connector_together_reserve(Mode mode, String listed, boolean reserved) {
        guard = guard(mode, Set.of(listed), 100, 100);
        say(new Surroundings("node1", List.of("192.0.2.1")), T0);

        var event = reserve("r1", "203.0.113.9", T0);

        assertThat(event).isInstanceOf(reserved ? Reserved.class : Observed.class);
        if (event instanceof Observed observed) {
            assertThat(observed.why()).endsWith("nothing is called");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.51.100.7",
                "::ffff:198.51.100.7",
                "::FFFF:c633:6407",
                "198.51.100.0/29",
                "198.51.0.0/16",
                "0.0.0.0/0",
                "::/0",
                "198.051.100.007",
                "2001:db8::5",
                "2001:DB8::5",
                "2001:0db8:0:0:0:0:0:5",
                "2001:db8::/16",
                "127.0.0.1",
                "::1",
                "fe80::1",
                "64:ff9b::198.51.100.7",
                "64:ff9b::c633:6407",
                "64:ff9b::c633:6400/120",
                "64:ff9b:1::198.51.100.7",
                "64:ff9b:1:c633:64:700::",
                "2002:c633:6407::1",
                "2002:c633:6407::/48",
                "::198.51.100.7",
                "::ffff:0:198.51.100.7/64"
            })
    void what_is_protected_is_refused_under_every_spelling(String spelling) {
        known();

        assertThat(why(reserve("r1", spelling, T0))).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.0/24", "203.0.113.9/32", "2001:db9::/64"})
    void a_network_is_refused_as_an_address_so_that_a_budget_counts_one_for_one(String network) {
        known();

        assertThat(why(reserve("r1", network, T0))).isEqualTo(network + " is a network: block-network is for those");
    }

    @Test
    void what_is_asked_before_the_surroundings_are_told_waits_and_is_decided_in_turn() {
        guard = guard(Mode.LIVE, Set.of("fw"), 2, 100);
        for (var target : List.of("203.0.113.9", "192.0.2.1", "203.0.113.10", "203.0.113.11")) {
            assertThat(reserve("r-" + target, target, T0)).isInstanceOf(GuardEvent.Deferred.class);
        }
        assertThat(guard.unfinished(state)).isTrue();
        assertThat(guard.decide(state, ask("r-203.0.113.9", "203.0.113.9", T0), T0)
                        .events())
                .isEmpty();
        say(new Return("r-203.0.113.10"), T0);

        events.clear();
        say(new Surroundings("node1", List.of("192.0.2.1")), T0.plusSeconds(2));

        assertThat(events)
                .satisfiesExactly(
                        told -> assertThat(told).isInstanceOf(GuardEvent.Surrounded.class),
                        first -> assertThat(first).isInstanceOf(Reserved.class),
                        own -> assertThat(why(own)).contains("one of our surroundings"),
                        last -> assertThat(last).isInstanceOf(Reserved.class));
        assertThat(guard.unfinished(state)).isFalse();
        assertThat(why(reserve("r4", "203.0.113.12", T0.plusSeconds(3)))).contains("2 of 2 used within");
        assertThat(guard.decide(state, ask("r-203.0.113.10", "203.0.113.10", T0), T0)
                        .events())
                .isEmpty();
    }

    @Test
    void a_thousand_wait_for_the_surroundings_and_one_more_is_refused() {
        for (int n = 0; n < GuardState.WAITING; n++) {
            assertThat(reserve("r" + n, "203.0.113.9", T0)).isInstanceOf(GuardEvent.Deferred.class);
        }

        assertThat(why(reserve("r-1", "203.0.113.9", T0))).isEqualTo("surroundings not known yet");
    }

    @Test
    void surroundings_that_a_node_cannot_tell_refuse_what_waited() {
        reserve("r1", "203.0.113.9", T0);

        say(new Surroundings("node1", List.of()), T0);

        assertThat(why(events.getLast())).isEqualTo("surroundings not known yet");
    }

    @Test
    void surroundings_that_become_unknown_refuse_again() {
        known();
        say(new Surroundings("node1", List.of()), T0);

        assertThat(why(reserve("r1", "203.0.113.9", T0))).isEqualTo("surroundings not known yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "::ffff:192.0.2.1", "192.0.2.0/24"})
    void our_surroundings_are_protected(String spelling) {
        known();

        assertThat(why(reserve("r1", spelling, T0))).contains("one of our surroundings, 192.0.2.1");
    }

    @Test
    void frozen_refuses_and_thawed_grants() {
        known();
        say(new Freeze("ann", "maintenance"), T0);
        assertThat(why(reserve("r1", "203.0.113.9", T0)))
                .isEqualTo("frozen by ann: maintenance; gabion guard thaw allows it again");

        say(new Thaw("ann"), T0);
        assertThat(reserve("r2", "203.0.113.9", T0)).isInstanceOf(Reserved.class);
    }

    @Test
    void what_is_reserved_is_confirmed_without_being_counted_again() {
        guard = guard(Mode.LIVE, Set.of("fw"), 1, 1);
        known();
        reserve("r1", "203.0.113.9", T0);

        var later = T0.plusSeconds(60);
        assertThat(confirm("r1", 3, "203.0.113.9", later))
                .isEqualTo(new Confirmed("r1", BY.toString(), 3, later, "hash"));
        assertThat(guard.owes(events.getLast()))
                .containsExactly(
                        new Send("r1/again/3/answer", BY, new ContainmentCommand.Granted("r1/again/3", later)));
        assertThat(state.loans()).containsOnlyKeys("r1");
        assertThat(confirm("r1", 4, "203.0.113.9", T0.plusSeconds(61))).isInstanceOf(Confirmed.class);
    }

    @Test
    void what_is_reserved_and_was_not_done_before_a_freeze_is_not_done_after_it() {
        guard = guard(Mode.LIVE, Set.of("fw"), 10, 1);
        known();
        reserve("r1", "203.0.113.9", T0);
        say(new Freeze("ann", "maintenance"), T0);

        assertThat(confirm("r1", 3, "203.0.113.9", T0)).isInstanceOf(Recalled.class);
        var why = "frozen by ann: maintenance; gabion guard thaw allows it again";
        assertThat(guard.owes(events.getLast()))
                .containsExactly(new Send("r1/again/3/answer", BY, new ContainmentCommand.Declined("r1/again/3", why)));
        assertThat(guard.decide(state, question("r1", 3, "203.0.113.9"), T0).events())
                .isEmpty();
    }

    @Test
    void what_is_recalled_counts_until_it_is_returned() {
        guard = guard(Mode.LIVE, Set.of("fw"), 10, 1);
        known();
        reserve("r1", "203.0.113.9", T0);
        say(new Freeze("ann", "maintenance"), T0);
        confirm("r1", 3, "203.0.113.9", T0);
        say(new Thaw("ann"), T0);

        assertThat(why(reserve("r2", "203.0.113.9", T0))).contains("1 of 1 at one time");
        assertThat(confirm("r1", 4, "203.0.113.9", T0)).isInstanceOf(Confirmed.class);
        say(new Return("r1"), T0);
        assertThat(reserve("r3", "203.0.113.9", T0)).isInstanceOf(Reserved.class);
    }

    @Test
    void nothing_is_confirmed_before_a_node_has_told_of_its_surroundings() {
        known();
        reserve("r1", "203.0.113.9", T0);
        reserve("r2", "203.0.113.10", T0);
        state = guard.read(guard.write(state));

        assertThat(confirm("r1", 3, "203.0.113.9", T0)).isInstanceOf(Adjourned.class);
        assertThat(guard.owes(events.getLast())).isEmpty();
        assertThat(guard.decide(state, question("r1", 3, "203.0.113.9"), T0).events())
                .isEmpty();
        confirm("r1", 4, "203.0.113.9", T0);
        confirm("r2", 1, "203.0.113.10", T0);
        state = guard.read(guard.write(state));
        assertThat(guard.unfinished(state)).isTrue();

        var told = say(new Surroundings("node1", List.of("203.0.113.9")), T0.plusSeconds(9));
        assertThat(told.subList(1, 3))
                .satisfiesExactly(
                        no -> assertThat(no).isInstanceOfSatisfying(Recalled.class, r -> {
                            assertThat(r.again()).isEqualTo(4);
                            assertThat(r.by()).isEqualTo(BY.toString());
                            assertThat(r.why()).contains("our surroundings");
                        }),
                        yes -> assertThat(yes)
                                .isEqualTo(new Confirmed("r2", BY.toString(), 1, T0.plusSeconds(9), "hash")));
        assertThat(guard.unfinished(state)).isFalse();
    }

    @Test
    void a_freeze_is_answered_before_any_node_has_told_and_what_a_node_does_not_know_is_no_yes() {
        known();
        reserve("r1", "203.0.113.9", T0);
        say(new Surroundings("node2", List.of()), T0);
        assertThat(confirm("r1", 1, "203.0.113.9", T0))
                .isInstanceOfSatisfying(
                        Recalled.class, r -> assertThat(r.why()).isEqualTo("surroundings not known yet"));

        state = guard.read(guard.write(state));
        say(new Freeze("ann", "maintenance"), T0);
        assertThat(confirm("r1", 2, "203.0.113.9", T0)).isInstanceOf(Recalled.class);
    }

    @Test
    void what_is_returned_while_its_question_is_adjourned_needs_no_answer() {
        known();
        reserve("r1", "203.0.113.9", T0);
        state = guard.read(guard.write(state));
        confirm("r1", 1, "203.0.113.9", T0);
        say(new Return("r1"), T0);

        assertThat(say(new Surroundings("node1", List.of("192.0.2.1")), T0)).hasSize(1);
    }

    @Test
    void a_question_that_is_heard_late_takes_nothing_away_from_what_was_confirmed() {
        known();
        reserve("r1", "203.0.113.9", T0);
        confirm("r1", 3, "203.0.113.9", T0);
        say(new Freeze("ann", "maintenance"), T0);

        for (int again : List.of(2, 3)) {
            assertThat(guard.decide(state, question("r1", again, "203.0.113.9"), T0)
                            .events())
                    .isEmpty();
        }
        assertThat(state.loans()).containsOnlyKeys("r1");
    }

    @Test
    void what_has_become_protected_or_is_only_observed_now_is_recalled() {
        known();
        reserve("r1", "203.0.113.9", T0);

        say(new Surroundings("node2", List.of("203.0.113.9")), T0);
        assertThat(confirm("r1", 1, "203.0.113.9", T0))
                .isInstanceOfSatisfying(Recalled.class, r -> assertThat(r.why()).contains("our surroundings"));
        say(new Return("r1"), T0);
        assertThat(confirm("r1", 2, "203.0.113.9", T0))
                .isInstanceOfSatisfying(Recalled.class, r -> assertThat(r.why()).isEqualTo("it is not reserved"));

        reserve("r2", "203.0.113.10", T0);
        guard = guard(Mode.OBSERVE, Set.of("fw"), 10, 10);
        assertThat(confirm("r2", 1, "203.0.113.10", T0))
                .isInstanceOfSatisfying(Recalled.class, r -> assertThat(r.why()).contains("observe mode"));
    }

    private GuardEvent confirm(String reservation, int again, String address, Instant now) {
        say(question(reservation, again, address), now);
        return events.getLast();
    }

    private static Confirm question(String reservation, int again, String address) {
        return new Confirm(reservation, again, BY, Action.BLOCK_ADDRESS, new Target("fw", address));
    }

    @Test
    void freezing_twice_is_freezing_once() {
        say(new Freeze("ann", "maintenance"), T0);

        var again = guard.decide(state, new Freeze("bob", "other"), T0);

        assertThat(again.events()).isEmpty();
        assertThat(again.effects()).hasSize(1);
    }

    @Test
    void the_rate_budget_is_not_returned_but_ends_with_the_window() {
        guard = guard(Mode.LIVE, Set.of("fw"), 2, 100);
        known();
        for (var r : List.of("r1", "r2")) {
            assertThat(reserve(r, "203.0.113.9", T0)).isInstanceOf(Reserved.class);
            say(new Return(r), T0);
        }

        assertThat(why(reserve("r3", "203.0.113.9", T0.plusSeconds(1)))).contains("2 of 2 used within");
        assertThat(reserve("r4", "203.0.113.9", T0.plus(WINDOW))).isInstanceOf(Reserved.class);
    }

    @Test
    void a_refusal_says_the_least_that_would_change_it() {
        guard = guard(Mode.LIVE, Set.of("fw"), 2, 100);
        known();
        reserve("r1", "203.0.113.9", T0);
        reserve("r2", "203.0.113.10", T0.plusSeconds(60));

        var why = why(reserve("r3", "203.0.113.11", T0.plusSeconds(61)));
        assertThat(why)
                .isEqualTo("BLOCK_ADDRESS: 2 of 2 used within PT10M; one more from 2026-01-01T00:10:00Z on, or with"
                        + " budgets.block-address.perWindow: 3");
        assertThat(why(reserve("r4", "203.0.113.11", T0.plus(WINDOW).minusMillis(1))))
                .isNotBlank();
        assertThat(reserve("r5", "203.0.113.11", T0.plus(WINDOW))).isInstanceOf(Reserved.class);
    }

    @Test
    void the_last_of_a_budget_is_kept_for_the_playbooks_that_were_granted_it() {
        guard = emergency(3, 2);
        known();
        assertThat(reserve("r1", "203.0.113.1", T0)).isInstanceOf(Reserved.class);
        assertThat(why(reserve("r2", "203.0.113.2", T0)))
                .contains("1 of 3 used within PT10M; the last 2 are kept for emergencies; one more from");

        assertThat(urgent("r3", "203.0.113.3")).isInstanceOf(Reserved.class);
        assertThat(events.get(events.size() - 2)).isEqualTo(used("r3", 1));
        assertThat(urgent("r4", "203.0.113.4")).isInstanceOf(Reserved.class);
        assertThat(events.get(events.size() - 2)).isEqualTo(used("r4", 0));
        assertThat(why(urgent("r5", "203.0.113.5"))).contains("3 of 3 used");
    }

    @Test
    void a_playbook_with_a_grant_takes_nothing_of_the_share_while_there_is_other_room() {
        guard = emergency(10, 2);
        known();
        urgent("r1", "203.0.113.1");

        assertThat(events).noneMatch(GuardEvent.EmergencyUsed.class::isInstance);
    }

    @Test
    void a_name_that_sounds_like_a_granted_playbook_is_another() {
        guard = emergency(2, 2);
        known();

        for (var signature : List.of("urgent", "urgently/block", "", "x/urgent/block")) {
            assertThat(why(reserve("r" + signature, "203.0.113.1", signature))).contains("kept for emergencies");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCK_ADDRESS,192.0.2.77",
        "LOCK_ACCOUNT,svc-backup@corp",
        "DISABLE_ACCOUNT,svc-backup@corp",
        "LOCK_ACCOUNT,svc-backup",
        "LOCK_ACCOUNT,svc-backup@corp.example",
        "END_SESSIONS,svc-backup@corp.example",
        "BLOCK_DOMAIN,backup.corp.example",
        "BLOCK_DOMAIN,corp.example",
        "BLOCK_DOMAIN,www.backup.corp.example",
        "ISOLATE_HOST,backup1.corp.example"
    })
    void what_has_a_protected_role_is_protected_whatever_is_done(Action action, String target) {
        var roles = List.of("192.0.2.1", "192.0.2.77", "svc-backup@corp", "backup.corp.example", "backup1");
        say(new Surroundings("node1", roles), T0);

        var c = new Reserve("r1", BY, action, new Target("fw", target), T0.plusSeconds(60), "p/s");
        var refused = (Refused) guard.decide(state, c, T0).events().getLast();
        assertThat(refused.why()).containsAnyOf("protected role", "may be protected");
    }

    private static Guard emergency(int perWindow, int kept) {
        return new Guard(new GuardPolicy(
                Mode.LIVE,
                Set.of("fw"),
                Protected.NOTHING,
                Map.of(Action.BLOCK_ADDRESS, new GuardPolicy.Budget(perWindow, WINDOW, 100, kept)),
                Set.of("urgent"),
                GuardPolicy.Brake.USUAL,
                NetworkLimits.USUAL,
                Map.of(),
                "hash"));
    }

    private static GuardEvent used(String reservation, int left) {
        return new GuardEvent.EmergencyUsed(reservation, "urgent", Action.BLOCK_ADDRESS, left, T0, "hash");
    }

    private GuardEvent urgent(String reservation, String address) {
        return reserve(reservation, address, "urgent/block");
    }

    private GuardEvent reserve(String reservation, String address, String signature) {
        say(
                new Reserve(
                        reservation,
                        BY,
                        Action.BLOCK_ADDRESS,
                        new Target("fw", address),
                        T0.plusSeconds(60),
                        signature),
                T0);
        return events.reversed().stream()
                .filter(event -> !(event instanceof GuardEvent.BudgetSpent))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_concurrent_budget_comes_back_only_with_a_return() {
        guard = guard(Mode.LIVE, Set.of("fw"), 100, 1);
        known();
        reserve("r1", "203.0.113.9", T0);
        var muchLater = T0.plus(Duration.ofDays(365));
        assertThat(why(reserve("r2", "203.0.113.10", muchLater))).contains("1 of 1 at one time");

        say(new Return("r1"), muchLater);
        assertThat(reserve("r3", "203.0.113.10", muchLater)).isInstanceOf(Reserved.class);
    }

    @Test
    void what_is_only_observed_counts_until_its_hold_ends() {
        guard = guard(Mode.OBSERVE, Set.of("fw"), 100, 1);
        known();
        reserve("r1", "203.0.113.9", T0);

        assertThat(reserve("r2", "203.0.113.10", T0.plusSeconds(1))).isInstanceOf(Refused.class);
        assertThat(reserve("r3", "203.0.113.10", T0.plusSeconds(3600))).isInstanceOf(Observed.class);
    }

    @Test
    void an_action_without_a_budget_is_refused() {
        guard = new Guard(new GuardPolicy(Mode.LIVE, Set.of("fw"), List.of(), Map.of(), "h"));
        known();

        assertThat(why(reserve("r1", "203.0.113.9", T0)))
                .isEqualTo("no budget for BLOCK_ADDRESS; budgets.block-address would give it one");
    }

    @Test
    void what_is_not_an_address_is_refused() {
        known();

        assertThat(why(reserve("r1", "example.org", T0))).isEqualTo("not an address: example.org");
    }

    @Test
    void asking_twice_with_one_reservation_is_asking_once() {
        known();
        var first = reserve("r1", "203.0.113.9", T0);
        var before = state;

        var again = guard.decide(state, ask("r1", "203.0.113.9", T0), T0.plusSeconds(9));

        assertThat(again.events()).isEmpty();
        assertThat(state).isEqualTo(before);
        assertThat(guard.owes(first)).singleElement().satisfies(send -> {
            assertThat(send.id()).isEqualTo("r1/answer");
            assertThat(send.to()).isEqualTo(BY);
            assertThat(send.message()).isEqualTo(new ContainmentCommand.Granted("r1", T0));
        });
        assertThat(guard.owes(first)).isEqualTo(guard.owes(first));
    }

    @Test
    void a_refused_reservation_stays_refused() {
        say(new Surroundings("node1", List.of()), T0);
        reserve("r1", "203.0.113.9", T0);
        known();

        assertThat(guard.decide(state, ask("r1", "203.0.113.9", T0), T0).events())
                .isEmpty();
    }

    @Test
    void a_refusal_is_owed_with_its_reason() {
        say(new Surroundings("node1", List.of()), T0);
        var refused = reserve("r1", "203.0.113.9", T0);

        assertThat(guard.owes(refused))
                .singleElement()
                .satisfies(send -> assertThat(send.message())
                        .isEqualTo(new ContainmentCommand.Declined("r1", "surroundings not known yet")));
    }

    @Test
    void returning_twice_is_returning_once() {
        known();
        reserve("r1", "203.0.113.9", T0);
        say(new Return("r1"), T0);

        assertThat(guard.decide(state, new Return("r1"), T0).events()).isEmpty();
    }

    @Test
    void the_fold_of_all_events_is_the_state() {
        known();
        reserve("r1", "203.0.113.9", T0);
        reserve("r2", "198.51.100.7", T0);
        say(new Return("r1"), T0);
        say(new Freeze("ann", "maintenance"), T0);
        reserve("r3", "203.0.113.9", T0);
        say(new Thaw("ann"), T0);

        var folded = guard.empty();
        for (var event : events) {
            folded = guard.apply(folded, event);
        }
        assertThat(folded).isEqualTo(state);
        assertThat(state.answered()).containsExactly("r1", "r2", "r3");
        assertThat(state.loans()).isEmpty();
        assertThat(state.frozen()).isEmpty();
        assertThat(state.grants().get(Action.BLOCK_ADDRESS)).containsExactly(T0);
    }

    private void known() {
        say(new Surroundings("node1", List.of("192.0.2.1")), T0);
    }

    private GuardEvent reserve(String reservation, String address, Instant now) {
        return say(ask(reservation, address, now), now).getFirst();
    }

    private static Reserve ask(String reservation, String address, Instant now) {
        return new Reserve(
                reservation,
                BY,
                Action.BLOCK_ADDRESS,
                new Target("fw", address),
                now.plus(Duration.ofHours(1)),
                "p/block");
    }

    private List<GuardEvent> say(GuardCommand command, Instant now) {
        var decided = guard.decide(state, command, now).events();
        for (var event : decided) {
            state = guard.apply(state, event);
        }
        events.addAll(decided);
        return decided;
    }

    private static String why(GuardEvent event) {
        assertThat(event).isInstanceOf(Refused.class);
        return ((Refused) event).why();
    }

    private static Guard guard(Mode mode, Set<String> live, int rate, int concurrent) {
        var budget = new GuardPolicy.Budget(rate, WINDOW, concurrent);
        return new Guard(new GuardPolicy(
                mode, live, List.of("198.51.100.7", "2001:db8::5"), Map.of(Action.BLOCK_ADDRESS, budget), "hash"));
    }
}
