package io.gabion.responders.connectors.nftables;

import static io.gabion.responders.connectors.Peer.run;

import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.shell.LocalShell;
import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The kernel's firewall in a network namespace of its own, and a peer in another. Needs root, nft, ip and python3. */
public abstract class NftStand implements Stand {
    private static final AtomicInteger STANDS = new AtomicInteger();
    private static final String CLIENT = """
            import socket, sys
            try:
                socket.create_connection(('10.66.0.1', 8080), 1, (sys.argv[1], 0))
                print('connected')
            except OSError as e:
                print('no connection: ' + str(e))
            """;
    private static final String SERVER = """
            import socket
            s = socket.create_server(('10.66.0.1', 8080))
            print('ready', flush=True)
            while True:
                s.accept()
            """;

    private final Action action;
    private final int number = STANDS.incrementAndGet();
    protected final String near = "gbn" + ProcessHandle.current().pid() + "x" + number;
    private final String far = "gbf" + ProcessHandle.current().pid() + "x" + number;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final Process server;
    private int addresses;

    /** @param action block-address or block-network */
    protected NftStand(Action action) throws IOException {
        this.action = action;
        run("ip", "netns", "add", near);
        run("ip", "netns", "add", far);
        run("ip", "link", "add", "n0", "netns", near, "type", "veth", "peer", "name", "f0", "netns", far);
        run("ip", "-n", near, "addr", "add", "10.66.0.1/16", "dev", "n0");
        run("ip", "-n", near, "link", "set", "n0", "up");
        run("ip", "-n", far, "link", "set", "f0", "up");
        server = new ProcessBuilder("ip", "netns", "exec", near, "python3", "-c", SERVER).start();
        if (!"ready".equals(server.inputReader().readLine())) {
            throw new IOException("nobody listens in " + near);
        }
    }

    protected final Connector over(Shell shell) {
        return new NftablesConnector(shell, executor, InstantSource.system());
    }

    @Override
    public final Connector busy() {
        return new NftablesConnector(new LocalShell(List.of(), InstantSource.system()), FULL, InstantSource.system());
    }

    @Override
    public Action action() {
        return action;
    }

    /** In which the firewall is. */
    public final String namespace() {
        return near;
    }

    @Override
    public String target() throws IOException {
        addresses++;
        var target = action == Action.BLOCK_NETWORK
                ? "10.66." + 2 * addresses + ".0/24"
                : "10.66." + (1 + addresses / 250) + "." + (1 + addresses % 250);
        run("ip", "-n", far, "addr", "add", inside(target) + "/16", "dev", "f0");
        return target;
    }

    /** Another address of anybody's, from which it can be looked at. */
    public final String address(String address) throws IOException {
        run("ip", "-n", far, "addr", "add", address + "/32", "dev", "f0");
        run("ip", "-n", far, "route", "replace", "10.66.0.0/16", "dev", "f0");
        run("ip", "-n", near, "route", "replace", Networks.around(address, 24), "dev", "n0");
        return address;
    }

    /** Of a network the address from which it is looked at. */
    static String inside(String target) {
        var element = NftSet.element(target);
        return element.equals(target) ? target : element.substring(0, element.lastIndexOf('.')) + ".5";
    }

    @Override
    public String nonsense() {
        return "10.66.0.5 }; flush ruleset";
    }

    /** A connection from that address, or from one in that network. */
    @Override
    public Sight look(String target) throws IOException {
        var words = run("ip", "netns", "exec", far, "python3", "-c", CLIENT, inside(target))
                .strip();
        return new Sight(!words.equals("connected"), words);
    }

    @Override
    public String standing(String target) throws IOException {
        var sets = run("ip", "netns", "exec", near, "nft", "-j", "list", "ruleset");
        return String.valueOf(sets.contains("\"" + NftSet.element(target) + "\""));
    }

    @Override
    public void undo(String target) throws IOException {
        var element = NftSet.of(target).name() + " { " + NftSet.element(target) + " }";
        run("ip", "netns", "exec", near, "nft", "delete element inet gabion " + element);
    }

    /** @param altered commands of nft, with the ending of what the chains of the target's set are called */
    final void alter(String target, String altered) throws IOException {
        var set = NftSet.of(target);
        var ending = set.isOfAddresses() ? "" : set.name().substring("blocked".length());
        run("ip", "netns", "exec", near, "nft", altered.formatted(ending));
    }

    /** One of many of which nobody looks at any. */
    final String anybody(int number) {
        return action == Action.BLOCK_NETWORK
                ? "198.%d.%d.0/24".formatted(number / 250, number % 250)
                : "198.51.%d.%d".formatted(number / 250, number % 250);
    }

    /** Puts them into their set. */
    final void stands(List<String> targets) throws IOException {
        var elements = targets.stream().map(NftSet::element).collect(Collectors.joining(", "));
        var set = NftSet.of(targets.getFirst()).name();
        run("ip", "netns", "exec", near, "nft", "add element inet gabion " + set + " { " + elements + " }");
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        server.destroyForcibly().onExit().join();
        run("ip", "netns", "del", near);
        run("ip", "netns", "del", far);
    }
}
