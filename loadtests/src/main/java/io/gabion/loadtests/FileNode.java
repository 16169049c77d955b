package io.gabion.loadtests;

import io.gabion.node.Node;
import io.gabion.node.Wiring;
import io.gabion.node.rehearsal.Rehearsal;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Plan;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.guard.Protected;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A live node whose firewall is a {@link FileConnector}. Arguments: data directory, log to follow, file to write. */
final class FileNode {
    private static final String FILE = "file";
    private static final Playbook BLOCK = new Playbook(
            "block-guessing",
            "Block who guesses passwords",
            new Playbook.When(List.of("T1110"), 0),
            List.of(new Plan.Block("block", FILE, 3600)),
            "bench");
    /** Room for every trial: a full budget would end the measuring, not slow it. */
    private static final Budget TRIALS = new Budget(10_000, Duration.ofHours(1), 10_000);

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var policy = new GuardPolicy(
                Mode.LIVE,
                Set.of(FILE),
                Protected.NOTHING,
                Map.of(Action.BLOCK_ADDRESS, TRIALS),
                new GuardPolicy.Brake(TRIALS.perWindow(), TRIALS.window(), "log"),
                "bench");
        Map<String, io.gabion.responders.connector.Connector> connectors =
                Map.of(FILE, new FileConnector(Path.of(arguments[2])));
        var wiring = new Wiring(List.of(BLOCK), policy, connectors, Notices.NOBODY);
        var log = Path.of(arguments[1]);
        try (var node = Node.start(
                        Path.of(arguments[0]),
                        new Tenant("default"),
                        wiring,
                        "127.0.0.1",
                        0,
                        List.of(new SourceSetting.File(log)));
                var _ = Rehearsal.begin(Path.of(arguments[0]))) {
            System.out.println(
                    "gabion: blocks into a file, port " + node.address().getPort());
            new CountDownLatch(1).await();
        }
    }

    private FileNode() {}
}
