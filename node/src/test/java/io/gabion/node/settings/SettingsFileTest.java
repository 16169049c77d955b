package io.gabion.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.node.Policies;
import io.gabion.node.cluster.ClusterPlace;
import io.gabion.node.settings.Settings.Collection;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Directory;
import io.gabion.node.settings.Settings.HostFiles;
import io.gabion.node.settings.Settings.Isolation;
import io.gabion.node.settings.Settings.LinuxAccounts;
import io.gabion.node.settings.Settings.Log;
import io.gabion.node.settings.Settings.Machine;
import io.gabion.node.settings.Settings.Mail;
import io.gabion.node.settings.Settings.Nftables;
import io.gabion.node.settings.Settings.Peer;
import io.gabion.node.settings.Settings.PolicyZone;
import io.gabion.node.settings.Settings.SignIn;
import io.gabion.node.settings.Settings.Slack;
import io.gabion.node.settings.Settings.Ssh;
import io.gabion.node.settings.Settings.Syslog;
import io.gabion.node.settings.Settings.Webhook;
import io.gabion.node.store.cassandra.CassandraPlace;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Plan;
import io.gabion.responders.connectors.dns.DnsSettings;
import io.gabion.responders.connectors.keycloak.KeycloakSettings;
import io.gabion.responders.connectors.ldap.LdapSettings;
import io.gabion.responders.connectors.mail.MailSettings;
import io.gabion.responders.guard.GuardPolicy.Brake;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.guard.Protected;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path directory;

    @Test
    void without_a_file_nothing_is_live() {
        var usual = SettingsFile.usual();
        assertThat(usual)
                .isEqualTo(new Settings(
                        Mode.OBSERVE,
                        Protected.NOTHING,
                        Map.of("firewall", new ConnectorSetting(false, new Nftables("", Optional.empty()))),
                        Map.of("log", new Log()),
                        Map.of(
                                Action.BLOCK_ADDRESS, new Budget(100, Duration.ofHours(1), 1_000),
                                Action.BLOCK_NETWORK, new Budget(5, Duration.ofHours(1), 10),
                                Action.BLOCK_DOMAIN, new Budget(50, Duration.ofHours(1), 500),
                                Action.LOCK_ACCOUNT, new Budget(10, Duration.ofHours(1), 50),
                                Action.DISABLE_ACCOUNT, new Budget(10, Duration.ofHours(1), 50),
                                Action.END_SESSIONS, new Budget(20, Duration.ofHours(1), 100),
                                Action.ISOLATE_HOST, new Budget(5, Duration.ofHours(1), 10),
                                Action.QUARANTINE_FILE, new Budget(20, Duration.ofHours(1), 100),
                                Action.SCAN_FILE, new Budget(100, Duration.ofHours(1), 200),
                                Action.COLLECT, new Budget(10, Duration.ofHours(1), 20)),
                        java.util.Set.of(),
                        Brake.USUAL,
                        new Settings.Embedded(),
                        Settings.RuleSetting.NONE,
                        List.of(),
                        Optional.empty()));
        assertThat(Policies.of(usual)).isEqualTo(Policies.of(Mode.OBSERVE, java.util.Set.of(), List.of()));
    }

    @Test
    void rules_are_folders_and_a_file_of_placeholders() throws IOException {
        assertThat(read("{rules: [/etc/rules, mine], placeholders: /etc/site.yml}")
                        .rules())
                .isEqualTo(new Settings.RuleSetting(
                        List.of(Path.of("/etc/rules"), Path.of("mine")), Optional.of(Path.of("/etc/site.yml"))));
    }

    @Test
    void a_network_may_be_blocked_when_the_settings_say_so() throws IOException {
        assertThat(read("{}").networks()).isEqualTo(new NetworkLimits(8, 24, 56));
        var said = read("networks: {addresses: 20, widest6: 48}");
        assertThat(said.networks()).isEqualTo(new NetworkLimits(20, 24, 48));
        assertThat(Policies.of(said).networks()).isEqualTo(said.networks());
        assertThat(Policies.of(said).hash())
                .isNotEqualTo(Policies.of(read("{}")).hash());
    }

    @Test
    void context_is_a_list_of_files() throws IOException {
        assertThat(read("{context: [/etc/bad.csv, assets.csv]}").context())
                .containsExactly(Path.of("/etc/bad.csv"), Path.of("assets.csv"));
    }

    @Test
    void the_store_is_embedded_unless_it_is_said_to_be_cassandra() throws IOException {
        assertThat(read("store: {type: embedded}").store()).isEqualTo(new Settings.Embedded());
        assertThat(read("""
                store:
                  type: cassandra
                  contactPoints: [db1, "db2:9142", "[2001:db8::1]:9043"]
                  datacenter: dc1
                  keyspace: mesh
                  user: gabion
                  passwordFile: /p
                """).store())
                .isEqualTo(new Settings.Cassandra(new CassandraPlace(
                        List.of(
                                new InetSocketAddress("db1", 9042),
                                new InetSocketAddress("db2", 9142),
                                new InetSocketAddress("2001:db8::1", 9043)),
                        "dc1",
                        "mesh",
                        Optional.of(new CassandraPlace.Login("gabion", Path.of("/p"))))));
    }

    @Test
    void a_node_among_others_is_told_who_they_are() throws IOException {
        var cluster = read("""
                store: {type: cassandra, contactPoints: [db1], datacenter: dc1}
                cluster:
                  address: gabion1
                  seeds: [gabion1, "gabion2:25521"]
                  nodes: 3
                  stableAfter: 20s
                  keys: /k
                  identity: {certificate: /c, key: /p, authority: /a}
                """).cluster();
        assertThat(cluster)
                .contains(new ClusterPlace(
                        InetSocketAddress.createUnresolved("gabion1", 25_520),
                        List.of(
                                InetSocketAddress.createUnresolved("gabion1", 25_520),
                                InetSocketAddress.createUnresolved("gabion2", 25_521)),
                        3,
                        Duration.ofSeconds(20),
                        new ClusterPlace.Identity(Path.of("/c"), Path.of("/p"), Path.of("/a")),
                        Path.of("/k")));
    }

    @Test
    void a_node_that_looks_the_others_up_may_be_told_its_address_later() throws IOException {
        var cluster = read("""
                store: {type: cassandra, contactPoints: [db1], datacenter: dc1}
                cluster:
                  discovery: _pekko._tcp.gabion.mesh.svc.cluster.local
                  nodes: 3
                  keys: /k
                  identity: {certificate: /c, key: /p, authority: /a}
                """).cluster().orElseThrow();
        assertThat(cluster.address()).isEmpty();
        assertThat(cluster.others())
                .isEqualTo(new ClusterPlace.Discovered("_pekko._tcp.gabion.mesh.svc.cluster.local"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    address: a                                                         | cluster.seeds is needed, or cluster.discovery
                    {address: a, seeds: [a], discovery: a}                             | cluster.seeds is needed, or cluster.discovery
                    {address: a, seeds: [a]}                                           | cluster.identity is needed: nodes speak TLS only
                    {address: 'a:0', seeds: [a], nodes: 3, keys: k, identity: @}       | cluster.address: port is 1 to 65535, not 0
                    {address: a, seeds: ['a b'], nodes: 3, keys: k, identity: @}       | cluster.seeds: not a host or host:port: 'a b'
                    {address: a, seeds: [a], nodes: 0, keys: k, identity: @}           | cluster: a cluster has at least 1 node, not 0
                    {address: a, seeds: [a], nodes: 3, identity: @}                    | cluster.keys is needed
                    {address: a, seeds: [a], nodes: 3, keys: k, stableAfter: 11s, identity: @} | cluster: stable after PT12S at least, not PT11S
                    {address: a, seeds: [a], nodes: 3, keys: k, identity: {key: k}}    | cluster.identity.certificate is needed
                    """)
    void a_wrong_place_among_others_is_named(String cluster, String message) {
        var whole = "store: {type: cassandra, contactPoints: [db1], datacenter: dc1}\ncluster: "
                + (cluster.startsWith("{") ? cluster : "{" + cluster + "}")
                        .replace("@", "{certificate: c, key: k, authority: a}");
        assertThatThrownBy(() -> read(whole)).isInstanceOf(IOException.class).hasMessageEndingWith(message);
    }

    @Test
    void nodes_of_a_cluster_share_a_store() {
        assertThatThrownBy(() -> read("cluster: {address: a, seeds: [a], nodes: 3, keys: k,"
                        + " identity: {certificate: c, key: k, authority: a}}"))
                .hasMessageEndingWith("cluster: nodes of a cluster share a store of type cassandra");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [{channel: log}]                                  | [0]: needs a channel and after
                    [{channel: pager, after: 1m}]                     | [0]: no such channel: pager
                    [{channel: log, after: 1m, times: 2}]             | [0]: every and times go together
                    [{channel: log, after: 1m, every: 1m, times: 6}]  | [0]: times is 1 to 5, not 6
                    [{channel: log, after: soon}]                     | [0]: after is a time from 1s to 168h, such as 10m, not 'soon'
                    [{channel: log, after: 0s}]                       | [0]: after is a time from 1s to 168h, such as 10m, not '0s'
                    [{channel: log, after: 2m}, {channel: log, after: 2m}] | [1]: each level is later than the one before
                    """)
    void a_wrong_place_in_the_brakes_chain_is_named(String chain, String message) {
        assertThatThrownBy(() -> read("brake: {escalation: " + chain + "}"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("brake.escalation" + message);
    }

    @Test
    void the_brakes_chain_is_read() throws IOException {
        var levels = "{channel: log, after: %d0m, every: 1m, times: 2}";
        var chain = read("brake: {escalation: [" + levels.formatted(1) + ", {channel: log, after: 1h}]}")
                .brake()
                .chain();
        assertThat(chain)
                .containsExactly(
                        new Plan.Level("log", 600, List.of(), 60, 2), new Plan.Level("log", 3_600, List.of(), 0, 0));
        var six = IntStream.rangeClosed(1, 6).mapToObj(levels::formatted).collect(Collectors.joining(", "));
        assertThatThrownBy(() -> read("brake: {escalation: [" + six + "]}"))
                .hasMessageEndingWith("brake.escalation: at most 5 levels");
    }

    @Test
    void every_setting_is_read() throws IOException {
        var settings = read("""
                mode: live
                protect: [192.0.2.0/24, "2001:db8::1"]
                protectAccounts: [olga, backup@web1]
                protectDomains: [example.org]
                protectHosts: [dc1]
                protectFiles: [/srv/shop]
                connectors:
                  edge:
                    type: nftables
                    live: true
                    ssh: {host: fw1, port: 2222, user: gabion, key: /k, knownHosts: /h}
                  lab: {type: nftables, namespace: blue}
                  web1:
                    type: linux-account
                    realm: web1
                    program: /opt/lock
                    ssh: {host: web1, user: gabion, key: /k, knownHosts: /h}
                  staff:
                    type: ldap-account
                    live: true
                    host: ldap1
                    port: 1636
                    trust: /ca
                    bindDn: cn=gabion
                    passwordFile: /p
                    base: ou=people
                    nameAttribute: cn
                    markAttribute: info
                    realm: corp
                    probe: false
                  hosts:
                    type: host-isolation
                    machines:
                      ws1: {ssh: {host: ws1, user: gabion, key: /k, knownHosts: /h}, probe: 8080}
                  near: {type: ldap-account, host: localhost, tls: false, bindDn: a, passwordFile: /p, base: b, realm: c}
                  names: {type: dns-policy, primary: 127.0.0.1, zone: rpz.mesh, keyFile: /t, resolver: "127.0.0.1:5353"}
                  files: {type: host-files, machines: {ws1: {ssh: {host: ws1, user: gabion, key: /k, knownHosts: /h}}}}
                  evidence: {type: collection, folder: /e, mostMegabytes: 10, machines: {ws1: {ssh: {host: ws1, user: gabion, key: /k, knownHosts: /h}}}}
                  people:
                    type: keycloak
                    url: https://login.example.org/auth/
                    trust: /ca
                    keycloakRealm: Staff
                    clientId: gabion
                    secretFile: /s
                    realm: corp
                    markAttribute: held
                  home: {type: keycloak, url: "http://127.0.0.1:8080", keycloakRealm: a, clientId: b, secretFile: /s, realm: c}
                channels:
                  siem: {type: syslog, host: log1, port: 514, transport: udp}
                  vault: {type: syslog, host: log2, port: 6514, transport: tls, trust: /ca}
                  desk: {type: webhook, url: "https://desk.example/hook", secretFile: /s}
                  chat: {type: slack, urlFile: /u, secretFile: /s, trust: /ca}
                  team: {type: mail, host: mail1, trust: /ca, user: gabion, passwordFile: /p, from: g@a.example, to: [soc@a.example]}
                  near: {type: mail, host: localhost, tls: false, from: g@a.example, to: [soc@a.example]}
                budgets:
                  block-address: {perWindow: 5, window: 10m, concurrent: 7, emergency: 2}
                  lock-account: {concurrent: 3}
                protectRoles: [payroll]
                emergency: [contain-takeover]
                """);
        assertThat(settings.emergency()).containsExactly("contain-takeover");
        assertThat(settings.mode()).isEqualTo(Mode.LIVE);
        assertThat(settings.protect())
                .isEqualTo(new Protected(
                        List.of("192.0.2.0/24", "2001:db8::1"),
                        List.of("olga", "backup@web1"),
                        List.of("example.org"),
                        List.of("dc1"),
                        List.of("/srv/shop"),
                        List.of("payroll")));
        assertThat(settings.connectors())
                .containsOnly(
                        connector("firewall", false, new Nftables("", Optional.empty())),
                        connector("edge", true, new Nftables("", Optional.of(ssh("fw1", 2222)))),
                        connector("lab", false, new Nftables("blue", Optional.empty())),
                        connector("web1", false, new LinuxAccounts("web1", "/opt/lock", Optional.of(ssh("web1", 22)))),
                        connector(
                                "staff",
                                true,
                                new Directory(
                                        "ldap1",
                                        1636,
                                        Optional.of(Path.of("/ca")),
                                        "cn=gabion",
                                        Path.of("/p"),
                                        new LdapSettings("ou=people", "cn", "info", "corp", false))),
                        connector(
                                "hosts",
                                false,
                                new Isolation(
                                        "/usr/local/sbin/gabion-isolate",
                                        Map.of("ws1", new Machine(ssh("ws1", 22), Optional.of(8080))))),
                        connector(
                                "files",
                                false,
                                new HostFiles("/usr/local/sbin/gabion-file", Map.of("ws1", ssh("ws1", 22)))),
                        connector(
                                "evidence",
                                false,
                                new Collection(
                                        "/usr/local/sbin/gabion-collect",
                                        Map.of("ws1", ssh("ws1", 22)),
                                        Path.of("/e"),
                                        10 << 20)),
                        connector(
                                "near",
                                false,
                                new Directory(
                                        "localhost",
                                        389,
                                        Optional.empty(),
                                        "a",
                                        Path.of("/p"),
                                        new LdapSettings("b", "uid", "description", "c", true))),
                        connector(
                                "names",
                                false,
                                new PolicyZone(new DnsSettings(
                                        new InetSocketAddress("127.0.0.1", 53),
                                        "rpz.mesh",
                                        Path.of("/t"),
                                        new InetSocketAddress("127.0.0.1", 5353)))),
                        connector(
                                "people",
                                false,
                                new SignIn(
                                        Optional.of(Path.of("/ca")),
                                        new KeycloakSettings(
                                                URI.create("https://login.example.org/auth"),
                                                "Staff",
                                                "gabion",
                                                Path.of("/s"),
                                                "corp",
                                                "held"))),
                        connector(
                                "home",
                                false,
                                new SignIn(
                                        Optional.empty(),
                                        new KeycloakSettings(
                                                URI.create("http://127.0.0.1:8080"),
                                                "a",
                                                "b",
                                                Path.of("/s"),
                                                "c",
                                                "gabion"))));
        assertThat(settings.channels())
                .containsEntry("siem", new Syslog("log1", 514, false))
                .containsEntry("vault", new Syslog("log2", 6514, true, Optional.of(Path.of("/ca"))))
                .containsEntry(
                        "team",
                        new Mail(new MailSettings(
                                "mail1",
                                587,
                                Optional.of(Path.of("/ca")),
                                Optional.of(new MailSettings.Login("gabion", Path.of("/p"))),
                                "g@a.example",
                                List.of("soc@a.example"))))
                .containsEntry(
                        "near",
                        new Mail(new MailSettings(
                                "localhost",
                                25,
                                Optional.empty(),
                                Optional.empty(),
                                "g@a.example",
                                List.of("soc@a.example"))))
                .containsEntry(
                        "desk", new Webhook(URI.create("https://desk.example/hook"), Path.of("/s"), Optional.empty()))
                .containsEntry("chat", new Slack(Path.of("/u"), Path.of("/s"), Optional.of(Path.of("/ca"))));
        assertThat(settings.budgets())
                .containsOnly(
                        Map.entry(Action.BLOCK_ADDRESS, new Budget(5, Duration.ofMinutes(10), 7, 2)),
                        Map.entry(Action.BLOCK_NETWORK, new Budget(5, Duration.ofHours(1), 10)),
                        Map.entry(Action.BLOCK_DOMAIN, new Budget(50, Duration.ofHours(1), 500)),
                        Map.entry(Action.LOCK_ACCOUNT, new Budget(10, Duration.ofHours(1), 3)),
                        Map.entry(Action.DISABLE_ACCOUNT, new Budget(10, Duration.ofHours(1), 50)),
                        Map.entry(Action.END_SESSIONS, new Budget(20, Duration.ofHours(1), 100)),
                        Map.entry(Action.ISOLATE_HOST, new Budget(5, Duration.ofHours(1), 10)),
                        Map.entry(Action.QUARANTINE_FILE, new Budget(20, Duration.ofHours(1), 100)),
                        Map.entry(Action.SCAN_FILE, new Budget(100, Duration.ofHours(1), 200)),
                        Map.entry(Action.COLLECT, new Budget(10, Duration.ofHours(1), 20)));
    }

    private static Map.Entry<String, ConnectorSetting> connector(String name, boolean live, Peer peer) {
        return Map.entry(name, new ConnectorSetting(live, peer));
    }

    private static Ssh ssh(String host, int port) {
        return new Ssh(host, port, "gabion", Path.of("/k"), Path.of("/h"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    mode: Live                                        | mode is observe or live, not 'Live'
                    mode: live\\nmood: good                            | :2: unknown setting 'mood'
                    connectors: {f: {type: iptables}}                 | :1: a connector's type is nftables, linux-account
                    connectors: {f: }                                 | connectors.f: type is nftables
                    connectors: {f: {live: true}}                     | :1: a connector's type is
                    connectors: {f: {type: linux-account}}            | connectors.f.realm is needed
                    connectors: {f: {type: linux-account, namespace: a}} | :1: unknown setting 'namespace'
                    connectors: {f: {type: ldap-account, host: a, tls: false}} | connectors.f.tls: without it the password is readable
                    connectors: {f: {type: ldap-account, host: a, base: b, realm: c}} | connectors.f.trust is needed
                    connectors: {f: {type: dns-policy, primary: 'a b', zone: c}} | connectors.f.primary: not a host or host:port: 'a b'
                    connectors: {f: {type: keycloak, url: 'http://login'}} | connectors.f.url: without TLS the secret is readable
                    connectors: {f: {type: keycloak, url: 'ftp://a'}} | connectors.f.url: such as https://login.example.org
                    connectors: {f: {type: keycloak, url: 'https://u:p@a'}} | connectors.f.url: such as https://login.example.org
                    connectors: {f: {type: keycloak, url: 'https://a', keycloakRealm: '../b'}} | connectors.f.keycloakRealm: letters
                    connectors: {f: {type: keycloak, url: 'https://a', keycloakRealm: b, clientId: c, secretFile: s, realm: d}} | connectors.f.trust is needed
                    connectors: {f: {type: host-files, machines: {W1: {}}}} | connectors.f.machines.W1: a host's name is in lower case
                    connectors: {f: {type: host-files, machines: {w1: }}} | connectors.f.machines.w1.ssh is needed
                    connectors: {f: {type: collection, machines: {w1: {ssh: {host: a, user: b, key: c, knownHosts: d}}}}} | connectors.f.folder is needed
                    connectors: {f: {type: collection, mostMegabytes: 0}} | connectors.f.mostMegabytes is 1 to 65536, not 0
                    connectors: {f: {type: host-isolation}}           | connectors.f.machines is needed
                    connectors: {f: {type: host-isolation, machines: {W1: {}}}} | connectors.f.machines.W1: a host's name is in lower case
                    connectors: {f: {type: host-isolation, machines: {w1: {}}}} | connectors.f.machines.w1.ssh is needed
                    connectors: {f: {type: nftables, lives: true}}    | :1: unknown setting 'lives'
                    connectors: {f: {type: nftables, ssh: {host: a}}} | connectors.f.ssh.user is needed
                    channels: {c: {type: pager}}                      | channels.c.type is log, webhook, slack, syslog or mail
                    channels: {c: {type: mail}}                       | channels.c.host is needed
                    channels: {c: {type: mail, host: a}}              | channels.c.trust is needed
                    channels: {c: {type: mail, host: a, tls: false, from: b@c, to: [d@e]}} | channels.c.tls: without it mail is readable
                    channels: {c: {type: mail, host: a, trust: t, from: b@c}} | channels.c.to: 1 to 50 addresses, not 0
                    channels: {c: {type: mail, host: a, trust: t, from: b@c, to: [d]}} | channels.c.to: not an address such as soc@example.org: 'd'
                    channels: {c: {type: mail, host: a, trust: t, from: b@c, to: [d@e], user: u}} | channels.c.passwordFile is needed
                    channels: {c: {type: syslog, host: a, port: 1, transport: tls}} | channels.c.trust is needed
                    channels: {c: {type: webhook, url: 'http://desk', secretFile: s}} | channels.c.url: http only to this machine itself
                    channels: {c: {type: slack, secretFile: s}}       | channels.c.urlFile is needed
                    channels: {c: {type: slack, urlFile: u}}          | channels.c.secretFile is needed
                    people: {p: {slack: [U1]}}                        | people.p.role is needed
                    people: {p: {role: viewer}}                       | people.p.role is one of [admin, analyst, approver, responder]
                    people: {'a b': {role: admin}}                    | people: not a name of letters
                    people: {p: {role: admin, slack: [U1]}, q: {role: admin, slack: [U1]}} | people.q: the Slack user U1 is p's already
                    people: {p: {role: admin}, q: {role: admin, tokens: [p]}} | people.q: the token p is p's already
                    channels: {c: {type: syslog, host: a}}            | channels.c.port is 1 to 65535, not 0
                    channels: {c: {type: webhook, url: 'ftp://a', secretFile: s}} | channels.c.url is not an http or https address
                    budgets: {block-address: {perWindow: -1}}          | a budget is 0 to 10000: -1
                    budgets: {block-address: {emergency: 101}}         | the share for emergencies is part of the budget: 101
                    budgets: {block-address: }                         | budgets: nothing does that
                    budgets: {reboot: {perWindow: 1}}                  | :1:
                    networks: {addresses: 1}                           | networks.addresses is 2 to 1000, not 1
                    networks: {widest4: 8}                             | networks.widest4 is 16 to 31, not 8
                    networks: {widest6: 128}                           | networks.widest6 is 32 to 127, not 128
                    networks: {widest: 24}                             | :1: unknown setting 'widest'
                    store: {type: sqlite}                              | store: type is embedded or cassandra
                    store: {type: cassandra, datacenter: a}            | store.contactPoints is needed
                    store: {type: cassandra, contactPoints: [a]}       | store.datacenter is needed
                    store: {type: cassandra, contactPoints: ['a b'], datacenter: a} | store.contactPoints: not a host or host:port: 'a b'
                    store: {type: cassandra, contactPoints: [a], datacenter: a, keyspace: A-b} | store.keyspace is a letter
                    store: {type: cassandra, contactPoints: [a], datacenter: a, user: u} | store.passwordFile is needed
                    mode: [                                           | :1:
                    mode: live\\nbogus: 1\\nprotect: []               | :2: unknown setting 'bogus'
                    protect: 192.0.2.0/24                             | :1: protect is a list
                    rules: [[a]]                                      | :1: rules[0] is one text
                    budgets: {block-address: {perWindow: lots}}       | :1: budgets.block-address.perWindow is a whole number, not 'lots'
                    budgets: {block-address: {window: soon}}          | budgets.block-address.window is a time such as 10m, not 'soon'
                    budgets: {block-address: 7}                       | :1: budgets.block-address is names with values
                    brake: {window: soon}                             | brake.window is a time such as 10m, not 'soon'
                    connectors: {f: {type: nftables, live: maybe}}    | :1: connectors.f.live is true or false, not 'maybe'
                    - a                                               | :1: it is names with values
                    """)
    void a_mistake_is_one_line_that_names_the_place(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("settings.yaml")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# mode: live\n\n  # all is as usual\n"})
    void a_file_that_says_nothing_leaves_everything_as_usual(String text) throws IOException {
        assertThat(read(text)).isEqualTo(SettingsFile.usual());
    }

    @Test
    void what_is_no_text_is_named() throws IOException {
        var binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> SettingsFile.read(binary)).hasMessage(binary + ": not UTF-8");
        assertThatThrownBy(() -> SettingsFile.read(directory)).hasMessage(directory + ": not a file");
    }

    private Settings read(String yaml) throws IOException {
        return SettingsFile.read(Files.writeString(directory.resolve("settings.yaml"), yaml));
    }
}
