package io.gabion.loadtests.faults;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A firewall in network namespaces, whose kernel says what it does. */
final class WallTarget implements ContainedTarget {
    private static final int NODE = 11;
    private static final int WALL = 31;
    private static final int SSH = 22;
    /** A call begins before the hold's end is counted in whole seconds, and has effect by its deadline. */
    private static final Duration EARLIER = Duration.ofSeconds(3);

    private static final Duration LATER = Duration.ofSeconds(6);

    private final Network network = Network.make();
    private final Path work;
    private final Action action;
    private Firewall firewall;
    private Sshd sshd;
    private String way;

    /** The node works in the firewall's namespace itself. */
    static WallTarget local(Path work, Action action) throws IOException, InterruptedException {
        var wall = new WallTarget(work, action);
        wall.way = "namespace: " + wall.network.name("wall");
        return wall;
    }

    /** The node logs in there, with a key that may do nothing else. */
    static WallTarget overSsh(Path work, Action action) throws IOException, InterruptedException {
        var wall = new WallTarget(work, action);
        try {
            var folder = Files.createDirectories(work.resolve("stand"));
            var options = "restrict,command=\"" + Peer.program("gabion-nft", folder) + "\"";
            var inside = wall.network.in("wall", List.of());
            wall.sshd = new Sshd(folder, options, inside, wall.network.address(WALL), SSH);
            wall.way = "ssh: " + wall.sshd.settings();
            return wall;
        } catch (IOException e) {
            wall.close();
            throw e;
        }
    }

    private WallTarget(Path work, Action action) throws IOException, InterruptedException {
        this.work = work;
        this.action = action;
        try {
            network.host("wall", WALL);
            network.host("n1", NODE);
            firewall = Firewall.watch(network.in("wall", List.of()));
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    @Override
    public List<String> in(List<String> command) {
        return network.in("n1", command);
    }

    @Override
    public String address() {
        return network.address(NODE);
    }

    @Override
    public String settings() {
        return """
                mode: live
                connectors:
                  firewall: {type: nftables, live: true, %1$s}
                networks: {addresses: 2}
                budgets:
                  block-address: {perWindow: %2$d, window: 1h, concurrent: %2$d}
                  block-network: {perWindow: %2$d, window: 1h, concurrent: %2$d}
                brake: {targets: %2$d, window: 1h}
                """.formatted(way, Invariants.AMPLE);
    }

    /** People are asked before a network is blocked: here they have a moment to say no. */
    @Override
    public Path playbook() throws IOException {
        var network = """
                  - {id: ask, action: approval, covers: [network], within: 2s, otherwise: approve}
                  - {id: network, action: block-network, connector: firewall, %s}
                """.formatted(HOLD);
        return Files.writeString(
                work.resolve("contain.yaml"), """
                id: contain
                title: Block who guesses passwords, and the network of two
                when: {techniques: [T1110], minScore: 0.4}
                steps:
                  - {id: block, action: block-address, connector: firewall, %s}
                """.formatted(HOLD) + (action == Action.BLOCK_NETWORK ? network : ""));
    }

    @Override
    public String next(int number) {
        return action == Action.BLOCK_NETWORK
                ? "101.70." + number + ".0/24"
                : "100.70.%d.%d".formatted(number >> 7, 1 + (number & 127));
    }

    @Override
    public String attack(String name) {
        if (action == Action.BLOCK_ADDRESS) {
            return Load.lines(0, true, name);
        }
        var inside = name.substring(0, name.lastIndexOf('.') + 1);
        return Load.lines(0, true, inside + 1) + Load.lines(1, true, inside + 2);
    }

    @Override
    public List<Instant> effects(String name) {
        return firewall.added().getOrDefault(name, List.of());
    }

    @Override
    public List<String> standing(String name, boolean wanted, Instant until) throws IOException, InterruptedException {
        var violations = new ArrayList<String>();
        if (!firewall.isWatched()) {
            violations.add("nobody watches the firewall any more");
        }
        var before = Instant.now();
        var expires = expires(name);
        if (expires.isPresent() != wanted) {
            violations.add(
                    wanted ? "contained, but the kernel knows nothing of it" : "orphaned: in force, nobody wants it");
        }
        expires.ifPresent(left -> {
            if (before.plus(left).isAfter(until.plus(LATER))
                    || Instant.now().plus(left).isBefore(until.minus(EARLIER))) {
                violations.add("ends " + before.plus(left) + ", wanted until " + until);
            }
        });
        return violations;
    }

    /** How long the kernel keeps it, if it is in force, by the kernel's own list of everything. */
    private Optional<Duration> expires(String name) throws IOException, InterruptedException {
        var set = action == Action.BLOCK_NETWORK ? "blocked4_" + Networks.prefix(name) : "blocked4";
        var element = action == Action.BLOCK_NETWORK ? Networks.first(name) : name;
        var list = Commands.run(
                network.in("wall", List.of("nft", "-j", "list", "ruleset")).toArray(String[]::new));
        for (var item : new JsonMapper().readTree(list).path("nftables")) {
            for (var one : item.path("set").path("elem")) {
                var elem = one.path("elem");
                if (item.path("set").path("name").asText().equals(set)
                        && elem.path("val").asText().equals(element)) {
                    return Optional.of(Duration.ofSeconds(elem.path("expires").asLong()));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        if (sshd != null) {
            sshd.close();
        }
        if (firewall != null) {
            firewall.close();
        }
        network.close();
    }
}
