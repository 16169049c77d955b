package io.gabion.loadtests.faults;

import com.datastax.oss.driver.api.core.CqlSession;
import io.gabion.loadtests.Await;
import io.gabion.node.store.cassandra.CassandraPlace;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Three nodes, the ring that they share and the firewall that they act on, each in a namespace of its own. */
final class Lab implements AutoCloseable {
    /** As many as it takes for one to be missed. */
    static final int NODES = 3;

    private static final int FIRST_NODE = 11;
    /** As a node's own, and how its cluster and its shards came to be as they are. */
    private static final String LOGGING = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg%n</pattern></encoder>
              </appender>
              <logger name="gabion.notices" level="INFO"/>
              <logger name="org.apache.pekko.cluster" level="INFO"/>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;

    /** Of programs that are started again and again, and should not compile most of the time. */
    static final String QUICK = "-XX:TieredStopAtLevel=1";
    /** Of programs whose speed is asked for. */
    static final String AS_SHIPPED = "";

    private static final Pattern ADDRESS = Pattern.compile("\\d+[.]\\d+[.]\\d+[.]\\d+(/\\d+)?");
    private static final Duration RING = Duration.ofMinutes(6);

    private final Path root;
    private final Path work;
    private final int servers;
    private final int size;
    private final int budget;
    private final Without without;
    private final String jvm;
    private final Network network;
    private final List<LabNode> nodes = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Disk> disks = new ArrayList<>();
    private final List<NodeClock> clocks = new ArrayList<>();
    private Target target;
    private Ring ring;
    private Firewall firewall;
    private volatile Tally tally = new Tally();

    /**
     * @param servers of the ring, 1 or 3
     * @param size how many nodes
     * @param without what its nodes go without
     * @param budget how many blocks may be in force at once
     * @param jvm an option more for its nodes and its ring, {@link #QUICK} or {@link #AS_SHIPPED}
     */
    static Lab build(Path root, Path work, int servers, int size, int budget, Without without, String jvm)
            throws IOException, InterruptedException {
        return build(root, root, work, servers, size, budget, without, jvm);
    }

    /** @param build that its nodes are of at first */
    static Lab build(Path root, Path build, Path work, int servers, int size, int budget, Without without, String jvm)
            throws IOException, InterruptedException {
        var lab = new Lab(root, work, servers, size, budget, without, jvm, Network.make());
        try {
            lab.build(build);
            return lab;
        } catch (IOException | InterruptedException e) {
            lab.close();
            throw e;
        }
    }

    private Lab(Path root, Path work, int servers, int size, int budget, Without without, String jvm, Network network) {
        this.root = root;
        this.work = work;
        this.servers = servers;
        this.size = size;
        this.budget = budget;
        this.without = without;
        this.jvm = jvm;
        this.network = network;
        // An interrupted run leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    private void build(Path build) throws IOException, InterruptedException {
        ring = Ring.build(root.resolve("dev/cassandra"), work.resolve("ring"), servers, network, jvm);
        network.host("wall", 31);
        target = Target.make(work.resolve("target"), without == Without.READ_BACK);
        firewall = Firewall.watch(network.in("wall", List.of()));
        Commands.run(certificates().toString(), tls().toString(), "" + size);
        var library = NodeClock.compile(work.resolve("clock"));
        var logging = Files.writeString(work.resolve("logback.xml"), LOGGING);
        for (int n = 1; n <= size; n++) {
            network.host(host(n), FIRST_NODE + n - 1);
            Files.writeString(settings(n), settingsOf(n));
            disks.add(Disk.mount(work.resolve("node" + n), "64m"));
            var node = new LabNode(n, network.address(FIRST_NODE + n - 1), work.resolve("node" + n), command(n, build));
            node.set("PATH", target.path());
            node.set("GABION_OPTS", jvm + " -Dlogback.configurationFile=" + logging);
            var clock = NodeClock.right(library, work.resolve("node" + n + ".clock"));
            clock.environment().forEach(node::set);
            clocks.add(clock);
            nodes.add(node);
        }
        applySchema(build);
        for (var node : nodes) {
            node.start();
        }
        for (var node : nodes) {
            awaitReady(node);
        }
    }

    void awaitReady(LabNode node) throws IOException, InterruptedException {
        Await.until(
                "node " + node.number() + " is ready", Duration.ofMillis(200), Duration.ofMinutes(3), node::isReady);
    }

    LabNode oldest() {
        return nodes.stream().min(Comparator.comparing(LabNode::began)).orElseThrow();
    }

    /** Whether every node takes a batch and acknowledges it. */
    boolean isHealthy() throws IOException, InterruptedException {
        for (var node : nodes) {
            if (!node.isReady() || !Load.probe(node)) {
                return false;
            }
        }
        return true;
    }

    private static String host(int n) {
        return "n" + n;
    }

    private Path settings(int n) {
        return work.resolve("node" + n + ".yaml");
    }

    private String settingsOf(int n) {
        return """
                mode: live
                store: {type: cassandra, contactPoints: [%s], datacenter: datacenter1, keyspace: faults}
                cluster:
                  address: %s
                  seeds: [%s]
                  nodes: %d
                  keys: %s
                  identity: {certificate: %s, key: %s, authority: %s}
                connectors:
                  firewall: {type: nftables, live: true, namespace: %s}
                budgets:
                  block-address: {perWindow: %d, window: 1h, concurrent: %d}
                brake: {targets: %d, window: 1h}
                """.formatted(
                        network.address(1),
                        network.address(FIRST_NODE + n - 1),
                        seeds(),
                        size,
                        work.resolve("shared"),
                        tls().resolve("node" + n + ".pem"),
                        tls().resolve("node" + n + ".key"),
                        tls().resolve("authority.pem"),
                        network.name("wall"),
                        Invariants.AMPLE,
                        budget,
                        Invariants.AMPLE);
    }

    private String seeds() {
        return size == 1
                ? network.address(FIRST_NODE)
                : network.address(FIRST_NODE) + ", " + network.address(FIRST_NODE + 1);
    }

    /** In a session of its own: where the kernel shares processors among sessions, each node has a share, as a machine would. */
    private List<String> command(int n, Path build) {
        var command = new ArrayList<>(List.of("setsid"));
        // All share few cores.
        var launch = new Launch(build, without, !jvm.equals(QUICK));
        command.addAll(network.in(
                host(n), launch.command(settings(n), work.resolve("node" + n), network.address(FIRST_NODE + n - 1))));
        return command;
    }

    /** The node is told to end, and whoever looks after it starts it as one of another build. */
    void replace(LabNode node, Path build) throws IOException, InterruptedException {
        node.becomes(command(node.number(), build));
        node.stop();
    }

    /** What is missing, as that build has it. */
    void applySchema(Path build) throws IOException, InterruptedException {
        var command = List.of(
                build.resolve("gabion").toString(),
                "schema",
                "apply",
                "--config",
                settings(1).toString(),
                "--replicas",
                "" + servers);
        Commands.run(network.in(host(1), command).toArray(String[]::new));
    }

    List<LabNode> nodes() {
        return List.copyOf(nodes);
    }

    Firewall firewall() {
        return firewall;
    }

    int budget() {
        return budget;
    }

    /** Of the load that comes now; what a fault brings counts there too. */
    Tally tally() {
        return tally;
    }

    void tally(Tally ofLoad) {
        tally = ofLoad;
    }

    /** Addresses that are blocked now. */
    Set<String> inForce() throws IOException, InterruptedException {
        var set = Commands.run(
                network.in("wall", List.of("/usr/sbin/nft", "list", "ruleset")).toArray(String[]::new));
        return ADDRESS.matcher(set).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    Target target() {
        return target;
    }

    /** Of a node alone. */
    Disk disk(LabNode node) {
        return disks.get(node.number() - 1);
    }

    /** Of a node alone. */
    NodeClock clock(LabNode node) {
        return clocks.get(node.number() - 1);
    }

    /** Where the nodes' certificates are. */
    Path tls() {
        return work.resolve("tls");
    }

    /** Makes some. */
    Path certificates() {
        return root.resolve("dev/certificates");
    }

    /** Past the nodes, to the store itself. */
    CqlSession session() {
        return CqlSession.builder()
                .addContactPoints(place().contactPoints())
                .withLocalDatacenter(place().datacenter())
                .build();
    }

    /** The last row that an entity's newest snapshot contains, 0 without one. */
    long snapshot(String entity) {
        try (var session = session()) {
            var row = session.execute("SELECT MAX(sequence_nr) FROM faults.snapshots WHERE persistence_id = ?", entity)
                    .one();
            return row == null ? 0 : row.getLong(0);
        }
    }

    Ring ring() {
        return ring;
    }

    List<LabNode> others(LabNode node) {
        return nodes.stream().filter(other -> other != node).toList();
    }

    /** Each of them is alone. */
    void cut(List<LabNode> alone) throws IOException, InterruptedException {
        for (var node : nodes) {
            deafen(
                    node,
                    others(node).stream()
                            .filter(other -> alone.contains(node) || alone.contains(other))
                            .toList());
        }
    }

    /** A node loses what comes from each of {@code from}, and not the other way round. */
    void deafen(LabNode node, List<LabNode> from) throws IOException, InterruptedException {
        network.deafen(
                host(node.number()),
                from.stream().map(other -> FIRST_NODE + other.number() - 1).toList());
    }

    /** Every node loses this share of the packets that come to it. */
    void lose(int percent) throws IOException, InterruptedException {
        everywhere(host -> network.lose(host, percent));
    }

    /** Every node's connections to the store are reset, and no new one comes about. */
    void refuseStore() throws IOException, InterruptedException {
        everywhere(host -> network.refuse(host, 1));
    }

    void heal() throws IOException, InterruptedException {
        everywhere(network::hear);
    }

    /** What each node sends goes at this rate at most, and waits no longer than this. */
    void narrow(String rate, String wait) throws IOException, InterruptedException {
        everywhere(host -> network.narrow(host, rate, wait));
    }

    void widen() throws IOException, InterruptedException {
        everywhere(network::widen);
    }

    /** Whatever a node sends or hears, the store's and the senders' words too. */
    void delay(Duration time) throws IOException, InterruptedException {
        var carrier = Commands.compile("delay.c", work.resolve("delay/delay"));
        everywhere(host -> network.delay(host, carrier, time));
    }

    void hasten() throws IOException, InterruptedException {
        everywhere(network::hasten);
    }

    private interface OnHost {
        void at(String host) throws IOException, InterruptedException;
    }

    private void everywhere(OnHost what) throws IOException, InterruptedException {
        for (var node : nodes) {
            what.at(host(node.number()));
        }
    }

    CassandraPlace place() {
        return new CassandraPlace(
                List.of(new InetSocketAddress(network.address(1), 9042)), "datacenter1", "faults", Optional.empty());
    }

    Envelopes envelopes() throws IOException {
        return new Envelopes(new Keys(work.resolve("shared")));
    }

    /** Whether some node has said so, in any of its lives. */
    boolean said(String text) {
        return new LabLogs(work).contain(text);
    }

    void keepLogs(Path place) throws IOException, InterruptedException {
        new LabLogs(work).keep(place, nodes);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        nodes.forEach(LabNode::end);
        if (firewall != null) {
            firewall.close();
        }
        try {
            for (var disk : disks) {
                disk.close();
            }
            if (ring != null) {
                ring.close();
            }
        } catch (IOException e) {
            System.err.println("faults: " + e.getMessage());
        }
        network.close();
    }
}
