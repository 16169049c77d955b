package io.gabion.responders.connectors.dns;

import static io.gabion.responders.connectors.shell.Sshd.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.TcpLine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a BIND of the test's own, primary of the zone and resolver at once. Needs named, dig and nsupdate. */
class ResponsePolicyConnectorTest extends ConnectorContract {
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

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private Peer named;
    private int port;

    @TempDir
    Path folder;

    @BeforeEach
    void starts_named() throws Exception {
        port = Peer.freePort();
        Files.writeString(folder.resolve("key"), run("tsig-keygen", "mesh"));
        Files.writeString(folder.resolve("wrong"), run("tsig-keygen", "mesh"));
        Files.writeString(folder.resolve("rpz.db"), START + "kept.evil.test CNAME rpz-passthru.\n");
        Files.writeString(folder.resolve("evil.db"), START + "* A 10.66.6.6\n");
        var text = CONFIG.replace("FOLDER", folder.toString()).replace("PORT", String.valueOf(port));
        var config = Files.writeString(folder.resolve("named.conf"), text);
        named = new Peer(List.of("named", "-g", "-n", "1", "-c", config.toString()), folder.resolve("out"), port);
        named.start();
    }

    @AfterEach
    void stops_named() throws Exception {
        executor.shutdownNow();
        named.stop();
    }

    private Connector connector(int at, String key) {
        var primary = new InetSocketAddress(InetAddress.getLoopbackAddress(), at);
        var settings = new DnsSettings(primary, "rpz.mesh", folder.resolve(key), primary);
        return new ResponsePolicyConnector(settings, executor, InstantSource.system());
    }

    @Override
    protected Action action() {
        return Action.BLOCK_DOMAIN;
    }

    @Override
    protected String target(int n) {
        return "c" + n + ".evil.test";
    }

    @Override
    protected String nonsense() {
        return "a.evil.test. CNAME . ; *.test";
    }

    @Override
    protected Connector connector() {
        return connector(port, "key");
    }

    @Override
    protected Line line() {
        return new TcpLine(port);
    }

    @Override
    protected Connector connector(Line line) {
        return connector(((TcpLine) line).port(), "key");
    }

    @Override
    protected Connector stranger() {
        return connector(port, "wrong");
    }

    @Override
    protected String secret() {
        return "==";
    }

    /** The name does not exist, nor what is below it. */
    @Override
    protected boolean inEffect(String target) throws Exception {
        return dig(target, "A").contains("NXDOMAIN") && dig("www." + target, "A").contains("NXDOMAIN");
    }

    @Override
    protected String standing(String target) throws Exception {
        return answers(target) + " " + answers("*." + target);
    }

    @Override
    protected void undo(String target) throws Exception {
        var update = "server 127.0.0.1 %d\nzone rpz.mesh\ndel %s.rpz.mesh. CNAME\nsend\n".formatted(port, target);
        var file = Files.writeString(folder.resolve("update"), update);
        run("nsupdate", "-k", folder.resolve("key").toString(), file.toString());
    }

    @Override
    protected void restart() throws Exception {
        named.stop();
        named.start();
    }

    private List<String> answers(String rule) throws Exception {
        return dig(rule + ".rpz.mesh", "CNAME")
                .lines()
                .filter(line -> line.startsWith(rule))
                .toList();
    }

    private String dig(String name, String type) throws Exception {
        return run("dig", "@127.0.0.1", "-p", String.valueOf(port), "+tcp", "+time=20", name, type);
    }

    @Test
    void a_rule_of_others_is_not_touched() throws Exception {
        var before = standing("kept.evil.test");
        assertThat(perform(Verb.APPLY, "kept.evil.test")).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.QUERY, "kept.evil.test")).isEqualTo(new Result.Absent());
        assertThat(perform(Verb.RELEASE, "kept.evil.test")).isEqualTo(new Result.Absent());
        assertThat(before).contains("rpz-passthru");
        assertThat(standing("kept.evil.test")).isEqualTo(before);
    }

    @Test
    void every_spelling_is_the_same_domain() throws Exception {
        assertThat(perform(Verb.APPLY, "C1.Evil.Test.")).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Done());
        assertThat(inEffect(target(1))).isTrue();
    }

    @Test
    void a_block_of_what_is_below_stays_when_what_is_above_is_released() {
        assertThat(perform(Verb.APPLY, "www." + target(1))).isEqualTo(new Result.Done());
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(new Result.Done());
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, "www." + target(1))).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Absent());
    }
}
