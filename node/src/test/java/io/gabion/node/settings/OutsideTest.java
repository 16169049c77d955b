package io.gabion.node.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.gabion.node.settings.Settings.ChannelSetting;
import io.gabion.node.settings.Settings.Collection;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Directory;
import io.gabion.node.settings.Settings.HostFiles;
import io.gabion.node.settings.Settings.Isolation;
import io.gabion.node.settings.Settings.LinuxAccounts;
import io.gabion.node.settings.Settings.Machine;
import io.gabion.node.settings.Settings.Nftables;
import io.gabion.node.settings.Settings.Peer;
import io.gabion.node.settings.Settings.PolicyZone;
import io.gabion.node.settings.Settings.SignIn;
import io.gabion.node.settings.Settings.Slack;
import io.gabion.node.settings.Settings.Ssh;
import io.gabion.node.settings.Settings.Syslog;
import io.gabion.node.settings.Settings.Webhook;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Desk;
import io.gabion.responders.connectors.dns.DnsSettings;
import io.gabion.responders.connectors.keycloak.KeycloakSettings;
import io.gabion.responders.connectors.ldap.LdapSettings;
import io.gabion.responders.connectors.shell.Sshd;
import io.gabion.responders.guard.Protected;
import io.gabion.responders.worker.Standings;
import io.gabion.responders.worker.Workforce;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Notices to real receivers on loopback. */
class OutsideTest {
    private static final String SECRET = "sixteen or more bytes";
    /** Also of a zone's primary. */
    private static final String KEY =
            "key \"a.b\" { algorithm hmac-sha256; secret \"c2l4dGVlbiBvciBtb3JlIGJ5dGVz\"; };";

    @TempDir
    Path directory;

    private record Received(String signature, String key, String body) {}

    @Test
    void a_webhook_is_signed_over_time_and_body_and_carries_its_key() throws Exception {
        BlockingQueue<Received> received = new LinkedBlockingQueue<>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            var headers = exchange.getRequestHeaders();
            received.add(new Received(
                    headers.getFirst("X-Gabion-Signature"),
                    headers.getFirst("Idempotency-Key"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            exchange.sendResponseHeaders(204, -1);
        });
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "/hook");
            exchange.sendResponseHeaders(302, -1);
        });
        server.createContext("/busy", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "60");
            exchange.sendResponseHeaders(429, -1);
        });
        server.start();
        try {
            var port = server.getAddress().getPort();
            var secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
            assertThat(tell(new Webhook(URI.create("http://127.0.0.1:" + port + "/hook"), secret, Optional.empty())))
                    .isEqualTo(new Notified("tell", 1, Outcome.APPLIED, ""));
            var one = received.remove();
            assertThat(one.key()).isEqualTo("default/response/r1/tell");
            assertThat(one.body()).contains("\"target\":\"203.0.113.7\"").contains("\"decision\":\"verified\"");
            var time = one.signature().substring(2, one.signature().indexOf(','));
            assertThat(one.signature()).endsWith(",v1=" + hmac(time + "." + one.body()));

            var away = tell(new Webhook(URI.create("http://127.0.0.1:" + port + "/away"), secret, Optional.empty()));
            assertThat(away.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(received).as("a redirect is not followed").isEmpty();
            var later = Instant.now().plusSeconds(60);
            var busy = tell(new Webhook(URI.create("http://127.0.0.1:" + port + "/busy"), secret, Optional.empty()));
            assertThat(busy.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(busy.notBefore().orElseThrow()).isAfterOrEqualTo(later);
        } finally {
            server.stop(0);
        }
    }

    /** Whoever answers with what he was asked would have it in the journal. */
    @Test
    void a_secret_in_the_address_comes_back_in_no_error() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var echo = Thread.ofVirtual().start(() -> {
                try (var connection = server.accept()) {
                    var asked = new byte[200];
                    int length = connection.getInputStream().read(asked);
                    connection.getOutputStream().write(asked, 0, length);
                    connection.shutdownOutput();
                    connection.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The channel has given it up.
                }
            });
            var url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/services/T0/B0/geheim");
            var secret = Files.writeString(directory.resolve("secret"), SECRET);
            var told = tell(new Webhook(url, secret, Optional.empty()));
            assertThat(told.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(told.why()).isNotBlank().doesNotContain("geheim");
            echo.join();
        }
    }

    @Test
    void a_proxy_that_the_machine_is_set_up_for_is_not_asked() throws Exception {
        var asked = new LinkedBlockingQueue<String>();
        var proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(204, -1);
        });
        proxy.start();
        var usual = ProxySelector.getDefault();
        ProxySelector.setDefault(ProxySelector.of(proxy.getAddress()));
        try {
            var url = URI.create("http://127.0.0.1:1/hook");
            var secret = Files.writeString(directory.resolve("secret"), SECRET);
            assertThat(tell(new Webhook(url, secret, Optional.empty())).outcome())
                    .isEqualTo(Outcome.FAILED);
            assertThat(asked).isEmpty();
        } finally {
            ProxySelector.setDefault(usual);
            proxy.stop(0);
        }
    }

    @Test
    void a_webhook_or_chat_goes_to_whom_its_trust_vouches_for_alone() throws Exception {
        io.gabion.responders.connectors.Peer.certify(directory, "desk.pem", "desk.key");
        io.gabion.responders.connectors.Peer.certify(directory, "other.pem", "other.key");
        var right = directory.resolve("desk.pem");
        try (var desk = new Desk("127.0.0.1", 0, right, directory.resolve("desk.key"))) {
            var url = desk.url("127.0.0.1");
            var secret = Files.writeString(directory.resolve("secret"), SECRET);
            var address = Files.writeString(directory.resolve("address"), url.toString());
            for (var trust : List.of(Optional.<Path>empty(), Optional.of(directory.resolve("other.pem")))) {
                assertThat(tell(new Webhook(url, secret, trust)).outcome()).isEqualTo(Outcome.FAILED);
                assertThat(tell(new Slack(address, secret, trust)).outcome()).isEqualTo(Outcome.FAILED);
            }
            assertThat(desk.received()).isEmpty();
            var told = new Notified("tell", 1, Outcome.APPLIED, "");
            assertThat(tell(new Webhook(url, secret, Optional.of(right)))).isEqualTo(told);
            assertThat(tell(new Slack(address, secret, Optional.of(right)))).isEqualTo(told);
            assertThat(desk.received()).hasSize(2);
        }
    }

    @Test
    void syslog_over_tcp_is_one_counted_frame() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(tell(new Syslog("127.0.0.1", server.getLocalPort(), true))
                            .outcome())
                    .isEqualTo(Outcome.APPLIED);
            try (var connection = server.accept()) {
                var frame = new String(connection.getInputStream().readAllBytes(), UTF_8);
                int space = frame.indexOf(' ');
                assertThat(Integer.parseInt(frame.substring(0, space)))
                        .isEqualTo(frame.substring(space + 1).getBytes(UTF_8).length);
                assertThat(frame.substring(space + 1))
                        .startsWith("<132>1 ")
                        .contains("key=\"default/response/r1/tell\"")
                        .contains("203.0.113.7");
            }
        }
    }

    @Test
    void syslog_over_udp_is_one_packet() throws Exception {
        try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(60_000);
            assertThat(tell(new Syslog("127.0.0.1", server.getLocalPort(), false))
                            .outcome())
                    .isEqualTo(Outcome.APPLIED);
            var packet = new DatagramPacket(new byte[4_096], 4_096);
            server.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
                    .startsWith("<132>1 ");
        }
    }

    @Test
    void nobody_listening_is_a_failure_worth_another_attempt() throws Exception {
        assertThat(tell(new Syslog("127.0.0.1", 1, true)).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void what_cannot_work_is_found_at_the_start_in_one_line() {
        var short_ = new Webhook(URI.create("http://127.0.0.1:1/"), directory.resolve("none"), Optional.empty());
        assertThatThrownBy(() -> Outside.open(settings(short_, false, "")))
                .isInstanceOf(IOException.class)
                .hasMessage("channel one: " + directory.resolve("none") + ": not a readable file");
        assertThatThrownBy(() -> Outside.open(settings(new Settings.Log(), true, "gabion-no-such-namespace")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("connector firewall is live but cannot be used: nft ended with ")
                .hasMessageContaining("gabion-no-such-namespace");
    }

    static Stream<Peer> nobodyThere() {
        var nowhere = Path.of("/nowhere");
        var ssh = new Ssh("127.0.0.1", 1, "gabion", nowhere, nowhere);
        var entries = new LdapSettings("dc=a", "uid", "description", "a", true);
        var policy = new DnsSettings(new InetSocketAddress("127.0.0.1", 1), "a.b", nowhere, new InetSocketAddress(1));
        return Stream.of(
                new Nftables("", Optional.of(ssh)),
                new LinuxAccounts("a", "gabion-account", Optional.of(ssh)),
                new Isolation("gabion-isolate", Map.of("a", new Machine(ssh, Optional.empty()))),
                new HostFiles("gabion-file", Map.of("a", ssh)),
                new Collection("gabion-collect", Map.of("a", ssh), Path.of("/tmp/gabion-test-evidence"), 1),
                new Directory("127.0.0.1", 1, Optional.empty(), "cn=a", nowhere, entries),
                new PolicyZone(policy));
    }

    @ParameterizedTest
    @MethodSource("nobodyThere")
    void a_secret_that_is_not_there_is_named_and_a_peer_that_does_not_answer_is_warned_of(Peer peer)
            throws IOException {
        assertThatThrownBy(() -> Outside.open(settings(peer, false)))
                .hasMessage("connector one: /nowhere: not a readable file");

        var known = Files.writeString(directory.resolve("secret"), KEY);
        try (var warnings = new Warnings();
                var outside = Outside.open(settings(reading(peer, known), true))) {
            assertThat(outside.connectors()).containsOnlyKeys("one");
            var machine = peer instanceof Isolation || peer instanceof HostFiles || peer instanceof Collection;
            assertThat(warnings.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("connector one" + (machine ? ", machine a" : "") + " does not answer: ")
                            .doesNotContain("c2l4dGVlbi")
                            .doesNotContain("\n"));
        }
    }

    @Test
    void ten_machines_that_hang_are_ten_warnings_in_the_time_of_one() throws Exception {
        var key = Files.createFile(directory.resolve("key"));
        try (var hung = new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
                var warnings = new Warnings()) {
            var far = new Ssh("127.0.0.1", hung.getLocalPort(), "root", key, key);
            var machines = IntStream.range(0, 10).boxed().collect(Collectors.toMap(n -> "ws" + n, _ -> far));
            var begun = Instant.now();
            try (var outside = Outside.open(settings(new HostFiles("gabion-file", machines), true))) {
                assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(60));
                assertThat(warnings.lines()).hasSize(10).allMatch(line -> line.contains("machine ws"));
                assertThat(((Workforce) outside.connectors().get("one")).standings())
                        .extracting(Standings.Standing::target)
                        .containsExactlyElementsOf(machines.keySet().stream()
                                .sorted()
                                .map(host -> "one/" + host)
                                .toList());
            }
        }
    }

    @Test
    void a_key_that_is_not_accepted_or_expected_and_a_program_that_is_not_there_keep_a_node_from_starting()
            throws Exception {
        int port = io.gabion.responders.connectors.Peer.freePort();
        try (var sshd = new Sshd(directory, "", List.of(), "127.0.0.1", port)) {
            sshd.settings();
            sshd.astray();
            var user = directory.resolve("user");
            var known = directory.resolve("known_host" + port);
            assertThat(refused(new Ssh("127.0.0.1", port, "root", directory.resolve("other-user"), known)))
                    .contains("No more authentication methods available");
            assertThat(refused(new Ssh("127.0.0.1", port, "root", user, directory.resolve("known_other-host" + port))))
                    .contains("Server key did not validate");
            assertThat(refused(new Ssh("127.0.0.1", port, "root", user, known)))
                    .contains("gabion-file-nowhere ended with 127");
        }
    }

    /** One of two machines; the other one does not answer. */
    private static String refused(Ssh far) {
        var gone = new Ssh("127.0.0.1", 1, "root", far.key(), far.knownHosts());
        var peer = new HostFiles("gabion-file-nowhere", Map.of("ws1", gone, "ws2", far));
        var thrown = catchThrowableOfType(IOException.class, () -> Outside.open(settings(peer, true)));
        assertThat(thrown).isNotNull();
        assertThat(thrown.getMessage())
                .startsWith("connector one is live but cannot be used: ws2: ")
                .doesNotContain("\n");
        return thrown.getMessage();
    }

    /** What an operator is told while it is open. */
    private static final class Warnings implements AutoCloseable {
        private final ListAppender<ILoggingEvent> log = new ListAppender<>();
        private final Logger logger = (Logger) LoggerFactory.getLogger(Trial.class);

        Warnings() {
            log.start();
            logger.addAppender(log);
        }

        List<String> lines() {
            return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }

        @Override
        public void close() {
            logger.detachAppender(log);
        }
    }

    static Stream<Peer> every() {
        var url = URI.create("http://127.0.0.1:1");
        var users = new KeycloakSettings(url, "master", "gabion", Path.of("/nowhere"), "a", "mark");
        return Stream.concat(nobodyThere(), Stream.of(new SignIn(Optional.empty(), users)));
    }

    @ParameterizedTest
    @MethodSource("every")
    void what_is_said_of_a_connector_it_does_and_it_refuses_everything_else(Peer peer) throws IOException {
        var known = Files.writeString(directory.resolve("secret"), SECRET);
        try (var outside = Outside.open(settings(reading(peer, known), false))) {
            var connector = outside.connectors().get("one");
            for (var action : Action.values()) {
                var deadline = Instant.now().plusSeconds(5);
                var order = new ContainmentOrder(
                        Verb.QUERY, "check", 1, action, new Target("one", of(action)), deadline, deadline);
                assertThat(connector.query(order).toCompletableFuture().join())
                        .as(action.word())
                        .matches(answer -> (answer instanceof Result.Refused(var why) && why.startsWith("not "))
                                != peer.does().contains(action));
            }
        }
    }

    private static String of(Action action) {
        return switch (action) {
            case BLOCK_ADDRESS -> "203.0.113.7";
            case BLOCK_NETWORK -> "203.0.113.0/24";
            case BLOCK_DOMAIN -> "check.gabion.invalid";
            case LOCK_ACCOUNT, DISABLE_ACCOUNT, END_SESSIONS -> "gabion-check@a";
            case ISOLATE_HOST, COLLECT -> "a";
            case QUARANTINE_FILE, SCAN_FILE -> "a:/tmp/gabion-check:" + "0".repeat(64);
        };
    }

    private static Peer reading(Peer peer, Path file) {
        var ssh = Optional.of(new Ssh("127.0.0.1", 1, "gabion", file, file));
        return switch (peer) {
            case Nftables p -> new Nftables(p.namespace(), ssh);
            case LinuxAccounts p -> new LinuxAccounts(p.realm(), p.program(), ssh);
            case Isolation p -> new Isolation(p.program(), Map.of("a", new Machine(ssh.get(), Optional.empty())));
            case HostFiles p -> new HostFiles(p.program(), Map.of("a", ssh.get()));
            case Collection p -> new Collection(p.program(), Map.of("a", ssh.get()), file.resolveSibling("e"), 1);
            case Directory p -> new Directory(p.host(), p.port(), p.trust(), p.bindDn(), file, p.entries());
            case SignIn(var trust, var u) ->
                new SignIn(
                        trust,
                        new KeycloakSettings(
                                u.url(), u.keycloakRealm(), u.clientId(), file, u.realm(), u.markAttribute()));
            case PolicyZone(var p) -> new PolicyZone(new DnsSettings(p.primary(), p.zone(), file, p.resolver()));
        };
    }

    private static Settings settings(Peer peer, boolean live) {
        return new Settings(
                Mode.LIVE,
                Protected.NOTHING,
                Map.of("one", new ConnectorSetting(live, peer)),
                Map.of(),
                Settings.USUAL_BUDGETS,
                java.util.Set.of(),
                io.gabion.responders.guard.GuardPolicy.Brake.USUAL,
                new Settings.Embedded(),
                Settings.RuleSetting.NONE,
                List.of(),
                Optional.empty());
    }

    private static Notified tell(ChannelSetting channel) throws Exception {
        try (var outside = Outside.open(settings(channel, false, ""))) {
            var action = new ActionState(
                    "block-address", "203.0.113.7", Outcome.VERIFIED, "read back", 3_600, Instant.now());
            var order = new NotifyOrder(
                    "default/response/r1/tell",
                    "tell",
                    1,
                    "one",
                    "default/incident/i1",
                    "contain-guessing",
                    List.of(action),
                    Instant.now().plusSeconds(60));
            return outside.tell(order).toCompletableFuture().get(2, TimeUnit.MINUTES);
        }
    }

    private static Settings settings(ChannelSetting channel, boolean live, String namespace) {
        return new Settings(
                Mode.LIVE,
                Protected.NOTHING,
                Map.of("firewall", new ConnectorSetting(live, new Nftables(namespace, Optional.empty()))),
                Map.of("one", channel),
                Settings.USUAL_BUDGETS,
                java.util.Set.of(),
                io.gabion.responders.guard.GuardPolicy.Brake.USUAL,
                new Settings.Embedded(),
                Settings.RuleSetting.NONE,
                List.of(),
                Optional.empty());
    }

    private static String hmac(String text) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }
}
