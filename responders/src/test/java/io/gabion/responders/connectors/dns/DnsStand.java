package io.gabion.responders.connectors.dns;

import static io.gabion.responders.connectors.Peer.run;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.TcpLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.xbill.DNS.Rcode;

/** A BIND of its own, primary of the policy zone and resolver at once. Needs named, tsig-keygen, dig and nsupdate. */
public final class DnsStand implements Stand {
    private static final String CONFIG = """
            include "FOLDER/key";
            include "FOLDER/reader";
            options {
              directory "FOLDER";
              listen-on port PORT { 127.0.0.1; };
              listen-on-v6 { none; };
              pid-file "FOLDER/pid";
              session-keyfile "FOLDER/session";
              recursion yes;
              dnssec-validation no;
              minimal-any no;
              response-policy { zone "rpz.mesh"; } qname-wait-recurse no min-update-interval 0;
            };
            controls { };
            zone "rpz.mesh" {
              type primary;
              file "FOLDER/rpz.db";
              allow-query { key mesh; localhost; };
              update-policy { grant mesh zonesub CNAME; };
            };
            zone "evil.test" { type primary; file "FOLDER/evil.db"; };
            zone "void.test" { type primary; file "FOLDER/void.db"; };
            """;
    private static final String SLOW = """
            include "FOLDER/key";
            options {
              directory "FOLDER";
              listen-on port PORT { 127.0.0.1; };
              listen-on-v6 { none; };
              pid-file "FOLDER/pid";
              session-keyfile "FOLDER/session";
              recursion yes;
              dnssec-validation no;
              response-policy { zone "rpz.mesh"; } qname-wait-recurse no min-update-interval 0;
            };
            controls { };
            zone "rpz.mesh" { type secondary; primaries { 127.0.0.1 port PRIMARY key mesh; }; };
            zone "void.test" { type primary; file "FOLDER/void.db"; };
            """;
    private static final String START = "$TTL 5\n@ SOA l. h. 1 3600 3600 36000 5\n@ NS l.\n";
    private static final Pattern STATUS = Pattern.compile("status: ([A-Z]+)");

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final Path folder;
    private final int port = Peer.freePort();
    private final Peer named;
    private Impostor impostor;
    private int domains;

    public DnsStand(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("key"), run("tsig-keygen", "mesh"));
        Files.writeString(folder.resolve("reader"), run("tsig-keygen", "reader"));
        Files.writeString(folder.resolve("wrong"), run("tsig-keygen", "mesh"));
        Files.writeString(folder.resolve("rpz.db"), START + "kept.evil.test CNAME rpz-passthru.\n");
        Files.writeString(folder.resolve("evil.db"), START + "* A 10.66.6.6\n");
        Files.writeString(folder.resolve("void.db"), START);
        named = named(folder, port, CONFIG);
    }

    private static Peer named(Path folder, int port, String config) throws IOException {
        var text = config.replace("FOLDER", folder.toString()).replace("PORT", String.valueOf(port));
        var file = Files.writeString(folder.resolve("named.conf"), text);
        var named = new Peer(List.of("named", "-g", "-n", "1", "-c", file.toString()), folder.resolve("out"), port);
        named.start();
        return named;
    }

    /** A resolver of its own, which takes over the zone when it is started, and then not for a long time. */
    final class Slow implements AutoCloseable {
        private final int port = Peer.freePort();
        private final Peer named;

        Slow() throws IOException {
            var at = Files.createDirectories(folder.resolve("slow"));
            Files.copy(folder.resolve("key"), at.resolve("key"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(folder.resolve("void.db"), at.resolve("void.db"), StandardCopyOption.REPLACE_EXISTING);
            named = named(at, port, SLOW.replace("PRIMARY", String.valueOf(DnsStand.this.port)));
            hasTheZone();
        }

        private void hasTheZone() throws IOException {
            var now = serial(DnsStand.this.port);
            await().atMost(Duration.ofSeconds(60)).until(() -> serial(port), now::equals);
        }

        private static String serial(int at) throws IOException {
            return run("dig", "@127.0.0.1", "-p", String.valueOf(at), "+tcp", "+time=20", "+short", "rpz.mesh", "SOA");
        }

        Connector connector() {
            return DnsStand.this.connector(DnsStand.this.port, "key", port);
        }

        void catchUp() throws IOException {
            named.stop();
            named.start();
            hasTheZone();
        }

        @Override
        public void close() {
            named.stop();
        }
    }

    /** As a node's settings name it, in one line of YAML. */
    public String settings() {
        return "{type: dns-policy, live: true, primary: '127.0.0.1:%d', zone: rpz.mesh, keyFile: %s}"
                .formatted(port, folder.resolve("key"));
    }

    Connector connector(int at, String key) {
        return connector(at, key, at);
    }

    private Connector connector(int at, String key, int resolver) {
        return new ResponsePolicyConnector(settings(at, key, resolver), executor, InstantSource.system());
    }

    private DnsSettings settings(int at, String key, int resolver) {
        return new DnsSettings(here(at), "rpz.mesh", folder.resolve(key), here(resolver));
    }

    @Override
    public Connector busy() {
        return new ResponsePolicyConnector(settings(port, "key", port), FULL, InstantSource.system());
    }

    /** With a key that the primary knows and that may change nothing. */
    Connector reader() {
        return connector(port, "reader");
    }

    private static InetSocketAddress here(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public Action action() {
        return Action.BLOCK_DOMAIN;
    }

    @Override
    public String target() {
        domains++;
        return "c" + domains + ".evil.test";
    }

    @Override
    public String nonsense() {
        return "a.evil.test. CNAME . ; *.test";
    }

    @Override
    public Connector connector() {
        return connector(port, "key");
    }

    @Override
    public Line line() {
        return new TcpLine(port);
    }

    @Override
    public Connector connector(Line line) {
        return connector(((TcpLine) line).port(), "key");
    }

    @Override
    public Connector stranger() {
        return connector(port, "wrong");
    }

    /** Who says to everything that it is done. */
    @Override
    public Optional<Connector> astray() throws IOException {
        if (impostor == null) {
            impostor = new Impostor(Rcode.NOERROR);
        }
        return Optional.of(connector(impostor.port(), "key"));
    }

    /** As every key file says it: the key itself is not known before. */
    @Override
    public String secret() {
        return "==";
    }

    /** The name, and what is below it. */
    @Override
    public Sight look(String target) throws IOException {
        var found = List.of(status(target), status("www." + target));
        var gone = found.stream().allMatch("NXDOMAIN"::equals);
        return new Sight(gone, gone ? "NXDOMAIN" : String.join(", ", found));
    }

    @Override
    public String standing(String target) throws IOException {
        return answers(target) + " " + answers("*." + target);
    }

    @Override
    public void undo(String target) throws IOException {
        var update = "server 127.0.0.1 %d\nzone rpz.mesh\ndel %s.rpz.mesh. CNAME\nsend\n".formatted(port, target);
        var file = Files.writeString(folder.resolve("update"), update);
        run("nsupdate", "-k", folder.resolve("key").toString(), file.toString());
    }

    @Override
    public void restart() throws IOException {
        named.stop();
        named.start();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        if (impostor != null) {
            impostor.close();
        }
        named.stop();
    }

    private List<String> answers(String rule) throws IOException {
        return dig(rule + ".rpz.mesh", "CNAME")
                .lines()
                .filter(line -> line.startsWith(rule))
                .toList();
    }

    private String status(String name) throws IOException {
        var status = STATUS.matcher(dig(name, "A"));
        return status.find() ? status.group(1) : "no answer";
    }

    private String dig(String name, String type) throws IOException {
        return run("dig", "@127.0.0.1", "-p", String.valueOf(port), "+tcp", "+time=20", name, type);
    }
}
