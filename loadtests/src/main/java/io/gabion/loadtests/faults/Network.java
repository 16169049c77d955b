package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Namespaces on one bridge that is in a namespace itself; this machine has a foot in it. Its own firewall and addresses
 * are left alone.
 */
final class Network implements AutoCloseable {
    private static final int NETS = 256;
    private static final String TABLE = "inet gabion_faults";

    private final String prefix = "gf" + ProcessHandle.current().pid() % 100_000;
    private final List<String> made = new ArrayList<>();
    private final String net;
    /** By host: its end of the wire on the bridge. */
    private final Map<String, String> ends = new HashMap<>();

    private final Map<String, Process> late = new HashMap<>();
    private boolean footed;

    private Network(String net) {
        this.net = net;
    }

    static Network make() throws IOException, InterruptedException {
        var network = new Network(free());
        try {
            network.namespace("hub");
            Commands.each(
                    "ip",
                    List.of(
                            "-n " + network.name("hub") + " link add hub type bridge",
                            "-n " + network.name("hub") + " link set hub up"));
            var foot = network.foot();
            Commands.each(
                    "ip",
                    List.of(
                            "link add " + foot + " type veth peer name foot netns " + network.name("hub"),
                            "addr add " + network.address(254) + "/24 dev " + foot,
                            "link set " + foot + " up",
                            "-n " + network.name("hub") + " link set foot master hub up"));
            network.footed = true;
            return network;
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    /** A private network that this machine does not know yet: another lab may run beside this one. */
    private static String free() throws IOException, InterruptedException {
        int first = (int) (ProcessHandle.current().pid() % NETS);
        for (int i = 0; i < NETS; i++) {
            var net = "10.213." + (first + i) % NETS;
            if (Commands.run("ip", "-4", "route", "show", "root", net + ".0/24").isBlank()) {
                return net;
            }
        }
        throw new IOException("no free network in 10.213.0.0/16");
    }

    String name(String host) {
        return prefix + host;
    }

    private String foot() {
        return name("foot");
    }

    /** The first three numbers of an address. */
    String net() {
        return net;
    }

    String address(int last) {
        return net + "." + last;
    }

    private void namespace(String host) throws IOException, InterruptedException {
        Commands.run("ip", "netns", "add", name(host));
        made.add(host);
        Commands.run("ip", "-n", name(host), "link", "set", "lo", "up");
    }

    /** A host with these addresses on the bridge. */
    void host(String host, int... addresses) throws IOException, InterruptedException {
        namespace(host);
        var end = "e" + (ends.size() + 1);
        ends.put(host, end);
        var hub = name("hub");
        Commands.run("ip", "-n", hub, "link", "add", end, "type", "veth", "peer", "name", "net0", "netns", name(host));
        Commands.run("ip", "-n", hub, "link", "set", end, "master", "hub", "up");
        for (int last : addresses) {
            Commands.run("ip", "-n", name(host), "addr", "add", address(last) + "/24", "dev", "net0");
        }
        Commands.run("ip", "-n", name(host), "link", "set", "net0", "up");
    }

    /** A command in a host. */
    List<String> in(String host, List<String> command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
        whole.addAll(command);
        return whole;
    }

    /** What comes from these addresses is lost, without a word to either side. */
    void deafen(String host, List<Integer> to) throws IOException, InterruptedException {
        drop(host, to.stream().map(last -> "ip saddr " + address(last)).toList());
    }

    /** So many of a hundred packets are lost, whoever sent them. */
    void lose(String host, int percent) throws IOException, InterruptedException {
        drop(host, List.of("iif net0 numgen random mod 100 < " + percent));
    }

    /** What is sent there is answered with a reset, also on connections that are open. */
    void refuse(String host, int to) throws IOException, InterruptedException {
        rule(host, "output", List.of("ip daddr " + address(to) + " meta l4proto tcp reject with tcp reset"));
    }

    private void drop(String host, List<String> what) throws IOException, InterruptedException {
        rule(host, "input", what.stream().map(packets -> packets + " drop").toList());
    }

    private void rule(String host, String way, List<String> rules) throws IOException, InterruptedException {
        hear(host);
        nft(host, "add table " + TABLE);
        nft(host, "add chain %s %s { type filter hook %s priority 0; policy accept; }".formatted(TABLE, way, way));
        for (var rule : rules) {
            nft(host, "add rule " + TABLE + " " + way + " " + rule);
        }
    }

    /** Everything comes through again. */
    void hear(String host) throws IOException, InterruptedException {
        nft(host, "add table " + TABLE);
        nft(host, "delete table " + TABLE);
    }

    void narrow(String host, String rate, String wait) throws IOException, InterruptedException {
        Commands.each(
                "tc",
                List.of("-n " + name(host) + " qdisc add dev net0 root tbf burst 16kb rate " + rate + " latency "
                        + wait));
    }

    void widen(String host) throws IOException, InterruptedException {
        Commands.run("tc", "-n", name(host), "qdisc", "del", "dev", "net0", "root");
    }

    /**
     * What a host sends and what is sent to it comes so much later.
     *
     * @param carrier the compiled {@code delay.c}
     */
    void delay(String host, Path carrier, Duration time) throws IOException, InterruptedException {
        var end = ends.get(host);
        var hub = "-n " + name("hub") + " link ";
        Commands.each(
                "ip",
                List.of(
                        hub + "add late-" + end + " type veth peer name far-" + end,
                        hub + "set " + end + " nomaster",
                        hub + "set far-" + end + " master hub up",
                        hub + "set late-" + end + " up"));
        var command = in("hub", List.of(carrier.toString(), end, "late-" + end, "" + time.toMillis()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        late.put(host, process);
        var said = process.inputReader().readLine();
        if (!"ready".equals(said)) {
            throw new IOException("nothing is delayed: " + said);
        }
    }

    /** As it was; what is on its way is lost. */
    void hasten(String host) throws IOException, InterruptedException {
        late.remove(host).destroyForcibly().waitFor();
        var hub = "-n " + name("hub") + " link ";
        Commands.each("ip", List.of(hub + "set " + ends.get(host) + " master hub", hub + "del late-" + ends.get(host)));
    }

    private void nft(String host, String rule) throws IOException, InterruptedException {
        Commands.run("ip", "netns", "exec", name(host), "nft", rule);
    }

    @Override
    public void close() {
        late.values().forEach(Process::destroyForcibly);
        // A namespace's own links go some time after it: the next network is made before.
        if (footed) {
            remove("link", foot());
        }
        for (var host : made.reversed()) {
            remove("netns", name(host));
        }
    }

    private static void remove(String what, String name) {
        try {
            Commands.run("ip", what, "del", name);
        } catch (IOException e) {
            System.err.println("faults: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
