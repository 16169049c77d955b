package io.gabion.node.settings;

import io.gabion.node.cluster.ClusterPlace;
import io.gabion.node.people.People;
import io.gabion.node.store.cassandra.CassandraPlace;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.connectors.dns.DnsSettings;
import io.gabion.responders.connectors.keycloak.KeycloakSettings;
import io.gabion.responders.connectors.ldap.LdapSettings;
import io.gabion.responders.connectors.mail.MailSettings;
import io.gabion.responders.guard.GuardPolicy.Brake;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.guard.Protected;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node may do to the world, and whom it tells.
 *
 * @param mode one of the two settings that let anything be called; the other is a connector's {@code live}
 * @param protect what is never contained, beside the node's own surroundings
 * @param connectors by the names that playbooks use
 * @param channels by the names that playbooks use
 * @param budgets how much of each action at most
 * @param emergency playbooks that may use what of the budgets is kept for emergencies
 * @param brake when too many containments are alike
 * @param store where the node keeps what it must not forget
 * @param rules Sigma rules that observations are asked
 * @param context files of indicators, warning lists, and what is known of assets
 * @param cluster the node's place among others, if there are others
 * @param people who is behind tokens and behind users of a chat
 * @param networks when a network may be blocked
 */
public record Settings(
        Mode mode,
        Protected protect,
        Map<String, ConnectorSetting> connectors,
        Map<String, ChannelSetting> channels,
        Map<Action, Budget> budgets,
        Set<String> emergency,
        Brake brake,
        StoreSetting store,
        RuleSetting rules,
        List<Path> context,
        Optional<ClusterPlace> cluster,
        People people,
        NetworkLimits networks) {
    /** So many new ones an hour, and at once. Who loses an account cannot work: that is the least. */
    public static final Map<Action, Budget> USUAL_BUDGETS = Map.of(
            Action.BLOCK_ADDRESS, new Budget(100, Duration.ofHours(1), 1_000),
            Action.BLOCK_NETWORK, new Budget(5, Duration.ofHours(1), 10),
            Action.BLOCK_DOMAIN, new Budget(50, Duration.ofHours(1), 500),
            Action.LOCK_ACCOUNT, new Budget(10, Duration.ofHours(1), 50),
            Action.DISABLE_ACCOUNT, new Budget(10, Duration.ofHours(1), 50),
            Action.END_SESSIONS, new Budget(20, Duration.ofHours(1), 100),
            Action.ISOLATE_HOST, new Budget(5, Duration.ofHours(1), 10),
            Action.QUARANTINE_FILE, new Budget(20, Duration.ofHours(1), 100),
            Action.SCAN_FILE, new Budget(100, Duration.ofHours(1), 200),
            Action.COLLECT, new Budget(10, Duration.ofHours(1), 20));

    /** With the usual limits of networks. */
    public Settings(
            Mode mode,
            Protected protect,
            Map<String, ConnectorSetting> connectors,
            Map<String, ChannelSetting> channels,
            Map<Action, Budget> budgets,
            Set<String> emergency,
            Brake brake,
            StoreSetting store,
            RuleSetting rules,
            List<Path> context,
            Optional<ClusterPlace> cluster,
            People people) {
        this(
                mode,
                protect,
                connectors,
                channels,
                budgets,
                emergency,
                brake,
                store,
                rules,
                context,
                cluster,
                people,
                NetworkLimits.USUAL);
    }

    /** Where everybody is the token they have. */
    public Settings(
            Mode mode,
            Protected protect,
            Map<String, ConnectorSetting> connectors,
            Map<String, ChannelSetting> channels,
            Map<Action, Budget> budgets,
            Set<String> emergency,
            Brake brake,
            StoreSetting store,
            RuleSetting rules,
            List<Path> context,
            Optional<ClusterPlace> cluster) {
        this(
                mode,
                protect,
                connectors,
                channels,
                budgets,
                emergency,
                brake,
                store,
                rules,
                context,
                cluster,
                People.NONE);
    }

    public Settings {
        connectors = Map.copyOf(connectors);
        channels = Map.copyOf(channels);
        budgets = Map.copyOf(budgets);
        emergency = Set.copyOf(emergency);
        context = List.copyOf(context);
        if (cluster.isPresent() && store instanceof Embedded) {
            throw new IllegalArgumentException("cluster: nodes of a cluster share a store of type cassandra");
        }
    }

    /** The machines of all connectors, and where each is reached; not by the near end of a tunnel, which says nothing of the far one. */
    public Map<String, Set<String>> machines() {
        var all = new HashMap<String, Set<String>>();
        for (var connector : connectors.values()) {
            var reached =
                    switch (connector.peer()) {
                        case Isolation p ->
                            p.machines().entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey, e -> e.getValue().ssh()));
                        case HostFiles p -> p.machines();
                        case Collection p -> p.machines();
                        default -> Map.<String, Ssh>of();
                    };
            reached.forEach((name, ssh) -> {
                if (!isLoopback(ssh.host())) {
                    all.computeIfAbsent(name, _ -> new HashSet<>()).add(ssh.host());
                }
            });
        }
        return all;
    }

    private static boolean isLoopback(String host) {
        var address = Addresses.canonical(host).orElse("");
        return host.equalsIgnoreCase("localhost") || address.startsWith("127.") || address.equals("::1");
    }

    /** @param live whether it may be called at all */
    public record ConnectorSetting(boolean live, Peer peer) {
        public ConnectorSetting asLive() {
            return new ConnectorSetting(true, peer);
        }
    }

    /** The system that a connector is for, and how it is reached. */
    public sealed interface Peer {
        /** What a connector to it does not refuse. */
        default Set<Action> does() {
            return switch (this) {
                case Nftables _ -> Set.of(Action.BLOCK_ADDRESS, Action.BLOCK_NETWORK);
                case LinuxAccounts _, Directory _ -> Set.of(Action.LOCK_ACCOUNT);
                case PolicyZone _ -> Set.of(Action.BLOCK_DOMAIN);
                case SignIn _ -> Set.of(Action.DISABLE_ACCOUNT, Action.END_SESSIONS);
                case Isolation _ -> Set.of(Action.ISOLATE_HOST);
                case HostFiles _ -> Set.of(Action.QUARANTINE_FILE, Action.SCAN_FILE);
                case Collection _ -> Set.of(Action.COLLECT);
            };
        }
    }

    /**
     * A firewall.
     *
     * @param namespace a network namespace of this machine, or empty
     * @param ssh another machine than this one
     */
    public record Nftables(String namespace, Optional<Ssh> ssh) implements Peer {}

    /**
     * The accounts of a machine.
     *
     * @param realm of its accounts, as the observations name it
     * @param program that locks and unlocks them there
     * @param ssh another machine than this one
     */
    public record LinuxAccounts(String realm, String program, Optional<Ssh> ssh) implements Peer {}

    /**
     * The accounts of a directory.
     *
     * @param trust certificates in PEM; without them no TLS, and only to this machine
     * @param password a file
     */
    public record Directory(
            String host, int port, Optional<Path> trust, String bindDn, Path password, LdapSettings entries)
            implements Peer {}

    /** The names that a resolver answers for. */
    public record PolicyZone(DnsSettings policy) implements Peer {}

    /**
     * Where people sign in.
     *
     * @param trust certificates in PEM; without them no TLS, and only to this machine
     */
    public record SignIn(Optional<Path> trust, KeycloakSettings users) implements Peer {}

    /**
     * Machines that can be cut off from everybody but their management.
     *
     * @param program that does it on each
     * @param machines by their names as the observations write them
     */
    public record Isolation(String program, Map<String, Machine> machines) implements Peer {
        public Isolation {
            machines = Map.copyOf(machines);
        }
    }

    /**
     * Machines whose files can be taken away and scanned.
     *
     * @param program that does it on each
     * @param machines by their names as the observations write them
     */
    public record HostFiles(String program, Map<String, Ssh> machines) implements Peer {
        public HostFiles {
            machines = Map.copyOf(machines);
        }
    }

    /**
     * Machines on which evidence is collected.
     *
     * @param folder where it is kept
     * @param mostBytes of one collection
     */
    public record Collection(String program, Map<String, Ssh> machines, Path folder, long mostBytes) implements Peer {
        public Collection {
            machines = Map.copyOf(machines);
        }
    }

    /** @param probe a port where the machine answers this node while it is not isolated */
    public record Machine(Ssh ssh, Optional<Integer> probe) {}

    /** Key and known hosts are files: secrets are never settings themselves. */
    public record Ssh(String host, int port, String user, Path key, Path knownHosts) {}

    /**
     * @param folders with rule files below them, or rule files
     * @param placeholders what the rules' placeholders stand for, a file
     */
    public record RuleSetting(List<Path> folders, Optional<Path> placeholders) {
        public static final RuleSetting NONE = new RuleSetting(List.of(), Optional.empty());

        public RuleSetting {
            folders = List.copyOf(folders);
        }
    }

    public sealed interface StoreSetting {}

    /** In the data directory. */
    public record Embedded() implements StoreSetting {}

    public record Cassandra(CassandraPlace place) implements StoreSetting {}

    public sealed interface ChannelSetting {}

    /** The node's own log. */
    public record Log() implements ChannelSetting {}

    /**
     * @param secret a file that holds what messages are signed with
     * @param trust certificates in PEM; without them whom the machine trusts
     */
    public record Webhook(URI url, Path secret, Optional<Path> trust) implements ChannelSetting {}

    /**
     * Messages with buttons.
     *
     * @param url a file that holds the address to post to: who knows it can post
     * @param secret a file that holds what requests and buttons are signed with
     * @param trust certificates in PEM; without them whom the machine trusts
     */
    public record Slack(Path url, Path secret, Optional<Path> trust) implements ChannelSetting {}

    /** @param trust certificates in PEM; with them it is TLS over TCP */
    public record Syslog(String host, int port, boolean tcp, Optional<Path> trust) implements ChannelSetting {
        public Syslog(String host, int port, boolean tcp) {
            this(host, port, tcp, Optional.empty());
        }
    }

    public record Mail(MailSettings letters) implements ChannelSetting {}
}
