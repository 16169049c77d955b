package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Namespaces of its own. */
class NetworkTest {
    private static final String REFUSED = """
            import socket, sys, time
            begun = time.monotonic()
            try:
                socket.create_connection((sys.argv[1], 81), 10)
            except ConnectionRefusedError:
                print(int((time.monotonic() - begun) * 1000))
            """;

    @TempDir
    Path folder;

    @Test
    void what_is_delayed_comes_late_and_all_of_it_does_and_afterwards_it_comes_as_before() throws Exception {
        var carrier = Commands.compile("delay.c", folder.resolve("delay"));
        try (var network = Network.make()) {
            network.host("one", 1);
            network.host("other", 2);
            assertThat(refused(network)).isNotNegative();
            network.delay("one", carrier, Duration.ofMillis(100));
            network.delay("other", carrier, Duration.ofMillis(50));
            assertThat(refused(network)).isGreaterThanOrEqualTo(2 * 150);
            network.hasten("one");
            assertThat(refused(network)).isGreaterThanOrEqualTo(2 * 50);
            network.hasten("other");
            assertThat(refused(network)).isNotNegative();
        }
    }

    /** Milliseconds until a connection from one to the other is refused. */
    private static int refused(Network network) throws Exception {
        var asked = network.in("one", java.util.List.of("python3", "-c", REFUSED, network.address(2)));
        return Integer.parseInt(Commands.run(asked.toArray(String[]::new)).strip());
    }
}
