package io.gabion.node.settings;

import io.gabion.node.settings.Settings.Collection;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Directory;
import io.gabion.node.settings.Settings.HostFiles;
import io.gabion.node.settings.Settings.Isolation;
import io.gabion.node.settings.Settings.LinuxAccounts;
import io.gabion.node.settings.Settings.Nftables;
import io.gabion.node.settings.Settings.PolicyZone;
import io.gabion.node.settings.Settings.SignIn;
import io.gabion.node.settings.Settings.Ssh;
import io.gabion.node.time.SteadyClock;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.account.LinuxAccountConnector;
import io.gabion.responders.connectors.collection.ByteShell;
import io.gabion.responders.connectors.collection.CollectionConnector;
import io.gabion.responders.connectors.collection.EvidenceStore;
import io.gabion.responders.connectors.dns.ResponsePolicyConnector;
import io.gabion.responders.connectors.file.FileConnector;
import io.gabion.responders.connectors.isolation.HostIsolationConnector;
import io.gabion.responders.connectors.isolation.HostIsolationConnector.Machine;
import io.gabion.responders.connectors.keycloak.KeycloakConnector;
import io.gabion.responders.connectors.keycloak.KeycloakSession;
import io.gabion.responders.connectors.ldap.LdapAccountConnector;
import io.gabion.responders.connectors.ldap.LdapSession;
import io.gabion.responders.connectors.nftables.NftablesConnector;
import io.gabion.responders.connectors.shell.LocalShell;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.SshShell;
import io.gabion.responders.worker.Care;
import io.gabion.responders.worker.Machines;
import io.gabion.responders.worker.Worker;
import io.gabion.responders.worker.Workforce;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A connector made from its settings, and a question that changes nothing, by which it shows that it works.
 *
 * @param about targets of the question by the machines that it may go to; {@link #ALONE} if there is but one
 */
record Reached(Connector connector, Action action, Map<String, String> about) {
    /** In the place of a machine's name. */
    static final String ALONE = "";

    private Reached(Connector connector, Action action, String value) {
        this(connector, action, Map.of(ALONE, value));
    }

    private static final InstantSource CLOCK = new SteadyClock();

    /** @throws IOException in one line that names the connector */
    static Reached by(String name, ConnectorSetting setting, Workers workers) throws IOException {
        try {
            var reached = made(name, setting, workers);
            return reached.connector() instanceof Workforce
                    ? reached
                    : new Reached(worker(name, reached.connector()), reached.action(), reached.about());
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("connector " + name + ": " + e.getMessage(), e);
        }
    }

    private static Worker worker(String target, Connector connector) {
        return new Worker(target, connector, Care.USUAL, CLOCK, new SplittableRandom());
    }

    private static Reached made(String name, ConnectorSetting setting, Workers workers) throws IOException {
        return switch (setting.peer()) {
            case Nftables p ->
                new Reached(
                        new NftablesConnector(firewall(p, workers), workers.threads(), CLOCK),
                        Action.BLOCK_ADDRESS,
                        "192.0.2.1");
            case LinuxAccounts p ->
                new Reached(
                        new LinuxAccountConnector(
                                machine(p.ssh(), workers), List.of(p.program()), p.realm(), workers.threads(), CLOCK),
                        Action.LOCK_ACCOUNT,
                        "gabion-check@" + p.realm());
            case Isolation p -> {
                var machines = isolated(p, workers);
                yield new Reached(
                        each(
                                name,
                                machines,
                                some -> new HostIsolationConnector(
                                        some, List.of(p.program()), workers.threads(), CLOCK)),
                        Action.ISOLATE_HOST,
                        about(machines.keySet(), ""));
            }
            case HostFiles p -> {
                var machines = shells(p.machines(), workers);
                yield new Reached(
                        each(
                                name,
                                machines,
                                some -> new FileConnector(some, List.of(p.program()), workers.threads(), CLOCK)),
                        Action.QUARANTINE_FILE,
                        about(machines.keySet(), ":/tmp/gabion-check:" + "0".repeat(64)));
            }
            case Collection p -> {
                var machines = new HashMap<String, ByteShell>();
                for (var entry : p.machines().entrySet()) {
                    machines.put(entry.getKey(), session(entry.getValue(), workers)::stream);
                }
                var store = new EvidenceStore(p.folder());
                yield new Reached(
                        each(
                                name,
                                machines,
                                some -> new CollectionConnector(
                                        some,
                                        List.of(p.program()),
                                        store,
                                        p.mostBytes(),
                                        workers.threads(),
                                        workers.threads(),
                                        CLOCK)),
                        Action.COLLECT,
                        about(machines.keySet(), ""));
            }
            case Directory p ->
                new Reached(
                        new LdapAccountConnector(session(p, workers), p.entries(), workers.threads(), CLOCK),
                        Action.LOCK_ACCOUNT,
                        "gabion-check@" + p.entries().realm());
            case SignIn p ->
                new Reached(
                        new KeycloakConnector(session(p, workers), p.users(), workers.threads(), CLOCK),
                        Action.DISABLE_ACCOUNT,
                        "gabion-check@" + p.users().realm());
            case PolicyZone(var policy) -> {
                readable(policy.key());
                yield new Reached(
                        new ResponsePolicyConnector(policy, workers.threads(), CLOCK),
                        Action.BLOCK_DOMAIN,
                        "check.gabion.invalid");
            }
        };
    }

    private static Map<String, String> about(Set<String> machines, String what) {
        return machines.stream().collect(Collectors.toMap(Function.identity(), machine -> machine + what));
    }

    /** Each machine has threads and a worker of its own: one that hangs keeps no other waiting. */
    private static <M> Machines each(String name, Map<String, M> machines, Function<Map<String, M>, Connector> made) {
        var all = new HashMap<String, Worker>();
        machines.forEach((at, machine) -> all.put(at, worker(name + "/" + at, made.apply(Map.of(at, machine)))));
        return new Machines(all, made.apply(Map.of()));
    }

    private static Map<String, Machine> isolated(Isolation p, Workers workers) throws IOException {
        var machines = new HashMap<String, Machine>();
        for (var entry : p.machines().entrySet()) {
            var far = entry.getValue().ssh();
            var probe = entry.getValue().probe().map(port -> new InetSocketAddress(far.host(), port));
            machines.put(entry.getKey(), new Machine(session(far, workers), probe));
        }
        return machines;
    }

    private static Map<String, Shell> shells(Map<String, Ssh> machines, Workers workers) throws IOException {
        var shells = new HashMap<String, Shell>();
        for (var entry : machines.entrySet()) {
            shells.put(entry.getKey(), session(entry.getValue(), workers));
        }
        return shells;
    }

    private static Shell firewall(Nftables p, Workers workers) throws IOException {
        if (p.ssh().isPresent()) {
            return NftablesConnector.over(session(p.ssh().get(), workers));
        }
        var prefix = p.namespace().isEmpty() ? List.<String>of() : List.of("ip", "netns", "exec", p.namespace());
        return new LocalShell(prefix, CLOCK);
    }

    private static Shell machine(Optional<Ssh> ssh, Workers workers) throws IOException {
        return ssh.isEmpty() ? new LocalShell(List.of(), CLOCK) : session(ssh.get(), workers);
    }

    private static SshShell session(Ssh far, Workers workers) throws IOException {
        readable(far.key());
        readable(far.knownHosts());
        return workers.keep(new SshShell(far.user(), far.host(), far.port(), far.key(), far.knownHosts(), CLOCK));
    }

    private static LdapSession session(Directory p, Workers workers) throws IOException {
        readable(p.password());
        var sockets = SocketFactory.getDefault();
        if (p.trust().isPresent()) {
            readable(p.trust().get());
            sockets = LdapSession.tls(p.trust().get());
        }
        return workers.keep(new LdapSession(sockets, p.host(), p.port(), p.bindDn(), p.password(), CLOCK));
    }

    private static KeycloakSession session(SignIn p, Workers workers) throws IOException {
        readable(p.users().secret());
        Optional<SSLContext> trust = Optional.empty();
        if (p.trust().isPresent()) {
            readable(p.trust().get());
            trust = Optional.of(PinnedTrust.of(p.trust().get()));
        }
        return workers.keep(new KeycloakSession(trust, p.users(), CLOCK));
    }

    private static void readable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": not a readable file");
        }
    }
}
