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
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
        var settings = SettingsFile.read(Path.of(arguments[0]));
        var data = Path.of(arguments[1]);
        try (var outside = Outside.open(settings)) {
            var ground = Ground.of(settings, data);
            var wiring = new Wiring(Playbooks.bundled(), Policies.of(settings), outside.connectors(), outside);
            try (var node = Node.start(
                    new Ground(ground.store(), ground.keys(), new Unfenced(ground.membership())),
                    data,
                    new Tenant("default"),
                    wiring,
                    arguments[2],
                    Integer.parseInt(arguments[3]),
                    List.of())) {
                System.out.println("gabion: http://" + arguments[2] + ", without a fence");
                node.ended().toCompletableFuture().join();
            }
        }
    }

    private MutantNode() {}
}
