package io.gabion.responders.connectors.isolation;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.isolation.HostIsolationConnector.Machine;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.SshShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Two hosts that take turns at being isolated, each under many names. */
public final class IsolationStand implements Stand {
    private static final int NAMES = 64;

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final List<LabHost> hosts = new ArrayList<>();
    private final Map<String, SshShell> shells = new LinkedHashMap<>();
    private int turn;

    public IsolationStand(Path folder) throws IOException {
        for (int i = 0; i < 2; i++) {
            var host = new LabHost("web" + i, i, folder.resolve("web" + i));
            hosts.add(host);
            shells.put(host.name, host.sshd.shell());
        }
    }

    LabHost host(String target) {
        return hosts.get(Integer.parseInt(target.substring("web".length())) % hosts.size());
    }

    Shell shell(String target) {
        return shells.get(host(target).name);
    }

    /** As a node's settings name it under its first names, in one line of YAML. */
    public String settings(int names) throws IOException {
        var machines = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < names; i++) {
            machines.add("web" + i + ": {ssh: " + host("web" + i).sshd.settings() + "}");
        }
        return "{type: host-isolation, live: true, program: gabion-isolate, machines: " + machines + "}";
    }

    private interface Way {
        Shell to(LabHost host) throws IOException;
    }

    private Connector over(Way way, boolean probed) throws IOException {
        return over(way, probed, executor);
    }

    private Connector over(Way way, boolean probed, Executor by) throws IOException {
        var reached = new ArrayList<Machine>();
        for (var host : hosts) {
            reached.add(new Machine(way.to(host), probed ? Optional.of(host.web()) : Optional.empty()));
        }
        var machines = new LinkedHashMap<String, Machine>();
        for (int i = 0; i < NAMES; i++) {
            machines.put("web" + i, reached.get(i % reached.size()));
        }
        return new HostIsolationConnector(machines, List.of("gabion-isolate"), by, InstantSource.system());
    }

    private Connector usual(boolean probed) {
        try {
            return over(host -> shells.get(host.name), probed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Connector connector() {
        return usual(false);
    }

    Connector probing() {
        return usual(true);
    }

    @Override
    public Connector busy() throws IOException {
        return over(host -> shells.get(host.name), false, FULL);
    }

    @Override
    public Optional<Connector> astray() throws IOException {
        return Optional.of(over(host -> host.sshd.astray(), false));
    }

    @Override
    public Action action() {
        return Action.ISOLATE_HOST;
    }

    @Override
    public String target() throws IOException {
        var target = "web" + turn++ % NAMES;
        host(target).nft("flush", "ruleset");
        return target;
    }

    @Override
    public String nonsense() {
        return "web0; nft flush ruleset";
    }

    @Override
    public Line line() {
        return hosts.getFirst().sshd.line();
    }

    /** To the first host; the other one is reached as usual. */
    @Override
    public Connector connector(Line line) throws IOException {
        var spoilt = hosts.getFirst().sshd.shell((TcpLine) line);
        return over(host -> host == hosts.getFirst() ? spoilt : shells.get(host.name), false);
    }

    @Override
    public Connector stranger() throws IOException {
        return over(host -> host.sshd.stranger(), false);
    }

    /** Connections of both directions and versions, to and from the neighbour. */
    @Override
    public Sight look(String target) throws IOException {
        var host = host(target);
        var met = host.met();
        var answered = met.stream().filter("connected"::equals).count();
        return new Sight(answered == 0, answered == met.size() || answered == 0 ? met.getFirst() : met.toString());
    }

    @Override
    public String standing(String target) throws IOException {
        return host(target).nft("list", "ruleset");
    }

    @Override
    public void undo(String target) throws IOException {
        host(target).nft("add rule inet gabion_isolation input accept");
    }

    @Override
    public void restart() throws IOException {
        for (var host : hosts) {
            host.sshd.restart();
        }
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        for (var host : hosts) {
            host.close();
        }
    }
}
