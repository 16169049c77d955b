package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One node with its own store, and the firewall that it acts on. */
final class AloneLab implements AutoCloseable {
    private static final int NODE = 11;
    private static final int WALL = 31;

    private final Network network;
    private final Firewall firewall;
    private final LabNode node;

    /** @param options of {@code gabion run}, beside those that every node of a lab has */
    static AloneLab build(Path root, Path work, List<String> options) throws IOException, InterruptedException {
        var network = Network.make();
        try {
            network.host("wall", WALL);
            network.host("n1", NODE);
            return new AloneLab(root, work, options, network);
        } catch (IOException | InterruptedException e) {
            network.close();
            throw e;
        }
    }

    private AloneLab(Path root, Path work, List<String> options, Network network) throws IOException {
        this.network = network;
        firewall = Firewall.watch(network.in("wall", List.of()));
        var settings = Files.writeString(work.resolve("node.yaml"), """
                mode: live
                connectors:
                  firewall: {type: nftables, live: true, namespace: %s}
                budgets:
                  block-address: {perWindow: %d, window: 1h, concurrent: %d}
                brake: {targets: %d, window: 1h}
                """.formatted(
                        network.name("wall"), Invariants.AMPLE, Invariants.AMPLE, Invariants.AMPLE));
        var command = new ArrayList<>(List.of(
                root.resolve("gabion").toString(),
                "run",
                "--config=" + settings,
                "--data=" + work.resolve("node"),
                "--host=" + network.address(NODE),
                "--port=" + LabNode.PORT));
        command.addAll(options);
        node = new LabNode(1, network.address(NODE), work.resolve("node"), network.in("n1", command));
        node.start();
    }

    LabNode node() {
        return node;
    }

    Firewall firewall() {
        return firewall;
    }

    @Override
    public void close() {
        node.end();
        firewall.close();
        network.close();
    }
}
