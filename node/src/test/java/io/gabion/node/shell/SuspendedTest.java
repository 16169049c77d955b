package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.*;
import io.gabion.node.store.Checkpoints;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.Store;
import io.gabion.node.store.cassandra.CassandraServer;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes on one store, of which one was suspended while another took over: its fence still takes old answers for fresh ones, and nobody
 * answers what it asks now.
 */
@ExtendWith(CassandraServer.class)
class SuspendedTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);
    /** With a snapshot at every third row. */
    private static final Pace PACE = new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMinutes(1), 3);

    /** Nobody leaves memory by himself. */
    private static final Pace STAYING = new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofHours(1), 3);

    @TempDir
    private Path folder;

    private Envelopes keys;
    private EntityId one;
    private final Queue<Node> nodes = new ConcurrentLinkedQueue<>();

    /** @param confirmed what its fence says to whoever asks */
    private record Node(Store store, Mesh mesh, AtomicReference<CompletionStage<Boolean>> confirmed) {
        Message ask(EntityId id, Command command, Duration within) throws Exception {
            return mesh.ask(id, command, within).toCompletableFuture().get();
        }

        void sleep() {
            confirmed.set(new CompletableFuture<>());
        }
    }

    private record Asked(AtomicReference<CompletionStage<Boolean>> confirmation) implements Fence {
        @Override
        public boolean holdsFor(Duration time) {
            return true;
        }

        @Override
        public CompletionStage<Boolean> confirmed() {
            return confirmation.get();
        }

        @Override
        public Duration within() {
            return Duration.ofSeconds(5); // Others' rows are looked for after twice that.
        }
    }

    @BeforeEach
    void keys(TestInfo test) throws IOException {
        CassandraServer.keyspace("suspended");
        keys = new Envelopes(new Keys(folder));
        one = RunningMesh.id("counter", test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void stop() throws IOException {
        for (var node : nodes) {
            node.confirmed.get().toCompletableFuture().complete(false);
            node.mesh
                    .stop()
                    .toCompletableFuture()
                    .orTimeout(40, TimeUnit.SECONDS)
                    .join();
            node.store.close();
        }
    }

    @Test
    void what_the_rightful_owner_acknowledges_is_not_voided_by_a_start_on_one_that_was_suspended() throws Exception {
        var stale = node();
        stale.sleep();
        var rightful = node();
        add(rightful, 1);
        assertThatThrownBy(() -> stale.ask(one, new Add(100, ""), SHORT)).isNotNull();
        for (int sum = 2; sum <= 6; sum++) {
            add(rightful, sum);
        }
        assertThat(sum(node())).isEqualTo(new Sum(6));
    }

    /** An epoch that nobody writes by is no owner; but no snapshot of an older one is taken any more. */
    @Test
    void who_may_take_no_snapshot_because_somebody_claimed_its_entity_starts_it_anew() throws Exception {
        var kept = RunningMesh.id("kept", "one");
        var rightful = node();
        assertThat(rightful.ask(kept, new Add(1, ""), LONG)).isEqualTo(new Sum(1));
        rightful.store.epochs().claim(kept.toString()).toCompletableFuture().join();
        await().ignoreExceptions().atMost(LONG).until(() -> {
            rightful.ask(kept, new Add(0, ""), SHORT);
            return rightful.store.housekeeping().snapshot(kept).isPresent();
        });
        assertThat(rightful.ask(kept, new Add(0, ""), LONG)).isEqualTo(new Sum(1));
    }

    @Test
    void what_a_replaced_owner_still_writes_is_found_and_told_by_the_one_that_replaced_it() throws Exception {
        var heard = new ConcurrentLinkedQueue<Fork>();
        var stale = node();
        var rightful = node();
        add(stale, 1);
        stale.sleep();
        rightful.mesh.onFork(heard::add);
        add(rightful, 2);
        assertThatThrownBy(() -> stale.ask(one, new Add(100, ""), SHORT)).isNotNull();
        await().atMost(LONG).until(() -> !heard.isEmpty());
        assertThat(heard).extracting(Fork::entity).containsExactly(one);
        assertThat(heard.element().what())
                .matches(
                        "1 row\\(s\\) of a replaced owner are dropped: row 3 of owner \\d+\\. None of them was a claim");
        await().until(() -> types(rightful).contains(Envelope.FORK_REPAIRED));
        add(rightful, 3);
        // It is told once.
        var next = node();
        next.mesh.onFork(heard::add);
        assertThat(sum(next)).isEqualTo(new Sum(3));
        assertThat(heard).hasSize(1);
        assertThat(rightful.mesh.forks()).isEqualTo(1);
    }

    @Test
    void who_finds_rows_of_a_newer_owner_steps_down() throws Exception {
        var stale = node();
        var rightful = node();
        add(stale, 1);
        add(rightful, 2);
        await().atMost(LONG).until(() -> stale.mesh.residents() == 0);
        assertThat(stale.mesh.forks()).isZero();
    }

    @Test
    void what_the_rightful_owner_has_saved_is_not_forgotten_by_one_that_was_replaced() throws Exception {
        var saved = RunningMesh.id("saved", "one");
        var forgot = new CompletableFuture<Boolean>();
        var stale = node(store -> telling(store, forgot), STAYING);
        assertThat(stale.ask(saved, new AddInPassing(1), LONG)).isEqualTo(new Sum(1));
        long first = saved(stale, saved, 0);
        var rightful = node();
        assertThat(rightful.ask(saved, new AddInPassing(2), LONG)).isEqualTo(new Sum(3));
        long second = saved(rightful, saved, first);

        stale.mesh.tell(saved, new Forget(Instant.now().plusSeconds(1)));
        assertThat(forgot.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
        assertThat(stale.mesh.forgotten()).isZero();
        assertThat(saved(rightful, saved, first)).isEqualTo(second);
        assertThat(node().ask(saved, new AddInPassing(0), LONG)).isEqualTo(new Sum(3));
    }

    /** A store that says what came of the first checkpoint that was to be deleted. */
    private static Store telling(Store store, CompletableFuture<Boolean> forgot) {
        var checkpoints = RunningMesh.with(Checkpoints.class, (_, method, arguments) -> {
            var answer = method.invoke(store.checkpoints(), arguments);
            if (method.getName().equals("forget")) {
                ((CompletionStage<?>) answer).thenAccept(gone -> forgot.complete((Boolean) gone));
            }
            return answer;
        });
        return RunningMesh.with(
                Store.class,
                (_, method, arguments) ->
                        method.getName().equals("checkpoints") ? checkpoints : method.invoke(store, arguments));
    }

    /** The epoch of whoever saved it, once it is another one. */
    private static long saved(Node node, EntityId id, long before) {
        return await().atMost(LONG)
                .until(
                        () -> node.store
                                .checkpoints()
                                .load(id.toString())
                                .toCompletableFuture()
                                .join()
                                .map(Checkpoint::epoch)
                                .orElse(0L),
                        epoch -> epoch > before);
    }

    private void add(Node node, long sum) throws Exception {
        assertThat(node.ask(one, new Add(1, ""), LONG)).isEqualTo(new Sum(sum));
    }

    private Message sum(Node node) throws Exception {
        return node.ask(one, new Add(0, ""), LONG);
    }

    private List<String> types(Node node) {
        return node.store.rows().of(one).stream().map(Envelope::type).toList();
    }

    private Node node() throws IOException {
        return node(store -> store, PACE);
    }

    private Node node(UnaryOperator<Store> as, Pace pace) throws IOException {
        var confirmed = new AtomicReference<CompletionStage<Boolean>>(CompletableFuture.completedFuture(true));
        var store = as.apply(CassandraStore.open(CassandraServer.place("suspended")));
        var alone = new Membership.Alone(new Asked(confirmed));
        var node = new Node(
                store, Mesh.start(store, keys, alone, Messages.of(List.of()), Clock.systemUTC(), pace), confirmed);
        nodes.add(node);
        node.mesh.register(
                "counter", Command.class, _ -> new EntityFactory.Made<>(new Counter(), Counter.CODEC, Calls.none()));
        node.mesh.register(
                "saved", Command.class, _ -> new EntityFactory.Made<>(new Saved(), Counter.CODEC, Calls.none()));
        node.mesh.register(
                "kept", Command.class, _ -> new EntityFactory.Made<>(new Kept(), Counter.CODEC, Calls.none()));
        return node;
    }
}
