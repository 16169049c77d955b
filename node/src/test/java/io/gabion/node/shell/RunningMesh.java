package io.gabion.node.shell;

import com.typesafe.config.ConfigFactory;
import io.gabion.node.store.Checkpoints;
import io.gabion.node.store.Epochs;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A mesh of counters on a data directory. Kinds: {@code counter}, {@code kept}, {@code saved}. */
final class RunningMesh implements AutoCloseable {
    private final Path data;
    private final Store store;
    final Mesh mesh;

    RunningMesh(Path data, Fence fence, Pace pace) throws IOException {
        this(data, fence, pace, Clock.systemUTC());
    }

    RunningMesh(Path data, Fence fence, Pace pace, Clock clock) throws IOException {
        this(data, EmbeddedStore.open(data), fence, pace, clock);
    }

    /** On a store that says itself what is durable. */
    RunningMesh(Path data, Supplier<CompletionStage<Boolean>> durable, Pace pace) throws IOException {
        this(data, saying(EmbeddedStore.open(data), durable), Fence.ONE_NODE, pace, Clock.systemUTC());
    }

    private static Store saying(Store store, Supplier<CompletionStage<Boolean>> durable) {
        return with(
                Store.class,
                (_, method, arguments) ->
                        method.getName().equals("durable") ? durable.get() : method.invoke(store, arguments));
    }

    /** On a store that answers claims of epochs of those entities only for which it does at that moment. */
    static RunningMesh claiming(Path data, Predicate<String> answers, Pace pace) throws IOException {
        var store = EmbeddedStore.open(data);
        var epochs = with(
                Epochs.class,
                (_, method, arguments) -> answers.test((String) arguments[0])
                        ? method.invoke(store.epochs(), arguments)
                        : new CompletableFuture<Long>());
        var mute = with(
                Store.class,
                (_, method, arguments) -> method.getName().equals("epochs") ? epochs : method.invoke(store, arguments));
        return new RunningMesh(data, mute, Fence.ONE_NODE, pace, Clock.systemUTC());
    }

    /** On a store that completes {@code asked} when it is to delete a checkpoint, and does so when {@code may} is complete. */
    static RunningMesh forgetting(Path data, CompletableFuture<String> asked, CompletableFuture<Void> may, Pace pace)
            throws IOException {
        var store = EmbeddedStore.open(data);
        var checkpoints = with(Checkpoints.class, (_, method, arguments) -> {
            if (!method.getName().equals("forget")) {
                return method.invoke(store.checkpoints(), arguments);
            }
            var entity = (String) arguments[0];
            asked.complete(entity);
            return may.thenCompose(
                    _ -> store.checkpoints().forget(entity, (long) arguments[1], (Instant) arguments[2]));
        });
        var slow = with(
                Store.class,
                (_, method, arguments) ->
                        method.getName().equals("checkpoints") ? checkpoints : method.invoke(store, arguments));
        return new RunningMesh(data, slow, Fence.ONE_NODE, pace, Clock.systemUTC());
    }

    /** On a store with other settings than its own. */
    static RunningMesh configured(Path data, String settings, Pace pace) throws IOException {
        var store = EmbeddedStore.open(data);
        var config =
                ConfigFactory.parseString(settings).withFallback(store.config()).resolve();
        var other = with(
                Store.class,
                (_, method, arguments) -> method.getName().equals("config") ? config : method.invoke(store, arguments));
        return new RunningMesh(data, other, Fence.ONE_NODE, pace, Clock.systemUTC());
    }

    static <T> T with(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private RunningMesh(Path data, Store store, Fence fence, Pace pace, Clock clock) throws IOException {
        this.data = data;
        this.store = store;
        mesh = Mesh.start(
                store, new Envelopes(new Keys(data)), new Membership.Alone(fence), Messages.of(List.of()), clock, pace);
        register("counter", new Counter());
        register("kept", new Counter.Kept());
        register("saved", new Counter.Saved());
    }

    void register(String kind, Counter counter) {
        mesh.register(kind, Counter.Command.class, _ -> new EntityFactory.Made<>(counter, Counter.CODEC, Calls.none()));
    }

    Message ask(EntityId to, Counter.Command command) throws Exception {
        return ask(to, command, Duration.ofMinutes(1));
    }

    Message ask(EntityId to, Counter.Command command, Duration timeout) throws Exception {
        return mesh.ask(to, command, timeout).toCompletableFuture().get();
    }

    List<Envelope> rows(EntityId id) {
        var rows = new ArrayList<Envelope>();
        for (var row : store.rows().scan(Set.of(id.kind()))) {
            if (row.entity().equals(id.toString())) {
                rows.add(row);
            }
        }
        return rows;
    }

    List<String> types(EntityId id) {
        return rows(id).stream().map(row -> row.type()).toList();
    }

    /** The last row that a snapshot of the entity contains, or 0. */
    long snapshot(EntityId id) {
        var sql = "SELECT coalesce(max(sequence_number), 0) FROM snapshot WHERE persistence_id = '%s'";
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
                var rows = connection.createStatement().executeQuery(sql.formatted(id))) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes what is stored, while nothing runs on it. */
    static void tamper(Path data, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    static EntityId id(String kind, String name) {
        return new EntityId(new Tenant("acme"), kind, name);
    }

    @Override
    public void close() throws IOException {
        mesh.stop().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
        store.close();
    }
}
