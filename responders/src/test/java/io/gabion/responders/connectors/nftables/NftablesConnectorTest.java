package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NftablesConnectorTest extends NftablesContract<LocalNftStand> {
    @Override
    protected LocalNftStand open(Path folder) throws Exception {
        return new LocalNftStand();
    }

    @Test
    void the_kernel_ends_a_block_by_itself() {
        var ttl = Duration.ofSeconds(3);
        assertThat(perform(stand.connector(), stand.action(), Verb.APPLY, target, ttl, PATIENCE)
                        .join())
                .isEqualTo(DONE);
        await().atMost(PATIENCE).until(() -> perform(Verb.QUERY, target).equals(ABSENT));
    }

    @Test
    void a_block_in_force_is_never_said_to_be_absent_while_others_are_set() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        var writer = stand.writer();
        try {
            for (int n = 0; n < 60; n++) {
                assertThat(perform(Verb.QUERY, target)).isNotEqualTo(ABSENT);
            }
            assertThat(writer.isAlive()).isTrue();
        } finally {
            writer.destroyForcibly().onExit().join();
        }
    }
}
