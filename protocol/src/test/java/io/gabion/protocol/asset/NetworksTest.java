package io.gabion.protocol.asset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.0/24",
        "203.0.113.77/24, 203.0.113.0/24",
        "203.000.113.129/025, 203.0.113.128/25",
        "203.0.113.7/32, 203.0.113.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "::ffff:203.0.113.7/120, 203.0.113.0/24",
        "::FFFF:cb00:7107/128, 203.0.113.7/32",
        "2001:DB8:0:0:1::5/64, 2001:db8::/64",
        "[2001:db8::1]/32, 2001:db8::/32",
        "fe80::1%eth0/64, fe80::/64",
        "2001:db8:ffff::/47, 2001:db8:fffe::/47",
        "::/0, ::/0",
    })
    void a_network_has_one_spelling(String written, String canonical) {
        assertThat(Networks.canonical(written)).contains(canonical);
        assertThat(Networks.canonical(canonical)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/24",
                "203.0.113.0",
                "203.0.113.0/",
                "203.0.113.0/33",
                "203.0.113.0/-1",
                "203.0.113.0/+8",
                "203.0.113.0/24/8",
                "203.0.113.0/255.255.255.0",
                "203.0.113.0/24 ",
                "203.0.113.0/\u0662\u0664",
                "203.0.113.0/99999999999",
                "2001:db8::/129",
                "::ffff:203.0.113.0/95",
                "example.org/24",
                "203.0.113.0 }; flush ruleset; {/24",
            })
    void what_is_no_network_has_none(String written) {
        assertThat(Networks.canonical(written)).isEmpty();
    }

    @Test
    void an_address_is_in_the_networks_around_it_and_in_no_other() {
        for (int prefix = 0; prefix <= 32; prefix++) {
            var network = Networks.around("203.0.113.77", prefix);
            assertThat(Networks.holds(network, "203.0.113.77")).isTrue();
            assertThat(Networks.holds(network, "2001:db8::1")).isFalse();
            assertThat(Networks.canonical(network)).contains(network);
        }
        assertThat(Networks.around("2001:db8::abcd:1", 64)).isEqualTo("2001:db8::/64");
        assertThat(Networks.holds("203.0.113.0/25", "203.0.113.128")).isFalse();
        assertThat(Networks.holds("2001:db8::/64", "2001:db8:0:1::")).isFalse();
    }
}
