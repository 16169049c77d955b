package io.gabion.loadtests.faults;

import io.gabion.loadtests.Await;
import io.gabion.loadtests.Report;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * P9: how long after a failure the first new block is in force. Of one node it is the time since it is started again, of
 * three that since one is killed. Who guesses begins after the failure. And how long an entity with a long journal takes to
 * come into memory, of a node alone on either store.
 */
public final class Recovery {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration ONE_NODE = Duration.ofSeconds(10);
    private static final Duration CLUSTER = Duration.ofSeconds(30);
    private static final Duration ENTITY = Duration.ofSeconds(1);

    /** @throws IOException if a node or the lab does not start, or nothing is blocked within three minutes */
    public static Report run(Path root, Path work, int runs, long seed) throws IOException, InterruptedException {
        var alone = alone(root, Files.createDirectories(work.resolve("alone")), runs);
        var rows = embedded(work.resolve("rows"), runs);
        var rowsOfCassandra = new ArrayList<Duration>();
        var cluster = cluster(root, Files.createDirectories(work.resolve("cluster")), runs, seed, rowsOfCassandra);
        System.out.printf("one node, since it is started again: %s s%n", seconds(alone));
        System.out.printf("three nodes, since one is killed:     %s s%n", seconds(cluster));
        var entity = "an entity with " + LongLife.ROWS + " rows, ";
        System.out.printf(entity + "embedded store: %s s%n", seconds(rows));
        System.out.printf(entity + "Cassandra:      %s s%n", seconds(rowsOfCassandra));
        var met = Stream.of(rows, rowsOfCassandra).allMatch(took -> worst(took).compareTo(ENTITY) <= 0)
                && worst(alone).compareTo(ONE_NODE) <= 0
                && worst(cluster).compareTo(CLUSTER) <= 0;
        return new Report(
                "P9",
                inSeconds(worst(alone)),
                "s",
                Map.of(),
                Map.of(
                        "cluster",
                        inSeconds(worst(cluster)),
                        "entity",
                        inSeconds(worst(rows)),
                        "entityOnCassandra",
                        inSeconds(worst(rowsOfCassandra))),
                runs,
                met,
                "the worst of " + runs + " each; goals " + ONE_NODE.toSeconds() + " s and " + CLUSTER.toSeconds()
                        + " s, " + ENTITY.toSeconds() + " s for an entity");
    }

    private static List<Duration> alone(Path root, Path work, int runs) throws IOException, InterruptedException {
        var took = new ArrayList<Duration>();
        var log = Files.createFile(work.resolve("auth.log"));
        try (var lab = AloneLab.build(root, work, List.of("--watch=" + log))) {
            var node = lab.node();
            blocked(lab.firewall(), log, 0);
            for (int n = 1; n <= runs; n++) {
                node.kill();
                node.start();
                var began = node.began();
                took.add(Duration.between(began, blocked(lab.firewall(), log, n)));
            }
        }
        return took;
    }

    /** When an address that begins to guess now is blocked. */
    private static Instant blocked(Firewall firewall, Path log, int n) throws IOException, InterruptedException {
        var address = "100.64.1." + n;
        Files.writeString(log, Load.lines(0, true, address), StandardOpenOption.APPEND);
        Await.until(
                address + " is blocked", LOOK, PATIENCE, () -> firewall.added().containsKey(address));
        return firewall.added().get(address).getFirst();
    }

    private static List<Duration> embedded(Path data, int runs) throws IOException {
        try (var store = EmbeddedStore.open(Files.createDirectories(data))) {
            return new LongLife(store, new Envelopes(new Keys(data))).recoveries(runs);
        }
    }

    private static List<Duration> cluster(Path root, Path work, int runs, long seed, List<Duration> entity)
            throws IOException, InterruptedException {
        var took = new ArrayList<Duration>();
        try (var lab = Lab.build(root, work, 1, Lab.NODES, Invariants.AMPLE, Without.NOTHING, Lab.AS_SHIPPED)) {
            try (var _ = new Supervisor(lab.nodes())) {
                for (int n = 0; n < runs; n++) {
                    for (var node : lab.nodes()) {
                        lab.awaitReady(node);
                    }
                    var killed = Instant.now();
                    lab.nodes().get(n % Lab.NODES).kill();
                    try (var _ = new Load(lab.nodes(), "p9-" + n, n, seed + n)) {
                        var prefix = Load.prefix(n);
                        Await.until("a new block", LOOK, PATIENCE, () -> first(lab, prefix) != null);
                        took.add(Duration.between(killed, first(lab, prefix)));
                    }
                }
            }
            lab.nodes().forEach(LabNode::end);
            try (var store = CassandraStore.open(lab.place())) {
                entity.addAll(new LongLife(store, lab.envelopes()).recoveries(runs));
            }
        }
        return took;
    }

    private static Instant first(Lab lab, String prefix) {
        return lab.firewall().added().entrySet().stream()
                .filter(block -> block.getKey().startsWith(prefix))
                .map(block -> block.getValue().getFirst())
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static Duration worst(List<Duration> took) {
        return took.stream().max(Duration::compareTo).orElseThrow();
    }

    private static double inSeconds(Duration took) {
        return took.toMillis() / 1_000.0;
    }

    private static String seconds(List<Duration> took) {
        return String.join(
                " ", took.stream().map(d -> "%.1f".formatted(inSeconds(d))).toList());
    }

    private Recovery() {}
}
