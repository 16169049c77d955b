package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.cli.Said;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.responders.connectors.ldap.LdapStand;
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a line of a log to a lock in a real directory. Needs slapd. */
class TakeoverTest {
    private static final Tenant TENANT = new Tenant("default");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ATTACKER = "203.0.113.66";

    private static final String ANOTHER = "203.0.113.67";

    private LdapStand directory;

    @TempDir
    Path folder;

    @BeforeEach
    void starts_a_directory() throws Exception {
        directory = new LdapStand(Files.createDirectory(folder.resolve("directory")));
    }

    @AfterEach
    void stops_it() throws Exception {
        directory.close();
    }

    @Test
    void whose_password_is_guessed_right_can_no_longer_bind_and_who_is_only_tried_or_protected_can() throws Exception {
        var entered = directory.target();
        var tried = directory.target();
        var kept = directory.target();
        var log = Files.createFile(folder.resolve("auth.log"));
        var settings = SettingsFile.read(config("password", kept));
        try (var outside = Outside.open(settings)) {
            var wiring = new Wiring(Playbooks.bundled(), Policies.of(settings), outside.connectors(), outside);
            try (var node = Node.start(
                    folder.resolve("data"), TENANT, wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)))) {
                var lines = new ArrayList<String>();
                for (int n = 1; n <= 4; n++) {
                    lines.add(line(10 + n, "Failed", tried, ATTACKER));
                    lines.add(line(20 + n, "Failed", entered, ATTACKER));
                    lines.add(line(30 + n, "Failed", kept, ANOTHER));
                    lines.add(line(40 + n, "Failed", kept, ANOTHER));
                }
                lines.add(line(51, "Accepted", entered, ATTACKER));
                lines.add(line(52, "Accepted", kept, ANOTHER));
                Files.write(log, lines, StandardOpenOption.APPEND);

                assertThat(node.awaitResponse(TENANT, ATTACKER, "would-apply", PATIENCE))
                        .isTrue();
                assertThat(node.awaitResponse(TENANT, entered, "waiting-approval", PATIENCE))
                        .isTrue();
                assertThat(directory.look(entered).contained()).isFalse();
                for (var account : List.of(entered, kept)) {
                    await().atMost(PATIENCE).until(() -> approves(node, account));
                }
                assertThat(node.awaitResponse(TENANT, entered, "verified", PATIENCE))
                        .isTrue();
                assertThat(node.awaitResponse(TENANT, kept, "refused", PATIENCE))
                        .isTrue();
            }
        }
        assertThat(directory.look(entered).contained()).isTrue();
        assertThat(directory.look(tried).contained()).isFalse();
        assertThat(directory.look(kept).contained()).isFalse();
    }

    @Test
    void a_wrong_password_keeps_a_live_node_from_starting_and_is_not_told() throws Exception {
        var settings = SettingsFile.read(config("wrong", "olga"));

        assertThatThrownBy(() -> Outside.open(settings))
                .isInstanceOf(IOException.class)
                .hasMessage("connector accounts is live but cannot be used: the directory says invalid credentials");
    }

    private boolean approves(Node node, String account) throws Exception {
        var waiting = new ObjectMapper().readTree(gabion(node, "list", "-o", "json"));
        for (var approval : waiting) {
            if (approval.path("actions").path(0).path("target").asText().equals(account)) {
                return gabion(node, "approve", approval.path("id").asText()).contains("approved");
            }
        }
        return false;
    }

    private String gabion(Node node, String verb, String... more) {
        var command = new ArrayList<>(List.of("approval", verb));
        command.addAll(List.of(more));
        command.addAll(List.of("--node", "http://127.0.0.1:" + node.address().getPort()));
        command.addAll(List.of("--token", folder.resolve("data/admin.token").toString()));
        return Said.run(command.toArray(String[]::new)).out();
    }

    private Path config(String password, String kept) throws IOException {
        return Files.writeString(folder.resolve("gabion.yaml"), """
                mode: live
                protectAccounts: [%s]
                connectors:
                  accounts:
                    type: ldap-account
                    live: true
                    host: 127.0.0.1
                    port: %d
                    trust: %s
                    bindDn: "cn=responder,dc=mesh,dc=test"
                    passwordFile: %s
                    base: "dc=mesh,dc=test"
                    realm: corp
                """.formatted(
                        kept, directory.port(), directory.file("certificate"), directory.file(password)));
    }

    private static String line(int process, String how, String account, String from) {
        return "%s corp sshd[%d]: %s password for %s from %s port 40000 ssh2"
                .formatted(Instant.now(), process, how, account.substring(0, account.indexOf('@')), from);
    }
}
