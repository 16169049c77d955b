package io.gabion.responders.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.collection.ByteShell;
import io.gabion.responders.connectors.collection.CollectionConnector;
import io.gabion.responders.connectors.collection.EvidenceStore;
import io.gabion.responders.connectors.file.FileConnector;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two machines of one connector: one takes connections and never says a word, as a hung sshd does. */
class HungMachineTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    /** Left alone until the test has ended. */
    private static final Care CARE = new Care(256, 5, DEADLINE, DEADLINE, DEADLINE);

    private final List<ExecutorService> threads = new ArrayList<>();

    @TempDir
    Path folder;

    private ServerSocket hung;

    @AfterEach
    void stops_the_threads() throws IOException {
        hung.close();
        threads.forEach(ExecutorService::shutdownNow);
    }

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"ISOLATE_HOST", "QUARANTINE_FILE", "SCAN_FILE", "COLLECT"})
    void a_machine_that_hangs_keeps_no_other_waiting_and_is_left_alone(Action action) throws Exception {
        hung = new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
        try (var silent = new SshShell(
                "root",
                "127.0.0.1",
                hung.getLocalPort(),
                Files.createFile(folder.resolve("key")),
                Files.createFile(folder.resolve("known")),
                CLOCK)) {
            var here = new LocalShell(List.of(), CLOCK);
            var machines = new Machines(
                    Map.of(
                            "ws1", worker("ws1", action, silent, silent::stream),
                            "ws2", worker("ws2", action, here, (_, _, _, _) -> 0)),
                    worker("none", action, silent, silent::stream));
            var waiting = new ArrayList<CompletableFuture<Result>>();
            for (int i = 0; i < 200; i++) {
                waiting.add(machines.perform(order(Verb.APPLY, action, "ws1")).toCompletableFuture());
            }

            var other = machines.perform(order(Verb.QUERY, action, "ws2")).toCompletableFuture();

            assertThat(other.get(1, TimeUnit.MINUTES))
                    .isEqualTo(action == Action.COLLECT ? new Result.Absent() : new Result.Done());
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            hung.close();
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
            assertThat(waiting).allMatch(w -> w.join() instanceof Result.Lost);
            assertThat(machines.standings())
                    .extracting(s -> s.target() + " " + s.state())
                    .containsExactly("ws1 open", "ws2 closed");
            assertThat(machines.perform(order(Verb.APPLY, action, "ws1")))
                    .isCompletedWithValueMatching(Result.Busy.class::isInstance);
        }
    }

    private Worker worker(String name, Action action, Shell shell, ByteShell bytes) throws IOException {
        var command = List.of("echo", "done");
        Connector connector =
                switch (action) {
                    case QUARANTINE_FILE, SCAN_FILE ->
                        new FileConnector(Map.of(name, shell), command, threads(), CLOCK);
                    case COLLECT ->
                        new CollectionConnector(
                                Map.of(name, bytes),
                                command,
                                new EvidenceStore(folder.resolve("evidence")),
                                1,
                                threads(),
                                threads(),
                                CLOCK);
                    default ->
                        new HostIsolationConnector(
                                Map.of(name, new Machine(shell, Optional.empty())), command, threads(), CLOCK);
                };
        return new Worker(name, connector, CARE, CLOCK, new SplittableRandom(1));
    }

    private ExecutorService threads() {
        threads.add(Executors.newFixedThreadPool(4));
        return threads.getLast();
    }

    private static ContainmentOrder order(Verb verb, Action action, String host) {
        var now = Instant.now();
        boolean file = action == Action.QUARANTINE_FILE || action == Action.SCAN_FILE;
        var target = file ? host + ":/tmp/found:" + "0".repeat(64) : host;
        return new ContainmentOrder(
                verb, "key", 1, action, new Target("hosts", target), now.plusSeconds(600), now.plus(DEADLINE));
    }
}
