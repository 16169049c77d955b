package io.gabion.responders.connectors.dns;

import static io.gabion.responders.connectors.Peer.run;

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
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A BIND of its own, primary of the policy zone and resolver at once. Needs named, tsig-keygen, dig and nsupdate. */
public final class DnsStand implements Stand {
    private static final String CONFIG = """
            include "FOLDER/key";
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
            """;
    private static final String START = "$TTL 5\n@ SOA l. h. 1 60 60 60 5\n@ NS l.\n";
    private static final Pattern STATUS = Pattern.compile("status: ([A-Z]+)");

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final Path folder;
    private final int port = Peer.freePort();
    private final Peer named;
    private int domains;

    public DnsStand(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("key"), run("tsig-keygen", "mesh"));
        Files.writeString(folder.resolve("wrong"), run("tsig-keygen", "mesh"));
        Files.writeString(folder.resolve("rpz.db"), START + "kept.evil.test CNAME rpz-passthru.\n");
        Files.writeString(folder.resolve("evil.db"), START + "* A 10.66.6.6\n");
        var text = CONFIG.replace("FOLDER", folder.toString()).replace("PORT", String.valueOf(port));
        var config = Files.writeString(folder.resolve("named.conf"), text);
        named = new Peer(List.of("named", "-g", "-n", "1", "-c", config.toString()), folder.resolve("out"), port);
        named.start();
    }

    /** As a node's settings name it, in one line of YAML. */
    public String settings() {
        return "{type: dns-policy, live: true, primary: '127.0.0.1:%d', zone: rpz.mesh, keyFile: %s}"
                .formatted(port, folder.resolve("key"));
    }

    private Connector connector(int at, String key) {
        var primary = new InetSocketAddress(InetAddress.getLoopbackAddress(), at);
        var settings = new DnsSettings(primary, "rpz.mesh", folder.resolve(key), primary);
        return new ResponsePolicyConnector(settings, executor, InstantSource.system());
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
