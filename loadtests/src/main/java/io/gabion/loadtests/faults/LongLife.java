package io.gabion.loadtests.faults;

import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.shell.Membership;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.store.Store;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.containment.ContainmentCommand.Accepted;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentCommand.Want;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How long a containment with ten thousand rows in its journal takes to come into memory and answer. */
final class LongLife {
    static final int ROWS = 10_000;
    private static final Target ADDRESS = new Target("firewall", "203.0.113.200");
    private static final EntityId LONG = of(ADDRESS);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final Store store;
    private final Envelopes envelopes;

    LongLife(Store store, Envelopes envelopes) {
        this.store = store;
        this.envelopes = envelopes;
    }

    /** Once for each run: the first question after a start, when another containment has answered one. */
    List<Duration> recoveries(int runs) throws IOException {
        var mesh = start();
        for (int n = 0; rows() < ROWS; n++) {
            for (int m = 0; m < ROWS / 10; m++) {
                var holder = "response/" + n + "-" + m;
                ask(mesh, LONG, new Want(Action.BLOCK_ADDRESS, ADDRESS, new Holder(holder, Instant.MAX), ""));
                ask(mesh, LONG, new LetGo(holder));
            }
        }
        stop(mesh);
        var took = new ArrayList<Duration>();
        for (int n = 0; n < runs; n++) {
            mesh = start();
            ask(mesh, of(new Target("firewall", "203.0.113." + (n + 1))), new LetGo("nobody"));
            long began = System.nanoTime();
            ask(mesh, LONG, new LetGo("nobody"));
            took.add(Duration.ofNanos(System.nanoTime() - began));
            stop(mesh);
        }
        return took;
    }

    private Mesh start() throws IOException {
        var mesh =
                Mesh.start(store, envelopes, new Membership.Alone(), Wiring.messages(), Clock.systemUTC(), Pace.USUAL);
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(mesh);
        return mesh;
    }

    private static void stop(Mesh mesh) {
        mesh.stop().toCompletableFuture().join();
    }

    private static void ask(Mesh mesh, EntityId containment, ContainmentCommand command) throws IOException {
        var answer =
                mesh.ask(containment, command, ANSWER).toCompletableFuture().join();
        if (!(answer instanceof Accepted)) {
            throw new IOException(containment + " answers " + answer);
        }
    }

    private int rows() {
        int rows = 0;
        for (var row : store.rows().scan(Set.of("containment"))) {
            rows += row.entity().equals(LONG.toString()) ? 1 : 0;
        }
        return rows;
    }

    private static EntityId of(Target target) {
        return new EntityId(
                new Tenant("default"),
                "containment",
                target.connector() + "/" + Action.BLOCK_ADDRESS.word() + "/" + target.value());
    }
}
