package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardCommand.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which networks may be blocked, and when. */
class GuardNetworkTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final EntityId BY = EntityId.parse("acme/containment/fw/block-network/x");
    private static final String NETWORK = "203.0.113.0/24";

    private Guard guard = guard(Mode.LIVE, new NetworkLimits(3, 24, 56));
    private GuardState state = GuardState.EMPTY;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.51.100.0/24",
                "198.51.100.0/29",
                "198.51.100.77/24",
                "198.51.0.0/16",
                "0.0.0.0/0",
                "::ffff:198.51.100.0/120",
                "::ffff:c633:6400/120",
                "64:ff9b::c633:6400/120",
                "64:ff9b::/96",
                "64:ff9b::/64",
                "64:ff9b::/56",
                "2002:c633:6407::/56",
                "2002:c633:6407::/48",
                "2002:c633:6400::/40",
                "2002:c633::/32",
                "::198.51.100.0/120",
                "::/96",
                "::/0",
                "2001:db8::/64",
                "2001:DB8::1/56",
                "2001:db8:0:0:0::/60",
                "[2001:db8::]/64",
                "192.0.2.0/24",
                "192.0.2.0/31",
                "64:ff9b::c000:0200/121",
                "2001:db9::/64",
                "127.0.0.0/24",
                "::ffff:127.0.0.0/120",
                "169.254.7.0/24",
                "224.0.0.0/24",
                "239.255.255.0/24",
                "0.0.0.0/24",
                "fe80::/64",
                "ff02::/64",
                "::/64",
            })
    void what_holds_or_is_in_what_is_protected_is_refused_under_every_spelling(String network) {
        known();

        assertThat(why(reserve(network, T0))).containsAnyOf("protected", "never contained");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9/24         | 203.0.113.9/24 is not spelt 203.0.113.0/24
            203.0.113.0/024        | 203.0.113.0/024 is not spelt 203.0.113.0/24
            ::ffff:203.0.113.0/120 | ::ffff:203.0.113.0/120 is not spelt 203.0.113.0/24
            2001:DBA::/64          | 2001:DBA::/64 is not spelt 2001:dba::/64
            203.0.113.9            | not a network: 203.0.113.9
            203.0.113.0/33         | not a network: 203.0.113.0/33
            example.org/24         | not a network: example.org/24
            203.0.113.9/32         | 203.0.113.9/32 is a single address: block-address is for those
            2001:dba::9/128        | 2001:dba::9/128 is a single address: block-address is for those
            203.0.112.0/23         | 203.0.112.0/23 is wider than /24; a narrower one may be, or this one with networks.widest4: 23
            203.2.0.0/15           | 203.2.0.0/15 is wider than /24; a narrower one may be
            2001:dba::/48          | 2001:dba::/48 is wider than /56; a narrower one may be, or this one with networks.widest6: 48
            2400::/12              | 2400::/12 is wider than /56; a narrower one may be
            """)
    void what_is_no_network_in_its_one_spelling_or_too_wide_is_refused(String network, String why) {
        known();

        assertThat(why(reserve(network, T0))).isEqualTo(why);
    }

    @Test
    void the_addresses_come_first_and_the_reason_says_what_would_change_that() {
        known();
        assertThat(why(reserve(NETWORK, T0)))
                .isEqualTo("block the addresses instead: 0 of 203.0.113.0/24 are blocked at fw, and 3 stand for a"
                        + " network; it may be with 3 more");
        block("203.0.113.1", "203.0.113.2", "203.0.112.3");
        block("other", "203.0.113.3");
        assertThat(why(reserve(NETWORK, T0)))
                .isEqualTo("block the addresses instead: 2 of 203.0.113.0/24 are blocked at fw, and 3 stand for a"
                        + " network; it may be with 1 more, or with networks.addresses: 2");

        block("203.0.113.4");
        assertThat(reserve(NETWORK, T0)).isInstanceOf(GuardEvent.Reserved.class);
    }

    @Test
    void what_was_released_stands_for_nothing_any_more() {
        known();
        block("203.0.113.1", "203.0.113.2", "203.0.113.3");
        say(new Return("203.0.113.2"), T0);

        assertThat(why(reserve(NETWORK, T0))).contains("2 of 203.0.113.0/24 are blocked");
    }

    @Test
    void what_is_only_observed_counts_until_its_hold_ends() {
        guard = guard(Mode.OBSERVE, new NetworkLimits(3, 24, 56));
        known();
        block("203.0.113.1", "203.0.113.2", "203.0.113.3");

        assertThat(reserve(NETWORK, T0)).isInstanceOf(GuardEvent.Observed.class);
        assertThat(why(reserve("203.0.113.0/25", T0.plus(HOUR)))).contains("0 of 203.0.113.0/25 are blocked");
    }

    @Test
    void an_address_in_a_network_that_is_blocked_is_blocked_as_well() {
        known();
        block("203.0.113.1", "203.0.113.2", "203.0.113.3");
        assertThat(reserve(NETWORK, T0)).isInstanceOf(GuardEvent.Reserved.class);

        assertThat(block("203.0.113.9")).isInstanceOf(GuardEvent.Reserved.class);
    }

    @Test
    void networks_have_a_budget_of_their_own() {
        known();
        block("203.0.113.1", "203.0.113.2", "203.0.113.3");
        assertThat(reserve(NETWORK, T0)).isInstanceOf(GuardEvent.Reserved.class);
        assertThat(reserve("203.0.113.0/25", T0)).isInstanceOf(GuardEvent.Reserved.class);

        assertThat(why(reserve("203.0.113.0/26", T0)))
                .isEqualTo("BLOCK_NETWORK: 2 of 2 used within PT1H; one more from 2026-01-01T01:00:00Z on, or with"
                        + " budgets.block-network.perWindow: 3");
        assertThat(block("203.0.113.9")).isInstanceOf(GuardEvent.Reserved.class);
    }

    @Test
    void a_snapshot_from_before_loans_had_names_still_counts_the_addresses() {
        known();
        var loans = Stream.of(
                        "fw/block-address/203.0.113.1", "fw/block-address/203.0.113.2", "fw/block-address/2001:dba::1")
                .map(id -> "\"acme/containment/" + id + "#1\":{\"action\":\"block-address\",\"until\":\""
                        + T0.plus(HOUR) + "\"}")
                .toList();
        var stored = "{\"answered\":[],\"loans\":{" + String.join(",", loans)
                + ",\"r7\":{\"action\":\"block-address\",\"until\":\""
                + T0.plus(HOUR)
                + "\"}},\"grants\":{},\"frozen\":\"\",\"trails\":[],\"alarms\":[],\"alarmsSeen\":[],\"waiting\":[],"
                + "\"bells\":{\"frozenAt\":\"1970-01-01T00:00:00Z\",\"rings\":{}},\"version\":5}";
        state = guard.read(stored.getBytes(StandardCharsets.UTF_8));
        known();

        assertThat(state.loans()).hasSize(4);
        assertThat(why(reserve(NETWORK, T0))).contains("2 of 203.0.113.0/24 are blocked");
        block("203.0.113.3");
        assertThat(reserve(NETWORK, T0)).isInstanceOf(GuardEvent.Reserved.class);
    }

    @Test
    void the_networks_that_are_offered_are_public_hold_enough_and_are_never_too_wide() {
        var addresses = Stream.of(
                        IntStream.range(0, 8).mapToObj(n -> "203.0.113." + n),
                        IntStream.range(0, 7).mapToObj(n -> "192.0.2." + n),
                        IntStream.range(0, 8).mapToObj(n -> "2a00:db8:0:7::" + n),
                        IntStream.range(0, 8).mapToObj(n -> "2a00:db8:1:" + n + "::1"),
                        IntStream.range(0, 9).mapToObj(n -> "10.0.0." + n),
                        Stream.of("203.0.113.7", "192.0.2.6", "::ffff:192.0.2.5", "not an address"))
                .flatMap(all -> all)
                .toList();

        assertThat(NetworkLimits.USUAL.crowded(addresses.stream())).containsExactly(NETWORK, "2a00:db8:0:7::/64");
        assertThat(new NetworkLimits(4, 30, 126).crowded(addresses.stream()))
                .containsExactly(
                        "192.0.2.0/30",
                        "203.0.113.0/30",
                        "203.0.113.4/30",
                        "2a00:db8:0:7::/126",
                        "2a00:db8:0:7::4/126");
        assertThat(new NetworkLimits(2, 16, 32).crowded(addresses.stream()))
                .containsExactly("192.0.2.0/24", NETWORK, "2a00:db8:0:7::/64");
    }

    @Test
    void the_limits_have_limits() {
        for (var wrong : List.of(
                new int[] {1, 24, 56},
                new int[] {1_001, 24, 56},
                new int[] {8, 15, 56},
                new int[] {8, 32, 56},
                new int[] {8, 24, 31},
                new int[] {8, 24, 128})) {
            assertThatThrownBy(() -> new NetworkLimits(wrong[0], wrong[1], wrong[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("networks.");
        }
    }

    private void known() {
        say(new Surroundings("node1", List.of("192.0.2.1", "2001:db9::7")), T0);
    }

    private GuardEvent block(String... addresses) {
        GuardEvent last = null;
        var connector = addresses[0].equals("other") ? "other" : "fw";
        for (var address : addresses) {
            if (!address.equals("other")) {
                last = ask(
                        address + (connector.equals("fw") ? "" : "/other"),
                        Action.BLOCK_ADDRESS,
                        connector,
                        address,
                        T0);
            }
        }
        return last;
    }

    private GuardEvent reserve(String network, Instant now) {
        return ask(network + state.answered().size(), Action.BLOCK_NETWORK, "fw", network, now);
    }

    private GuardEvent ask(String reservation, Action action, String connector, String value, Instant now) {
        var target = new Target(connector, value);
        return say(new Reserve(reservation, BY, action, target, now.plus(HOUR), "p/s"), now);
    }

    private GuardEvent say(GuardCommand command, Instant now) {
        var events = guard.decide(state, command, now).events();
        for (var event : events) {
            state = guard.apply(state, event);
        }
        return events.stream()
                .filter(event -> !(event instanceof GuardEvent.BudgetSpent))
                .reduce(null, (_, last) -> last);
    }

    private static String why(GuardEvent event) {
        assertThat(event).isInstanceOf(GuardEvent.Refused.class);
        return ((GuardEvent.Refused) event).why();
    }

    private static Guard guard(Mode mode, NetworkLimits networks) {
        return new Guard(new GuardPolicy(
                mode,
                Set.of("fw", "other"),
                Protected.addresses(List.of("198.51.100.7", "2001:db8::5")),
                Map.of(
                        Action.BLOCK_ADDRESS, new GuardPolicy.Budget(100, HOUR, 100),
                        Action.BLOCK_NETWORK, new GuardPolicy.Budget(2, HOUR, 5)),
                Set.of(),
                GuardPolicy.Brake.USUAL,
                networks,
                Map.of(),
                "hash"));
    }
}
