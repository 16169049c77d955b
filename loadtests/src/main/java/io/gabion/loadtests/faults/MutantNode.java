package io.gabion.loadtests.faults;

import com.typesafe.config.Config;
import io.gabion.node.Ground;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Membership;
import io.gabion.protocol.Tenant;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node whose fence always holds, to see what the fence is for. Arguments: settings, data directory, host, port. */
final class MutantNode {
    private record Unfenced(Membership membership) implements Membership {
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

    public static void main(String[] arguments) throws Exception {
        run(
                arguments,
                Playbooks.bundled(),
                ground -> new Ground(ground.store(), ground.keys(), new Unfenced(ground.membership())),
                connector -> connector);
    }

    /** A node on another ground, and with other connectors, than its settings say. Until it ends. */
    static void run(
            String[] arguments,
            List<Playbook> playbooks,
            UnaryOperator<Ground> ground,
            UnaryOperator<Connector> connector)
            throws IOException {
        var settings = SettingsFile.read(Path.of(arguments[0]));
        var data = Path.of(arguments[1]);
        try (var outside = Outside.open(settings)) {
            var connectors = new HashMap<>(outside.connectors());
            connectors.replaceAll((_, one) -> connector.apply(one));
            var wiring = new Wiring(playbooks, Policies.of(settings), connectors, outside);
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
