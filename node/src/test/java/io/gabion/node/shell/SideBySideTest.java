package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.node.shell.Counter.Add;
import io.gabion.node.shell.Counter.Command;
import io.gabion.node.shell.Counter.State;
import io.gabion.node.shell.Counter.Sum;
import io.gabion.node.store.Store;
import io.gabion.node.store.cassandra.CassandraPlace;
import io.gabion.node.store.cassandra.CassandraServer;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.EventCodec.Change;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.entity.Snapshotted;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two versions in one cluster, on one store. */
@ExtendWith(CassandraServer.class)
class SideBySideTest {
    private static final EntityId ONE = RunningMesh.id("counter", "one");
    private static final Pace PACE =
            new Pace(Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofMinutes(1), 1_000);

    /** As the next version has it. */
    private static final class Newer implements Entity<State, Command, Newer.Event>, Snapshotted<State> {
        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
        @JsonSubTypes(@Type(value = Added.class, name = "added"))
        sealed interface Event {
            EventCodec<Event> CODEC = new EventCodec<>(Event.class, List.of());
        }

        record Added(long number, String note, @Later String by) implements Event {}

        @Override
        public State empty() {
            return new State(0, false);
        }

        @Override
        public Decision<Event> decide(State state, Command command, Instant now) {
            return command instanceof Add(var number, var note)
                    ? new Decision<>(
                            List.of(new Added(number, note, "newer")),
                            List.of(new Effect.Reply(new Sum(state.sum() + number))))
                    : Decision.nothing();
        }

        @Override
        public State apply(State state, Event event) {
            return switch (event) {
                case Added added -> new State(state.sum() + added.number(), state.open());
            };
        }

        @Override
        public Command wake() {
            return new Counter.Wake();
        }

        @Override
        public boolean unfinished(State state) {
            return state.open();
        }

        @Override
        public byte[] write(State state) {
            return new Counter.Kept().write(state);
        }

        @Override
        public State read(byte[] stored) {
            return new Counter.Kept().read(stored);
        }
    }

    private static final String NEWEST = "1.2.0";
    /** No row of its version is read by an older node. */
    private static final EventCodec<Counter.Event> REWORDED = new EventCodec<>(
            Counter.Event.class,
            List.of(),
            List.of(new Change(Version.parse(NEWEST), UnaryOperator.identity(), Optional::of)));

    private record Node(Mesh mesh, Store store) {
        Object add(long number) throws Exception {
            return mesh.ask(ONE, new Add(number, ""), Neighbours.PATIENCE)
                    .toCompletableFuture()
                    .get();
        }
    }

    @TempDir
    private Path folder;

    private CassandraPlace place;

    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (var node : List.copyOf(nodes)) {
            leave(node);
        }
    }

    @Test
    void an_older_and_a_newer_node_write_one_entity_in_turn() throws Exception {
        place = CassandraServer.keyspace("side_by_side");
        var older = start("1.0.0");
        assertThat(older.add(1)).isEqualTo(new Sum(1));
        var newer = start("1.1.0");
        assertThat(newer.add(2)).as("by way of the older").isEqualTo(new Sum(3));
        leave(older);
        assertThat(newer.add(4)).as("of rows of the older").isEqualTo(new Sum(7));

        older = start("1.0.0");
        leave(newer);
        assertThat(older.add(8)).as("of a row of the newer").isEqualTo(new Sum(15));

        newer = start("1.1.0");
        leave(older);
        assertThat(newer.add(16)).as("of all of them").isEqualTo(new Sum(31));
        assertThat(written(newer)).containsExactly(false, false, true, false, true);
    }

    @Test
    void what_means_something_else_now_is_written_as_before_until_every_node_reads_it() throws Exception {
        place = CassandraServer.keyspace("reworded");
        var newest = start(NEWEST);
        assertThat(newest.mesh().areAlike()).isTrue();
        var older = start("1.0.0");
        assertThat(newest.add(1)).isEqualTo(new Sum(1));
        assertThat(newest.mesh().areAlike()).isFalse();
        leave(newest);
        assertThat(older.add(2)).as("of a row of the newest").isEqualTo(new Sum(3));

        newest = start(NEWEST);
        leave(older);
        assertThat(newest.mesh().areAlike()).isTrue();
        assertThat(newest.add(4)).isEqualTo(new Sum(7));
        assertThat(versions(newest)).containsExactly(1, 1, 2);
    }

    private List<Integer> versions(Node by) throws IOException {
        var versions = new ArrayList<Integer>();
        for (var row : by.store().rows().scan(Set.of("counter"))) {
            if (row.type().equals("added")) {
                versions.add(row.version());
            }
        }
        return versions;
    }

    /** Of each row, whether it has the field. */
    private List<Boolean> written(Node by) throws IOException {
        var envelopes = new Envelopes(new Keys(folder));
        var written = new ArrayList<Boolean>();
        for (var row : by.store().rows().scan(Set.of("counter"))) {
            if (row.type().equals("added")) {
                written.add(envelopes.open(row).contains("\"by\":\"newer\""));
            }
        }
        return written;
    }

    private Node start(String version) throws IOException {
        Optional<ActorSystem<?>> first =
                nodes.stream().findFirst().map(node -> node.mesh().system());
        var store = CassandraStore.open(place);
        var mesh = Mesh.start(
                store,
                new Envelopes(new Keys(folder)),
                new Neighbours(first, "pekko.cluster.app-version = \"" + version + "\""),
                Messages.of(List.of(Command.class, Sum.class)),
                Clock.systemUTC(),
                PACE);
        if (version.equals("1.1.0")) {
            mesh.register(
                    "counter",
                    Command.class,
                    _ -> new EntityFactory.Made<>(new Newer(), Newer.Event.CODEC, Calls.none()));
        } else {
            var codec = version.equals(NEWEST) ? REWORDED : Counter.CODEC;
            mesh.register(
                    "counter", Command.class, _ -> new EntityFactory.Made<>(new Counter.Kept(), codec, Calls.none()));
        }
        var node = new Node(mesh, store);
        nodes.add(node);
        return node;
    }

    private void leave(Node node) throws Exception {
        nodes.remove(node);
        node.mesh().stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
        node.store().close();
    }
}
