package io.gabion.node;

import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.store.Store;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.view.LiveBoard;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.containment.ContainmentCommand.LetGoAll;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Ends containments of a node that does not run: starts the responders alone on its data directory, without sources,
 * playbooks or API, and lets each containment release and read back as it always does. Nothing new is contained.
 */
public final class OfflineRelease implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String BY = "offline release";

    private final Store store;
    private final Mesh mesh;
    private final LiveBoard board;
    private final Tenant tenant;

    private OfflineRelease(Store store, Mesh mesh, LiveBoard board, Tenant tenant) {
        this.store = store;
        this.mesh = mesh;
        this.board = board;
        this.tenant = tenant;
    }

    /** @throws IOException in one line, also where a node runs on the directory */
    public static OfflineRelease open(Path data, Tenant tenant, Map<String, Connector> connectors, Peers peers)
            throws IOException {
        var ground = Ground.embedded(data);
        var store = ground.store();
        var envelopes = new Envelopes(ground.keys());
        var mesh = Mesh.start(store, envelopes, ground.membership(), Wiring.messages(), Clock.systemUTC(), Pace.USUAL);
        new Wiring(List.of(), Policies.observing(), connectors, Notices.NOBODY)
                .with(peers)
                .registerResponders(mesh);
        return new OfflineRelease(store, mesh, new LiveBoard(store.rows(), envelopes, "offline"), tenant);
    }

    /** Names of what is held or not yet released. */
    public List<String> containments() {
        board.catchUp();
        return board.containments(tenant.id()).stream()
                .map(record -> record.path("id").asText())
                .toList();
    }

    /** Tenants besides this one for whom something is held or not yet released. */
    public List<String> otherTenants() {
        board.catchUp();
        return board.tenantsWithContainments().stream()
                .filter(other -> !other.equals(tenant.id()))
                .toList();
    }

    /** {@code released}, or in what state it still is. */
    public String release(String containment, Duration patience) throws InterruptedException {
        try {
            mesh.ask(new EntityId(tenant, "containment", containment), new LetGoAll(BY), patience)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            return "no answer within " + patience.toSeconds() + " s";
        }
        var end = Instant.now().plus(patience);
        while (true) {
            board.catchUp();
            var state = board.containment(tenant.id(), containment)
                    .map(found -> found.path("state").asText())
                    .orElse("unknown");
            if (state.equals("idle")) {
                return "released";
            }
            if (Instant.now().isAfter(end)) {
                return "not released yet, " + state;
            }
            Thread.sleep(LOOK);
        }
    }

    @Override
    public void close() throws IOException {
        board.close();
        mesh.stop().toCompletableFuture().join();
        store.close();
    }
}
