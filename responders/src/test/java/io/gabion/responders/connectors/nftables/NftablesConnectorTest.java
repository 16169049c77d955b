package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NftablesConnectorTest extends NftablesContract<LocalNftStand> {
    private static final int MANY = 40;

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

    @Test
    void what_comes_in_while_others_are_carried_out_is_one_transaction_and_one_reading() throws Exception {
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
                assertThat(all(connector, verb)).hasSize(MANY).containsOnly(DONE);
            }
            assertThat(all(connector, Verb.QUERY)).hasSize(MANY).containsOnly(ABSENT);
        }
        assertThat(counted.get()).isLessThan(MANY);
    }

    @Test
    void only_what_stands_in_its_set_costs_a_list_of_the_table() {
        var commands = new ArrayList<String>();
        var shell = stand.shell();
        var connector = new NftablesConnector(
                (command, input, deadline) -> {
                    commands.add(command.get(2));
                    return shell.run(command, input, deadline);
                },
                task -> Thread.ofVirtual().start(task),
                InstantSource.system());
        for (var verb : List.of(Verb.APPLY, Verb.QUERY, Verb.RELEASE, Verb.QUERY)) {
            perform(connector, verb, target, PATIENCE).join();
        }
        // Absence counts only where nft can list its tables.
        assertThat(commands).containsExactly("-f", "get", "-t", "get", "-f", "get", "list");
    }

    private List<Result> all(Connector connector, Verb verb) {
        return IntStream.range(0, MANY)
                .mapToObj(n -> perform(
                        connector,
                        stand.action(),
                        verb,
                        (n % 2 == 0 ? "192.0.2." : "2001:db8::") + (n + 1),
                        Duration.ofMinutes(5),
                        PATIENCE))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    @Test
    void one_that_cannot_be_blocked_keeps_no_other_from_it() {
        var shell = stand.shell();
        var spoilt = new NftablesConnector(
                (command, input, deadline) ->
                        shell.run(command, input.replace("192.0.2.3\"", "no address\""), deadline),
                task -> Thread.ofVirtual().start(task),
                InstantSource.system());
        var results = new ArrayList<>(all(spoilt, Verb.APPLY));
        assertThat(results.get(2)).isInstanceOf(Result.Lost.class);
        results.remove(2);
        assertThat(results).containsOnly(DONE);
    }
}
