package io.gabion.loadtests.faults;

import com.typesafe.config.Config;
import io.gabion.node.Ground;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.intel.Lists;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Membership;
import io.gabion.node.store.Checkpoints;
import io.gabion.node.store.Claims;
import io.gabion.node.store.Epochs;
import io.gabion.node.store.Housekeeping;
import io.gabion.node.store.Rows;
import io.gabion.node.store.Store;
import io.gabion.node.store.Unfinished;
import io.gabion.protocol.Tenant;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A node whose fence always holds, to see what the fence is for. Arguments: settings, data directory, host, port, and
 * {@code unclaimed} if every claim is to be granted too.
 */
final class MutantNode {
    private record Unfenced(Membership membership) implements Membership {
        @Override
        public Duration takeover() {
            return membership.takeover();
        }

        @Override
        public Config over(Config store) {
            return membership.over(store);
        }

        @Override
        public Fence join(ActorSystem<?> system) throws IOException {
            membership.join(system);
            return Fence.ONE_NODE;
        }

        @Override
        public boolean leads(ActorSystem<?> system) {
            return membership.leads(system);
        }
    }

    /** Grants whatever is asked for, so that two can have it. */
    private record Granting(Store store) implements Store {
        private record Everything() implements Claims {
            @Override
            public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
                return CompletableFuture.completedFuture(new Taken());
            }

            @Override
            public CompletionStage<Optional<Claim>> standing(String entity) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
        }

        @Override
        public ActorSystemSetup setup() {
            return store.setup();
        }

        @Override
        public Config config() {
            return store.config();
        }

        @Override
        public String place() {
            return store.place();
        }

        @Override
        public boolean isShared() {
            return store.isShared();
        }

        @Override
        public CompletionStage<Boolean> durable() {
            return store.durable();
        }

        @Override
        public Epochs epochs() {
            return store.epochs();
        }

        @Override
        public Claims claims() {
            return new Everything();
        }

        @Override
        public Checkpoints checkpoints() {
            return store.checkpoints();
        }

        @Override
        public Unfinished unfinished() {
            return store.unfinished();
        }

        @Override
        public Rows rows() {
            return store.rows();
        }

        @Override
        public Housekeeping housekeeping() {
            return store.housekeeping();
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }

    public static void main(String[] arguments) throws Exception {
        boolean unclaimed = List.of(arguments).contains("unclaimed");
        run(
                arguments,
                Playbooks.bundled(),
                ground -> new Ground(
                        unclaimed ? new Granting(ground.store()) : ground.store(),
                        ground.keys(),
                        new Unfenced(ground.membership())),
                connector -> connector,
                notices -> notices);
    }

    /** A node on another ground, and with other connectors and channels, than its settings say. Until it ends. */
    static void run(
            String[] arguments,
            List<Playbook> playbooks,
            UnaryOperator<Ground> ground,
            UnaryOperator<Connector> connector,
            UnaryOperator<Notices> notices)
            throws IOException {
        var settings = SettingsFile.read(Path.of(arguments[0]));
        var data = Path.of(arguments[1]);
        try (var outside = Outside.open(settings)) {
            var connectors = new HashMap<>(outside.connectors());
            connectors.replaceAll((_, one) -> connector.apply(one));
            var known = Lists.read(settings.context());
            var wiring = new Wiring(
                            playbooks,
                            Policies.of(settings),
                            connectors,
                            notices.apply(outside),
                            Lists.asked(known::intelligence))
                    .with(outside.peers());
            try (var node = Node.start(
                    ground.apply(Ground.of(settings, data)),
                    data,
                    new Tenant("default"),
                    wiring,
                    arguments[2],
                    Integer.parseInt(arguments[3]),
                    List.of())) {
                System.out.println("gabion: http://" + arguments[2] + ", changed");
                node.ended().toCompletableFuture().join();
            }
        }
    }

    private MutantNode() {}
}
