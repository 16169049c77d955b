package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every connector promises, for networks; and of those that overlap, that none knows of the other. */
abstract class NftNetworkContract<S extends NftStand> extends NftTableContract<S> {
    private Result address(Verb verb, String address) {
        return perform(stand.connector(), Action.BLOCK_ADDRESS, verb, address, Duration.ofMinutes(5), PATIENCE)
                .join();
    }

    @Test
    void networks_that_overlap_and_an_address_in_them_come_and_go_each_by_itself() throws Exception {
        var inside = NftStand.inside(target);
        var wider = Networks.around(inside, 23);
        var narrower = Networks.around(inside, 25);
        var all = List.of(target, wider, narrower);
        assertThat(all.stream().map(network -> network.split("/")[0]).distinct())
                .hasSize(1);

        for (var network : all) {
            assertThat(perform(Verb.APPLY, network)).isEqualTo(DONE);
        }
        assertThat(perform(Verb.QUERY, Networks.around(inside, 26))).isEqualTo(ABSENT);
        assertThat(address(Verb.QUERY, inside)).isEqualTo(ABSENT);
        assertThat(address(Verb.APPLY, inside)).isEqualTo(DONE);
        for (var released : all) {
            assertThat(perform(Verb.RELEASE, released)).isEqualTo(DONE);
            assertThat(perform(Verb.QUERY, released)).isEqualTo(ABSENT);
            assertThat(inEffect(target)).isTrue();
            for (var other : all.subList(all.indexOf(released) + 1, all.size())) {
                assertThat(perform(Verb.QUERY, other)).isEqualTo(DONE);
            }
            assertThat(address(Verb.QUERY, inside)).isEqualTo(DONE);
        }
        assertThat(address(Verb.RELEASE, inside)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
    }

    @Test
    void the_release_of_an_address_leaves_its_network_in_force() throws Exception {
        var inside = NftStand.inside(target);
        assertThat(address(Verb.APPLY, inside)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(address(Verb.RELEASE, inside)).isEqualTo(DONE);
        assertThat(address(Verb.QUERY, inside)).isEqualTo(ABSENT);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void what_is_blocked_later_leaves_what_is_blocked_in_effect() throws Exception {
        var inside = NftStand.inside(other);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(address(Verb.APPLY, inside)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        var narrower = Networks.around(inside, 25);
        assertThat(perform(Verb.APPLY, narrower)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, narrower)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(inEffect(inside)).isTrue();
        assertThat(address(Verb.RELEASE, inside)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void an_ipv6_network_is_found_and_released() {
        for (var network : List.of("2001:db8::/64", "2001:db8::/56")) {
            assertThat(perform(Verb.APPLY, network)).isEqualTo(DONE);
            assertThat(perform(Verb.QUERY, network)).isEqualTo(DONE);
        }
        assertThat(perform(Verb.RELEASE, "2001:DB8:0::1/64")).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, "2001:db8::/64")).isEqualTo(ABSENT);
        assertThat(perform(Verb.QUERY, "2001:db8::/56")).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, "2001:db8::/56")).isEqualTo(DONE);
    }

    @Test
    void an_ipv4_mapped_network_is_the_ipv4_network() {
        var mapped = "::ffff:" + NftStand.inside(target) + "/120";
        assertThat(perform(Verb.APPLY, mapped)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, mapped)).isEqualTo(DONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.66.0.5",
                "10.66.0.5/32",
                "2001:db8::5/128",
                "10.66.0.0/33",
                "10.66.0.0/24 }; flush ruleset",
                "10.66.0.0/24\"}]}",
                "10.66.0.0-10.66.0.9",
                "0.0.0.0/",
            })
    void what_is_no_network_of_several_is_refused(String value) {
        for (var verb : Verb.values()) {
            assertThat(perform(verb, value)).isInstanceOf(Result.Refused.class);
        }
        assertThat(address(Verb.APPLY, target)).isInstanceOf(Result.Refused.class);
    }
}
