package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NftNetworkTest extends NftNetworkContract<LocalNftStand> {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Override
    protected LocalNftStand open(Path folder) throws Exception {
        return new LocalNftStand(Action.BLOCK_NETWORK);
    }

    @Test
    void the_kernel_ends_the_block_of_a_network_by_itself() {
        var ttl = Duration.ofSeconds(3);
        assertThat(perform(stand.connector(), stand.action(), Verb.APPLY, target, ttl, PATIENCE)
                        .join())
                .isEqualTo(DONE);
        await().atMost(PATIENCE).until(() -> perform(Verb.QUERY, target).equals(ABSENT));
    }

    @Test
    void networks_and_addresses_that_come_in_together_are_one_transaction() throws Exception {
        var counted = new AtomicInteger();
        var shell = stand.shell();
        try (var executor = Executors.newFixedThreadPool(2)) {
            var connector = new NftablesConnector(
                    (command, input, deadline) -> {
                        counted.incrementAndGet();
                        return shell.run(command, input, deadline);
                    },
                    executor,
                    InstantSource.system());
            for (var verb : List.of(Verb.APPLY, Verb.QUERY, Verb.RELEASE)) {
                assertThat(all(connector, verb)).hasSize(40).containsOnly(DONE);
            }
            assertThat(all(connector, Verb.QUERY)).hasSize(40).containsOnly(ABSENT);
        }
        assertThat(counted.get()).isLessThan(60);
    }

    /** Of each length in turn, all of them overlapping, and addresses in between. */
    private List<Result> all(Connector connector, Verb verb) {
        var asked = new ArrayList<CompletableFuture<Result>>();
        for (int n = 0; n < 10; n++) {
            var address = "198.51.100." + n;
            asked.add(perform(connector, Action.BLOCK_ADDRESS, verb, address, LONG, PATIENCE));
            for (var network :
                    List.of("198.51." + n + ".0/24", "198.51.100.0/" + (16 + n), "2001:db8:" + n + "::/64")) {
                asked.add(perform(connector, Action.BLOCK_NETWORK, verb, network, LONG, PATIENCE));
            }
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }
}
