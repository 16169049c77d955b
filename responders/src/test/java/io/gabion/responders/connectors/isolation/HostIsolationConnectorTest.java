package io.gabion.responders.connectors.isolation;

import static io.gabion.responders.connectors.Peer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostIsolationConnectorTest extends ConnectorContract<IsolationStand> {
    @Override
    protected IsolationStand open(Path folder) throws Exception {
        return new IsolationStand(folder);
    }

    private String say(String line) throws Exception {
        return stand.shell(target)
                .run(List.of("any", "command"), line, Instant.now().plus(PATIENCE))
                .text()
                .strip();
    }

    @Test
    void the_management_reaches_nothing_but_ssh() throws Exception {
        var web = stand.host(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        var client = "import socket, sys; socket.create_connection((sys.argv[1], 8080), 1)";
        assertThat(new ProcessBuilder(LabHost.PYTHON, "-c", client, web.address())
                        .start()
                        .waitFor())
                .isNotZero();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        run(LabHost.PYTHON, "-c", client, web.address());
    }

    /** Not even from the port that its sshd has. */
    @Test
    void the_host_calls_nobody_at_the_management() throws Exception {
        var web = stand.host(target);
        try (var listener = new ServerSocket(0, 5, InetAddress.getByName(web.management()))) {
            assertThat(web.calls(listener.getLocalPort())).isEqualTo("connected");
            assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
            assertThat(web.calls(listener.getLocalPort())).startsWith("no connection");
        }
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void a_connection_that_was_open_before_is_cut() throws Exception {
        try (var open = stand.host(target).talk()) {
            assertThat(open.carries("one")).isTrue();
            assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
            assertThat(open.carries("two")).isFalse();
            assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        }
    }

    @Test
    void the_kernel_ends_it_when_nobody_does() throws Exception {
        var brief =
                perform(stand.connector(), Action.ISOLATE_HOST, Verb.APPLY, target, Duration.ofSeconds(8), PATIENCE);
        assertThat(brief.join()).isEqualTo(DONE);
        await().atMost(PATIENCE).until(() -> !inEffect(target));
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert rule inet gabion_isolation output ip daddr 192.168.7.1 accept",
                "flush chain inet gabion_isolation forward",
                "chain inet gabion_isolation input { policy accept; }",
                "delete element inet gabion_isolation ours { ipv6 }",
                "add table inet gabion_isolation { flags dormant; }",
                "delete table inet gabion_isolation"
            })
    void whatever_is_changed_in_its_table_it_is_no_longer_in_force(String change) throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.host(target).nft(change);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void a_machine_that_still_answers_at_its_probe_is_not_isolated_whatever_it_says() throws Exception {
        var probing = stand.probing();
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(probing, Verb.QUERY, target, PATIENCE).join()).isEqualTo(DONE);
        stand.host(target).nft("flush ruleset");
        stand.host(target).lie();
        try {
            assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
            assertThat(perform(probing, Verb.QUERY, target, PATIENCE).join()).isEqualTo(ABSENT);
        } finally {
            stand.host(target).lieNoMore();
        }
    }

    @Test
    void a_host_of_others_or_in_another_spelling_is_refused() {
        for (var value : List.of("web64", "WEB0", "web0.", "10.0.0.1", "", "web0 9999 9")) {
            assertThat(perform(Verb.APPLY, value)).isInstanceOf(Result.Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id",
                "isolate",
                "isolate 60",
                "isolate 60 0",
                "isolate 0 60",
                "isolate -1 60",
                "isolate 60s;id 60",
                "isolate 60 60 10.9.9.9",
                "release 1 60;id"
            })
    void the_key_can_do_nothing_else(String line) throws Exception {
        assertThat(say(line + "\n")).startsWith("refused").doesNotContain("uid=");
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }

    @Test
    void who_could_not_come_back_is_refused() throws Exception {
        var program = stand.host(target).program("10.9.9.9");
        program.environment().put("SSH_CONNECTION", "10.9.9.8 40000 10.9.9.1 22");
        var process = program.redirectErrorStream(true).start();
        try (var in = process.outputWriter()) {
            in.write("isolate 60 60\n");
        }
        assertThat(process.inputReader().readLine())
                .isEqualTo("refused asked from another address than the management's");
    }
}
