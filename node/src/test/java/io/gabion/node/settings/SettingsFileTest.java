package io.gabion.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.node.Policies;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Log;
import io.gabion.node.settings.Settings.Ssh;
import io.gabion.node.settings.Settings.Syslog;
import io.gabion.node.settings.Settings.Webhook;
import io.gabion.node.store.cassandra.CassandraPlace;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardPolicy.Budget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
    @TempDir
    Path directory;

    @Test
    void without_a_file_nothing_is_live() {
        var usual = SettingsFile.usual();
        assertThat(usual)
                .isEqualTo(new Settings(
                        Mode.OBSERVE,
                        List.of(),
                        Map.of("firewall", new ConnectorSetting(false, "", Optional.empty())),
                        Map.of("log", new Log()),
                        new Budget(100, Duration.ofHours(1), 1_000),
                        new Settings.Embedded()));
        assertThat(Policies.of(usual)).isEqualTo(Policies.of(Mode.OBSERVE, java.util.Set.of(), List.of()));
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
    void every_setting_is_read() throws IOException {
        var settings = read("""
                mode: live
                protect: [192.0.2.0/24, "2001:db8::1"]
                connectors:
                  edge:
                    type: nftables
                    live: true
                    ssh: {host: fw1, port: 2222, user: gabion, key: /k, knownHosts: /h}
                  lab: {type: nftables, namespace: blue}
                channels:
                  siem: {type: syslog, host: log1, port: 514, transport: udp}
                  desk: {type: webhook, url: "https://desk.example/hook", secretFile: /s}
                budgets:
                  block-address: {perWindow: 5, window: 10m, concurrent: 7}
                """);
        assertThat(settings.mode()).isEqualTo(Mode.LIVE);
        assertThat(settings.protect()).containsExactly("192.0.2.0/24", "2001:db8::1");
        assertThat(settings.connectors())
                .containsEntry(
                        "edge",
                        new ConnectorSetting(
                                true, "", Optional.of(new Ssh("fw1", 2222, "gabion", Path.of("/k"), Path.of("/h")))))
                .containsEntry("lab", new ConnectorSetting(false, "blue", Optional.empty()))
                .containsEntry("firewall", new ConnectorSetting(false, "", Optional.empty()));
        assertThat(settings.channels())
                .containsEntry("siem", new Syslog("log1", 514, false))
                .containsEntry("desk", new Webhook(URI.create("https://desk.example/hook"), Path.of("/s")));
        assertThat(settings.blocks()).isEqualTo(new Budget(5, Duration.ofMinutes(10), 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    mode: Live                                        | mode is observe or live, not 'Live'
                    mode: live\\nmood: good                            | :2: unknown setting 'mood'
                    connectors: {f: {type: iptables}}                 | connectors.f: type is nftables
                    connectors: {f: {type: nftables, lives: true}}    | :1: unknown setting 'lives'
                    connectors: {f: {type: nftables, ssh: {host: a}}} | connectors.f.ssh.user is needed
                    channels: {c: {type: mail}}                       | channels.c: type is log, webhook or syslog
                    channels: {c: {type: syslog, host: a}}            | channels.c.port is 1 to 65535, not 0
                    channels: {c: {type: webhook, url: 'ftp://a', secretFile: s}} | channels.c.url is not an http or https address
                    budgets: {block-address: {perWindow: -1}}          | a budget is 0 to 10000: -1
                    store: {type: sqlite}                              | store: type is embedded or cassandra
                    store: {type: cassandra, datacenter: a}            | store.contactPoints is needed
                    store: {type: cassandra, contactPoints: [a]}       | store.datacenter is needed
                    store: {type: cassandra, contactPoints: ['a b'], datacenter: a} | store.contactPoints: not a host or host:port: 'a b'
                    store: {type: cassandra, contactPoints: [a], datacenter: a, keyspace: A-b} | store.keyspace is a letter
                    store: {type: cassandra, contactPoints: [a], datacenter: a, user: u} | store.passwordFile is needed
                    mode: [                                           | :1:
                    """)
    void a_mistake_is_one_line_that_names_the_place(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("settings.yaml")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    private Settings read(String yaml) throws IOException {
        return SettingsFile.read(Files.writeString(directory.resolve("settings.yaml"), yaml));
    }
}
