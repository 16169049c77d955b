package io.gabion.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.api.Api;
import io.gabion.node.api.GuardControl;
import io.gabion.node.api.Ingestion;
import io.gabion.node.api.Tokens;
import io.gabion.node.parse.Formats;
import io.gabion.node.retention.Retention;
import io.gabion.node.retention.Sweeper;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.source.FileTail;
import io.gabion.node.source.Ingest;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.store.Store;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.node.view.LiveBoard;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.surroundings.Surroundings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: store, mesh, sources, board, API. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(30);

    private final Store store;
    private final Mesh mesh;
    private final LiveBoard board;
    private final Tenant tenant;
    private final Sweeper sweeper;
    private final List<FileTail> tails = new ArrayList<>();
    private InetSocketAddress address;

    private Node(Store store, Mesh mesh, LiveBoard board, Sweeper sweeper, Tenant tenant) {
        this.store = store;
        this.mesh = mesh;
        this.board = board;
        this.sweeper = sweeper;
        this.tenant = tenant;
    }

    /** @throws IOException in one line that names the place */
    public static Node start(Path data, Tenant tenant, Wiring wiring, String host, int port, List<Path> watched)
            throws IOException {
        var store = Store.open(data);
        var envelopes = new Envelopes(new Keys(data));
        var mesh = Mesh.start(store, envelopes, Fence.ONE_NODE, Clock.systemUTC(), Pace.USUAL);
        var mode = wiring.policy().mode().name().toLowerCase(Locale.ROOT);
        var sweeper = new Sweeper(store, envelopes, Retention.of(store.config()), Clock.systemUTC()).start();
        var node = new Node(store, mesh, new LiveBoard(store.rows(), envelopes, mode), sweeper, tenant);
        try {
            wiring.register(mesh);
            node.lookAround();
            mesh.system()
                    .scheduler()
                    .scheduleWithFixedDelay(
                            LOOK_AROUND,
                            LOOK_AROUND,
                            node::lookAround,
                            mesh.system().executionContext());
            mesh.wakeUnfinished().toCompletableFuture().join();
            var tokens = Tokens.open(data, Clock.systemUTC());
            node.address = Api.start(
                            mesh.system(), host, port, node.board, tokens, node.new NoIngestion(), node.new Switch())
                    .toCompletableFuture()
                    .join()
                    .localAddress();
            var ingest = new MeshIngest(mesh, tenant);
            for (var file : watched) {
                var name = file.getFileName().toString();
                node.tails.add(new FileTail(file, name, ingest, head -> Formats.detect(head, now(), name)));
            }
            return node;
        } catch (CompletionException e) {
            node.close();
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause().toString(), e);
        }
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Where telemetry that comes from no file is brought. */
    public Ingest ingest() {
        return new MeshIngest(mesh, tenant);
    }

    /** What must never be contained is told to the Guard at the start and on every round, and keeps it in memory. */
    private void lookAround() {
        try {
            mesh.tell(guard(tenant), new GuardCommand.Surroundings(Surroundings.discover()));
        } catch (IOException e) {
            LOG.warn("The surroundings cannot be read; nothing new is contained after a restart: {}", e.toString());
        }
    }

    private static EntityId guard(Tenant tenant) {
        return new EntityId(tenant, "guard", "all");
    }

    @Override
    public void close() {
        for (var tail : tails) {
            tail.close();
        }
        sweeper.close();
        board.close();
        mesh.stop().toCompletableFuture().join();
        try {
            store.close();
        } catch (IOException e) {
            LOG.warn("The store did not close cleanly; its journal is whole: {}", e.toString());
        }
    }

    /** Batches over HTTP come later: until then every one is turned down, never dropped. */
    private final class NoIngestion implements Ingestion {
        @Override
        public CompletionStage<Receipt> accept(Batch batch) {
            return CompletableFuture.completedFuture(new Refused("this node takes its telemetry from files"));
        }
    }

    private final class Switch implements GuardControl {
        @Override
        public CompletionStage<Outcome> freeze(Order order) {
            return ask(order, new GuardCommand.Freeze(order.by(), "asked for"));
        }

        @Override
        public CompletionStage<Outcome> thaw(Order order) {
            return ask(order, new GuardCommand.Thaw(order.by()));
        }

        @Override
        public CompletionStage<Outcome> release(Order order, String containment) {
            var known = board.containments(order.tenant()).stream()
                    .anyMatch(c -> c.path("id").asText().equals(containment));
            if (!known) {
                return CompletableFuture.completedFuture(new Unknown());
            }
            var id = new EntityId(new Tenant(order.tenant()), "containment", containment);
            return done(mesh.ask(id, new ContainmentCommand.LetGoAll(order.by()), START));
        }

        private CompletionStage<Outcome> ask(Order order, GuardCommand command) {
            return done(mesh.ask(guard(new Tenant(order.tenant())), command, START));
        }

        private CompletionStage<Outcome> done(CompletionStage<?> answer) {
            return answer.thenApply(
                    said -> new Done(JsonNodeFactory.instance.objectNode().put("answer", said.toString())));
        }
    }
}
