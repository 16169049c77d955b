package io.gabion.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.settings.SettingsFile;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.nftables.LocalNftStand;
import io.gabion.responders.connectors.nftables.SshNftStand;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.worker.Care;
import io.gabion.responders.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long it takes from the Guard's word, journaled, to the answer of the firewall that it is done, while a whole node
 * contains so many addresses a minute: each is found in a log, planned, reserved, read, claimed, applied and read back.
 */
final class ContainmentRate {
    private static final int A_MINUTE = 1_000;
    private static final double GOAL_MILLIS = 1_000;
    private static final int BATCHES_A_SECOND = 2;
    /** Addresses by which the program is loaded and compiled; they are not counted. */
    private static final int FIRST = 8;

    /** What is not applied by then is counted as not applied. */
    private static final Duration LAST = Duration.ofMinutes(1);

    private static final Tenant TENANT = new Tenant("default");

    private record Lab(String name, Opening opening) {}

    private interface Opening {
        Stand at(Path folder) throws Exception;
    }

    private static final List<Lab> LABS = List.of(
            new Lab("nftables, local", _ -> new LocalNftStand()), new Lab("nftables over SSH", SshNftStand::new));

    private record Waits(List<Double> applied, List<Double> claimed) {}

    /** Notes when the target said that it had applied or, had that answer been lost, that it is in force, by target. */
    private record Noting(Connector target, Map<String, Instant> applied) implements Connector {
        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            return target.apply(order).whenComplete((result, _) -> note(order, result));
        }

        private void note(ContainmentOrder order, Result result) {
            if (result instanceof Result.Done) {
                applied.putIfAbsent(order.target().value(), Instant.now());
            }
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            return target.query(order).whenComplete((result, _) -> note(order, result));
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            return target.release(order);
        }
    }

    /**
     * @param millis from the reservation to the answer of each
     * @param claimed the median of those until the call was claimed, when the target had been read
     * @param cpuMillis of the node, the senders and nft together, for each
     */
    private record Found(
            String lab, int wanted, List<Double> millis, double claimed, double doneSeconds, double cpuMillis) {
        double aMinute() {
            return millis.size() / doneSeconds * 60;
        }
    }

    /** @param seconds for which it is kept up */
    static Report run(int seconds) throws IOException {
        System.out.printf(
                "%-18s %7s %9s %10s %11s %8s %8s %8s %12s%n",
                "connector",
                "wanted",
                "applied",
                "a minute",
                "p50 claimed",
                "p50 ms",
                "p99 ms",
                "max ms",
                "CPU ms each");
        var rows = new ArrayList<Map<String, Object>>();
        boolean met = true;
        double slowest = 0;
        for (var lab : LABS) {
            try (var place = Workplace.make();
                    var stand = lab.opening().at(place.directory())) {
                var found = measured(lab.name(), stand, place.directory(), seconds);
                double p99 = Report.quantile(found.millis(), 0.99);
                System.out.printf(
                        "%-18s %7d %9d %10.0f %11.1f %8.1f %8.1f %8.1f %12.1f%n",
                        found.lab(),
                        found.wanted(),
                        found.millis().size(),
                        found.aMinute(),
                        found.claimed(),
                        Report.quantile(found.millis(), 0.5),
                        p99,
                        Report.quantile(found.millis(), 1),
                        found.cpuMillis());
                met &= found.millis().size() == found.wanted()
                        && found.aMinute() >= 0.95 * A_MINUTE
                        && p99 <= GOAL_MILLIS;
                slowest = Math.max(slowest, p99);
                rows.add(new TreeMap<>(Map.of(
                        "connector", found.lab(),
                        "applied", found.millis().size(),
                        "aMinute", Report.rounded(found.aMinute()),
                        "p50Ms", Report.rounded(Report.quantile(found.millis(), 0.5)),
                        "p99Ms", Report.rounded(p99),
                        "cpuMsEach", Report.rounded(found.cpuMillis()))));
            } catch (Exception e) {
                throw new IOException(lab.name() + ": " + e.getMessage(), e);
            }
        }
        return new Report(
                "containments",
                slowest,
                "ms p99 reserved to applied, the slowest",
                Map.of(),
                Map.of("connectors", rows),
                1,
                met,
                "%d a minute for %d s, p99 %.0f of %.0f ms".formatted(A_MINUTE, seconds, slowest, GOAL_MILLIS));
    }

    private static Found measured(String name, Stand stand, Path folder, int seconds) throws Exception {
        var settings = SettingsFile.read(Files.writeString(folder.resolve("gabion.yaml"), """
                mode: live
                connectors: {firewall: {type: nftables, live: true}}
                budgets: {block-address: {perWindow: 10000, window: 1m, concurrent: 10000}}
                brake: {targets: 10000, window: 1m}
                """));
        // A budget is 10,000 at most, which is ten minutes of it: from the eighth on as many are let go as are
        // contained.
        var playbook = Files.writeString(folder.resolve("contain.yaml"), """
                id: contain
                title: Block who guesses passwords
                when: {techniques: [T1110], minScore: 0.4}
                steps:
                  - {id: block, action: block-address, connector: firewall, ttl: 8m}
                """);
        var applied = new ConcurrentHashMap<String, Instant>();
        var worker =
                new Worker("firewall", stand.connector(), Care.USUAL, InstantSource.system(), new SplittableRandom(1));
        var wiring = new Wiring(
                Playbooks.load(List.of(playbook)),
                Policies.of(settings),
                Map.of("firewall", new Noting(worker, applied)),
                order -> CompletableFuture.completedFuture(
                        new Notified(order.step(), order.attempt(), Outcome.APPLIED, "nobody reads it")));
        var data = folder.resolve("data");
        try (var node = Node.start(data, TENANT, wiring, "127.0.0.1", 0, List.of());
                var client = HttpClient.newHttpClient()) {
            var bringing = new Bringing(
                    client, node, Files.readString(data.resolve("admin.token")).strip());
            bringing.bring(0, FIRST);
            Await.until("the first are applied", Duration.ofMillis(50), LAST, () -> applied.size() == FIRST);
            var first = Set.copyOf(applied.keySet());
            int wanted = 0;
            double cpu = CpuTime.seconds(ProcessHandle.current().pid());
            var begin = Instant.now();
            for (int batch = 1; batch <= seconds * BATCHES_A_SECOND; batch++) {
                int due = batch * A_MINUTE / 60 / BATCHES_A_SECOND;
                bringing.bring(batch, due - wanted);
                wanted = due;
                var next = begin.plusMillis(batch * 1_000L / BATCHES_A_SECOND);
                Thread.sleep(Math.max(0, Duration.between(Instant.now(), next).toMillis()));
            }
            double sent = Duration.between(begin, Instant.now()).toMillis() / 1e3;
            int all = FIRST + wanted;
            var patience = Instant.now().plus(LAST);
            Await.until(
                    "all are applied, or given up",
                    Duration.ofMillis(50),
                    LAST.multipliedBy(2),
                    () -> applied.size() >= all || Instant.now().isAfter(patience));
            var counted = new HashMap<>(applied);
            counted.keySet().removeAll(first);
            var last = counted.values().stream().max(Comparator.naturalOrder()).orElseThrow();
            double done = Math.max(sent, Duration.between(begin, last).toMillis() / 1e3);
            double each = (CpuTime.seconds(ProcessHandle.current().pid()) - cpu) * 1e3 / wanted;
            var waits = bringing.waits(counted);
            return new Found(name, wanted, waits.applied(), Report.quantile(waits.claimed(), 0.5), done, each);
        }
    }

    /** Speaks to the node as senders and people do. */
    private record Bringing(HttpClient client, Node node, String token) {
        /** So many addresses guess passwords. */
        void bring(int batch, int attackers) throws IOException, InterruptedException {
            var lines = new StringBuilder();
            for (int a = 0; a < attackers; a++) {
                for (int n = 0; n < 6; n++) {
                    lines.append("%s web%d sshd[%d]: Failed password for u%d from 100.%d.%d.%d port 4022 ssh2%n"
                            .formatted(Instant.now(), a, 1_000 + n, n, 64 + (batch >> 8), batch & 255, a + 1));
                }
            }
            var request = request("sources/rate/batches")
                    .header("Idempotency-Key", "rate-" + batch)
                    .POST(BodyPublishers.ofString(lines.toString()))
                    .build();
            int status = client.send(request, BodyHandlers.ofString()).statusCode();
            while (status == 429 || status == 503) { // A sender comes again; what is late counts as late.
                Thread.sleep(Duration.ofMillis(100));
                status = client.send(request, BodyHandlers.ofString()).statusCode();
            }
            if (status != 202) {
                throw new IOException("a batch was answered " + status);
            }
        }

        /** Milliseconds from the Guard's word, by the journal, to the firewall's; and to the claim of the call. */
        Waits waits(Map<String, Instant> applied) throws IOException, InterruptedException {
            var waits = new Waits(new ArrayList<>(), new ArrayList<>());
            for (var one : applied.entrySet()) {
                var request = request("containments/firewall%2Fblock-address%2F" + one.getKey())
                        .GET()
                        .build();
                var shown = new ObjectMapper()
                        .readTree(client.send(request, BodyHandlers.ofString()).body());
                var reserved = first(shown, "reserved");
                waits.applied()
                        .add((double) Duration.between(reserved, one.getValue()).toMillis());
                waits.claimed().add((double)
                        Duration.between(reserved, first(shown, "claimed")).toMillis());
            }
            return waits;
        }

        private static Instant first(JsonNode shown, String type) throws IOException {
            return shown.path("history")
                    .valueStream()
                    .filter(event -> event.path("type").asText().equals(type))
                    .map(event -> Instant.parse(event.path("time").asText()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("not " + type + ": " + shown));
        }

        private HttpRequest.Builder request(String path) {
            var address = "http://127.0.0.1:" + node.address().getPort() + "/api/v1/tenants/default/" + path;
            return HttpRequest.newBuilder(URI.create(address))
                    .header("Authorization", "Bearer " + token)
                    .timeout(Duration.ofSeconds(30));
        }
    }

    private ContainmentRate() {}
}
