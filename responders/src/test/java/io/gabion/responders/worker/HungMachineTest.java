package io.gabion.responders.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.isolation.HostIsolationConnector;
import io.gabion.responders.connectors.isolation.HostIsolationConnector.Machine;
import io.gabion.responders.connectors.shell.LocalShell;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.SshShell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two machines of one connector: one takes connections and never says a word, as a hung sshd does. */
class HungMachineTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    /** Left alone until the test has ended. */
    private static final Care CARE = new Care(256, 5, DEADLINE, DEADLINE);

    private final List<ExecutorService> threads = new ArrayList<>();

    @TempDir
    Path folder;

    private ServerSocket hung;

    @AfterEach
    void stops_the_threads() throws IOException {
        hung.close();
        threads.forEach(ExecutorService::shutdownNow);
    }

    @Test
    void a_machine_that_hangs_keeps_no_other_waiting_and_is_left_alone() throws Exception {
        hung = new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
        try (var silent = new SshShell(
                "root",
                "127.0.0.1",
                hung.getLocalPort(),
                Files.createFile(folder.resolve("key")),
                Files.createFile(folder.resolve("known")),
                CLOCK)) {
            var machines = new Machines(
                    Map.of("ws1", worker("ws1", silent), "ws2", worker("ws2", new LocalShell(List.of(), CLOCK))),
                    worker("none", silent));
            var waiting = new ArrayList<CompletableFuture<Result>>();
            for (int i = 0; i < 200; i++) {
                waiting.add(machines.perform(isolate("ws1")).toCompletableFuture());
            }

            var other = machines.perform(isolate("ws2")).toCompletableFuture();

            assertThat(other.get(1, TimeUnit.MINUTES)).isEqualTo(new Result.Done());
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            hung.close();
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
            assertThat(waiting).allMatch(w -> w.join() instanceof Result.Lost);
            assertThat(machines.standings())
                    .extracting(s -> s.target() + " " + s.state())
                    .containsExactly("ws1 open", "ws2 closed");
            assertThat(machines.perform(isolate("ws1"))).isCompletedWithValueMatching(Result.Busy.class::isInstance);
        }
    }

    private Worker worker(String name, Shell shell) {
        threads.add(Executors.newFixedThreadPool(4));
        var connector = new HostIsolationConnector(
                Map.of(name, new Machine(shell, Optional.empty())), List.of("echo", "done"), threads.getLast(), CLOCK);
        return new Worker(name, connector, CARE, CLOCK, new SplittableRandom(1));
    }

    private static ContainmentOrder isolate(String host) {
        var now = Instant.now();
        return new ContainmentOrder(
                Verb.APPLY,
                "key",
                1,
                Action.ISOLATE_HOST,
                new Target("hosts", host),
                now.plusSeconds(600),
                now.plus(DEADLINE));
    }
}
