package io.gabion.node.settings;

import static io.gabion.node.settings.SettingsFile.needed;
import static io.gabion.node.settings.SettingsFile.place;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.node.settings.Settings.Peer;
import io.gabion.node.settings.Settings.Ssh;
import io.gabion.protocol.asset.Hosts;
import io.gabion.responders.connectors.dns.DnsSettings;
import io.gabion.responders.connectors.keycloak.KeycloakSettings;
import io.gabion.responders.connectors.ldap.LdapSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One connector as it is written. A setting that its type does not have is unknown. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = ConnectorFile.Nftables.class, name = "nftables"),
    @Type(value = ConnectorFile.LinuxAccounts.class, name = "linux-account"),
    @Type(value = ConnectorFile.Isolation.class, name = "host-isolation"),
    @Type(value = ConnectorFile.HostFiles.class, name = "host-files"),
    @Type(value = ConnectorFile.Collection.class, name = "collection"),
    @Type(value = ConnectorFile.Directory.class, name = "ldap-account"),
    @Type(value = ConnectorFile.PolicyZone.class, name = "dns-policy"),
    @Type(value = ConnectorFile.SignIn.class, name = "keycloak")
})
sealed interface ConnectorFile {
    String TYPES =
            "nftables, linux-account, host-isolation, host-files, collection, ldap-account, dns-policy or keycloak";

    /** Where a secret may go in the clear. */
    Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    boolean live();

    /** @throws IllegalArgumentException in one line that begins with {@code where} */
    Peer peer(String where);

    record Nftables(boolean live, String namespace, Remote ssh) implements ConnectorFile {
        @Override
        public Peer peer(String where) {
            return new Settings.Nftables(or(namespace, ""), Remote.of(ssh, where));
        }
    }

    record LinuxAccounts(boolean live, String realm, String program, Remote ssh) implements ConnectorFile {
        @Override
        public Peer peer(String where) {
            return new Settings.LinuxAccounts(
                    needed(where + "realm", realm),
                    or(program, "/usr/local/sbin/gabion-account"),
                    Remote.of(ssh, where));
        }
    }

    record Isolation(boolean live, String program, Map<String, Machine> machines) implements ConnectorFile {
        @Override
        public Peer peer(String where) {
            if (machines == null || machines.isEmpty()) {
                throw new IllegalArgumentException(where + "machines is needed");
            }
            var named = new TreeMap<String, Settings.Machine>();
            machines.forEach((name, machine) -> {
                var place = where + "machines." + name + ".";
                if (!Hosts.canonical(name).equals(Optional.of(name))) {
                    throw new IllegalArgumentException(
                            where + "machines." + name + ": a host's name is in lower case, not an address");
                }
                named.put(name, machine.read(place));
            });
            return new Settings.Isolation(or(program, "/usr/local/sbin/gabion-isolate"), named);
        }
    }

    record Machine(Remote ssh, Integer probe) {
        private Settings.Machine read(String where) {
            var far = Remote.of(ssh, where).orElseThrow(() -> new IllegalArgumentException(where + "ssh is needed"));
            return new Settings.Machine(
                    far, Optional.ofNullable(probe).map(port -> SettingsFile.port(where + "probe", port)));
        }
    }

    record HostFiles(boolean live, String program, Map<String, Reachable> machines) implements ConnectorFile {
        @Override
        public Peer peer(String where) {
            return new Settings.HostFiles(or(program, "/usr/local/sbin/gabion-file"), Reachable.all(where, machines));
        }
    }

    record Collection(
            boolean live, String program, Map<String, Reachable> machines, String folder, Integer mostMegabytes)
            implements ConnectorFile {
        private static final int MOST = 65_536;

        @Override
        public Peer peer(String where) {
            int most = or(mostMegabytes, 256);
            if (most < 1 || most > MOST) {
                throw new IllegalArgumentException(where + "mostMegabytes is 1 to " + MOST + ", not " + most);
            }
            return new Settings.Collection(
                    or(program, "/usr/local/sbin/gabion-collect"),
                    Reachable.all(where, machines),
                    Path.of(needed(where + "folder", folder)),
                    (long) most << 20);
        }
    }

    record Reachable(Remote ssh) {
        private static Map<String, Ssh> all(String where, Map<String, Reachable> machines) {
            if (machines == null || machines.isEmpty()) {
                throw new IllegalArgumentException(where + "machines is needed");
            }
            var named = new TreeMap<String, Ssh>();
            machines.forEach((name, machine) -> {
                var place = where + "machines." + name;
                if (!Hosts.canonical(name).equals(Optional.of(name))) {
                    throw new IllegalArgumentException(place + ": a host's name is in lower case, not an address");
                }
                named.put(
                        name,
                        Remote.of(machine == null ? null : machine.ssh(), place + ".")
                                .orElseThrow(() -> new IllegalArgumentException(place + ".ssh is needed")));
            });
            return named;
        }
    }

    record Directory(
            boolean live,
            String host,
            Integer port,
            Boolean tls,
            String trust,
            String bindDn,
            String passwordFile,
            String base,
            String nameAttribute,
            String markAttribute,
            String realm,
            Boolean probe)
            implements ConnectorFile {
        @Override
        public Peer peer(String where) {
            boolean sealed = or(tls, true);
            var name = needed(where + "host", host);
            if (!sealed && !HERE.contains(name)) {
                throw new IllegalArgumentException(
                        where + "tls: without it the password is readable on its way; only for this machine");
            }
            var entries = new LdapSettings(
                    needed(where + "base", base),
                    or(nameAttribute, "uid"),
                    or(markAttribute, "description"),
                    needed(where + "realm", realm),
                    or(probe, true));
            return new Settings.Directory(
                    name,
                    SettingsFile.port(where + "port", or(port, sealed ? 636 : 389)),
                    sealed ? Optional.of(Path.of(needed(where + "trust", trust))) : Optional.empty(),
                    needed(where + "bindDn", bindDn),
                    Path.of(needed(where + "passwordFile", passwordFile)),
                    entries);
        }
    }

    record SignIn(
            boolean live,
            String url,
            String trust,
            String keycloakRealm,
            String clientId,
            String secretFile,
            String realm,
            String markAttribute)
            implements ConnectorFile {
        @Override
        public Peer peer(String where) {
            var address = address(where + "url", needed(where + "url", url));
            boolean sealed = address.getScheme().equals("https");
            var users = new KeycloakSettings(
                    address,
                    named(where + "keycloakRealm", needed(where + "keycloakRealm", keycloakRealm)),
                    needed(where + "clientId", clientId),
                    Path.of(needed(where + "secretFile", secretFile)),
                    needed(where + "realm", realm),
                    or(markAttribute, "gabion"));
            return new Settings.SignIn(
                    sealed ? Optional.of(Path.of(needed(where + "trust", trust))) : Optional.empty(), users);
        }

        private static URI address(String where, String text) {
            try {
                var url = new URI(text.replaceAll("/+$", ""));
                boolean whole = url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null;
                if (!whole
                        || url.getRawUserInfo() != null
                        || !Set.of("https", "http").contains(url.getScheme())) {
                    throw new IllegalArgumentException(where + ": such as https://login.example.org");
                }
                if (url.getScheme().equals("http") && !HERE.contains(url.getHost())) {
                    throw new IllegalArgumentException(
                            where + ": without TLS the secret is readable on its way; only for this machine");
                }
                return url;
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(where + ": not an address", e);
            }
        }

        private static String named(String where, String text) {
            if (!text.matches("[A-Za-z0-9._-]{1,255}") || text.matches("\\.+")) {
                throw new IllegalArgumentException(where + ": letters, digits, dot, dash and underscore");
            }
            return text;
        }
    }

    record PolicyZone(boolean live, String primary, String zone, String keyFile, String resolver)
            implements ConnectorFile {
        private static final int DNS = 53;

        @Override
        public Peer peer(String where) {
            var updated = needed(where + "primary", primary);
            return new Settings.PolicyZone(new DnsSettings(
                    place(where + "primary", updated, DNS),
                    needed(where + "zone", zone),
                    Path.of(needed(where + "keyFile", keyFile)),
                    place(where + "resolver", or(resolver, updated), DNS)));
        }
    }

    record Remote(String host, int port, String user, String key, String knownHosts) {
        private static Optional<Ssh> of(Remote ssh, String before) {
            var where = before + "ssh.";
            return Optional.ofNullable(ssh)
                    .map(r -> new Ssh(
                            needed(where + "host", r.host()),
                            r.port() == 0 ? 22 : r.port(),
                            needed(where + "user", r.user()),
                            Path.of(needed(where + "key", r.key())),
                            Path.of(needed(where + "knownHosts", r.knownHosts()))));
        }
    }

    private static <V> V or(V given, V usual) {
        return given == null ? usual : given;
    }
}
