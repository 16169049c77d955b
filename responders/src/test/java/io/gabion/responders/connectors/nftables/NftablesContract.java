package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import org.junit.jupiter.api.Test;

abstract class NftablesContract<S extends NftStand> extends NftTableContract<S> {
    @Test
    void an_ipv6_block_is_found_and_released() {
        var address = "2001:db8::9";
        assertThat(perform(Verb.APPLY, address)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, address)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, address)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, address)).isEqualTo(ABSENT);
    }

    @Test
    void an_ipv4_mapped_address_is_the_ipv4_address() {
        assertThat(perform(Verb.APPLY, "::ffff:" + target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
    }
}
