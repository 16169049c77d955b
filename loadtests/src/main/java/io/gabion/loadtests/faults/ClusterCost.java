package io.gabion.loadtests.faults;

import io.gabion.loadtests.Await;
import io.gabion.loadtests.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * What an acknowledgement and an effect cost, with a store in the node and on one Cassandra server under one, two and three nodes. All of
 * it runs on this machine: more nodes are more work here, not more machines.
 */
public final class ClusterCost {
    private static final int SENDERS = 6;
    private static final int LINES = 500;
    /** Of an attacker; the sixth failure is one too many. */
    private static final int FAILURES = 12;

    /** How many assets come in turn: what an acknowledgement costs as they grow. */
    private static final List<Integer> ASSETS = List.of(10, 1_000, 20_000);

    private static final int STAGES = ASSETS.size() + 3;

    /** Each node compiles and rehearses by itself, so that the first minutes say little. */
    private static final Duration COLD = Duration.ofSeconds(90);

    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final Duration BETWEEN_ATTACKS = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Reads a meter. */
    private interface Meter {
        double read() throws IOException;
    }

    /**
     * @param rate observations acknowledged per second, or effects
     * @param p50 and {@code p99}: from a request to its acknowledgement, or to the kernel's word of the block, in milliseconds
     * @param nodes processor time of the nodes per 1,000 observations, or per effect, in milliseconds
     * @param store the same of the servers
     */
    private record Row(String what, double rate, double p50, double p99, double nodes, double store) {
        static Row of(String what, double rate, List<Double> millis, double nodes, double store) throws IOException {
            if (millis.isEmpty()) {
                throw new IOException(what + ": nothing came of it");
            }
            return new Row(
                    what,
                    rate,
                    Report.quantile(millis, 0.5),
                    Report.quantile(millis, 0.99),
                    nodes * 1_000,
                    store * 1_000);
        }
    }

    private final List<Row> rows = new ArrayList<>();

    /** @throws IOException if a lab cannot be built or nothing is acknowledged */
    public static Report run(Path root, Path work) throws IOException, InterruptedException {
        var cost = new ClusterCost();
        System.out.printf(
                "%-42s %9s %9s %9s %12s %12s%n", "", "per s", "p50 ms", "p99 ms", "node CPU ms", "store CPU ms");
        var alone = Files.createDirectories(work.resolve("alone"));
        try (var lab = AloneLab.build(root, alone, List.of())) {
            Await.until("the node is ready", LOOK, PATIENCE, lab.node()::isReady);
            cost.all("store in the node", List.of(lab.node()), () -> 0, lab.firewall());
        }
        for (int size = 1; size <= Lab.NODES; size++) {
            var place = Files.createDirectories(work.resolve("nodes-" + size));
            try (var lab = Lab.build(root, place, 1, size, Invariants.AMPLE, Without.NOTHING, Lab.AS_SHIPPED)) {
                cost.all("Cassandra, nodes: " + size, lab.nodes(), lab.ring()::cpuSeconds, lab.firewall());
            }
        }
        return cost.report();
    }

    private void all(String where, List<LabNode> nodes, Meter store, Firewall firewall)
            throws IOException, InterruptedException {
        try (var _ = new SteadyLoad(
                nodes, "first", SENDERS, Duration.ZERO, (sender, n) -> turns(sender, ASSETS.getFirst(), n))) {
            Thread.sleep(COLD);
        }
        for (int assets : ASSETS) {
            observations(
                    "%s, %,d assets".formatted(where, assets),
                    "turns" + assets + "-",
                    nodes,
                    store,
                    (sender, n) -> turns(sender, assets, n));
        }
        effects(where + ", an effect", "attack", nodes, store, firewall);
        observations(where + ", an asset a line", "new", nodes, store, ClusterCost::many);
        try (var _ = new SteadyLoad(nodes, "others", SENDERS, Duration.ZERO, ClusterCost::others)) {
            effects(where + ", an effect beside it", "besides", nodes, store, firewall);
        }
    }

    private void observations(String what, String run, List<LabNode> nodes, Meter store, SteadyLoad.Batches batches)
            throws IOException, InterruptedException {
        try (var load = new SteadyLoad(nodes, run, SENDERS, Duration.ZERO, batches)) {
            Thread.sleep(WARM);
            load.take();
            double before = cpuSeconds(nodes);
            double storeBefore = store.read();
            Thread.sleep(MEASURED);
            var acks = load.take();
            double thousands = acks.stream().mapToInt(SteadyLoad.Ack::lines).sum() / 1_000.0;
            add(Row.of(
                    what,
                    thousands * 1_000 / MEASURED.toSeconds(),
                    acks.stream().map(SteadyLoad.Ack::millis).toList(),
                    (cpuSeconds(nodes) - before) / thousands,
                    (store.read() - storeBefore) / thousands));
        }
    }

    /** From the first failure to the block that is read back, of attackers that come one by one. */
    private void effects(String what, String run, List<LabNode> nodes, Meter store, Firewall firewall)
            throws IOException, InterruptedException {
        Map<String, Instant> began = new ConcurrentHashMap<>();
        try (var _ = new SteadyLoad(nodes, run, 3, BETWEEN_ATTACKS, (s, n) -> attack(run, s, n, began))) {
            Thread.sleep(WARM);
            var since = Instant.now();
            double before = cpuSeconds(nodes);
            double storeBefore = store.read();
            Thread.sleep(MEASURED);
            var millis = new ArrayList<Double>();
            firewall.added().forEach((address, times) -> {
                if (began.containsKey(address) && times.getFirst().isAfter(since)) {
                    millis.add(Duration.between(began.get(address), times.getFirst())
                                    .toNanos()
                            / 1e6);
                }
            });
            add(Row.of(
                    what,
                    millis.size() / (double) MEASURED.toSeconds(),
                    millis,
                    (cpuSeconds(nodes) - before) / millis.size(),
                    (store.read() - storeBefore) / millis.size()));
        }
    }

    private void add(Row row) {
        rows.add(row);
        System.out.printf(
                "%-42s %,9.1f %9.0f %9.0f %12.1f %12.1f%n", row.what, row.rate, row.p50, row.p99, row.nodes, row.store);
    }

    private static double cpuSeconds(List<LabNode> nodes) {
        return nodes.stream().mapToDouble(LabNode::cpuSeconds).sum();
    }

    /** So many come in turn; with another number of them they are others. */
    private static String turns(int sender, int assets, long n) {
        return lines(sender, "Accepted", LINES, i -> address(100, assets + (n * LINES + i) % assets));
    }

    /** Nobody comes twice. */
    private static String many(int sender, long n) {
        return lines(sender, "Accepted", LINES, i -> address(110 + sender, n * LINES + i));
    }

    /** Nor do these: an asset that was there before needs no start. */
    private static String others(int sender, long n) {
        return lines(sender, "Accepted", LINES, i -> address(140 + sender, n * LINES + i));
    }

    private static String attack(String run, int sender, long n, Map<String, Instant> began) {
        var attacker = address((run.equals("attack") ? 120 : 130) + sender, n);
        began.put(attacker, Instant.now());
        return lines(sender, "Failed", FAILURES, _ -> attacker);
    }

    private static String address(int first, long n) {
        return first + "." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
    }

    private static String lines(int sender, String what, int count, IntFunction<String> from) {
        var lines = new StringBuilder();
        var now = Instant.now();
        for (int i = 0; i < count; i++) {
            lines.append("%s web%d sshd[%d]: %s password for u%d from %s port 4022 ssh2%n"
                    .formatted(now, sender, 1_000 + i, what, i % 3, from.apply(i)));
        }
        return lines.toString();
    }

    private Report report() {
        Map<String, Object> more = new LinkedHashMap<>();
        for (var row : rows) {
            more.put(
                    row.what,
                    Map.of(
                            "perSecond", Report.rounded(row.rate),
                            "p50Ms", Report.rounded(row.p50),
                            "p99Ms", Report.rounded(row.p99),
                            "nodeCpuMs", Report.rounded(row.nodes),
                            "storeCpuMs", Report.rounded(row.store)));
        }
        var three = rows.get(rows.size() - STAGES);
        return new Report(
                "cluster",
                three.rate,
                "observations/s",
                Map.of("store-in-the-node", rows.getFirst().rate),
                more,
                1,
                true,
                "no figure is asked for; processor time per 1,000 observations, and per effect");
    }
}
