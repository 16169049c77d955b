package io.gabion.loadtests.faults;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A firewall in network namespaces, whose kernel says what it does. */
final class WallTarget implements CrashTarget {
    private static final int NODE = 11;
    private static final int WALL = 31;
    /** A call begins before the hold's end is counted in whole seconds, and has effect by its deadline. */
    private static final Duration EARLIER = Duration.ofSeconds(3);

    private static final Duration LATER = Duration.ofSeconds(6);

    private final Network network = Network.make();
    private Firewall firewall;

    static WallTarget build() throws IOException, InterruptedException {
        var wall = new WallTarget();
        try {
            wall.network.host("wall", WALL);
            wall.network.host("n1", NODE);
            wall.firewall = Firewall.watch(wall.network.in("wall", List.of()));
            return wall;
        } catch (IOException | InterruptedException e) {
            wall.close();
            throw e;
        }
    }

    private WallTarget() throws IOException, InterruptedException {}

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
                  firewall: {type: nftables, live: true, namespace: %s}
                budgets:
                  block-address: {perWindow: %d, window: 1h, concurrent: %d}
                brake: {targets: %d, window: 1h}
                """.formatted(network.name("wall"), Invariants.BUDGET, Invariants.BUDGET, Invariants.BUDGET);
    }

    @Override
    public String next(int number) {
        return "100.70.%d.%d".formatted(number >> 7, 1 + (number & 127));
    }

    @Override
    public String attack(String name) {
        return Load.lines(0, true, name);
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
        var expires = expires(blocked(), name);
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

    /** The kernel's own list of what is blocked, in JSON; empty if nothing ever was. */
    private String blocked() throws IOException, InterruptedException {
        if (firewall.added().isEmpty()) {
            return "";
        }
        return Commands.run(network.in("wall", List.of("nft", "-j", "list", "set", "inet", "gabion", "blocked4"))
                .toArray(String[]::new));
    }

    /** How long the kernel keeps it, if it is in force. */
    private static Optional<Duration> expires(String list, String address) throws IOException {
        for (var element : new JsonMapper().readTree(list).findValues("elem")) {
            for (var one : element.isArray() ? element : List.of(element)) {
                var elem = one.path("elem");
                if (elem.path("val").asText().equals(address)) {
                    return Optional.of(Duration.ofSeconds(elem.path("expires").asLong()));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        if (firewall != null) {
            firewall.close();
        }
        network.close();
    }
}
