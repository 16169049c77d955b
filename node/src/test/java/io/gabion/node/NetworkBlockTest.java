package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.cli.Said;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.responders.connectors.nftables.LocalNftStand;
import io.gabion.responders.playbook.Playbooks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From lines of a log to a network that is blocked by a real firewall, and let in again. Needs root, nft, ip and python3. */
class NetworkBlockTest {
    private static final Tenant TENANT = new Tenant("default");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void many_who_guess_from_one_network_are_blocked_each_and_the_network_once_somebody_agrees() throws Exception {
        var log = Files.createFile(folder.resolve("auth.log"));
        try (var stand = new LocalNftStand()) {
            var attackers = new ArrayList<String>();
            for (int n = 1; n <= 10; n++) {
                attackers.add(stand.address("203.0.113." + n));
            }
            var bystander = stand.address("203.0.113.77");
            var network = "203.0.113.0/24";
            var settings = SettingsFile.read(
                    Files.writeString(folder.resolve("gabion.yaml"), """
                    mode: live
                    connectors:
                      firewall: {type: nftables, live: true, namespace: %s}
                    """.formatted(stand.namespace())));
            try (var outside = Outside.open(settings)) {
                var wiring = new Wiring(Playbooks.bundled(), Policies.of(settings), outside.connectors(), outside);
                try (var node = Node.start(
                        folder.resolve("data"), TENANT, wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)))) {
                    Files.write(log, guessing(attackers), StandardOpenOption.APPEND);
                    for (var attacker : attackers) {
                        assertThat(node.awaitResponse(TENANT, attacker, "verified", PATIENCE))
                                .isTrue();
                    }
                    assertThat(node.awaitResponse(TENANT, network, "waiting-approval", PATIENCE))
                            .isTrue();
                    assertThat(stand.look(attackers.getFirst()).contained()).isTrue();
                    assertThat(stand.look(bystander).contained()).isFalse();

                    assertThat(approves(node, network)).contains("approved");
                    assertThat(node.awaitResponse(TENANT, network, "verified", PATIENCE))
                            .isTrue();
                    assertThat(stand.look(bystander).contained()).isTrue();
                    var first = "firewall/block-address/" + attackers.getFirst();
                    var blocked = "firewall/block-network/" + network;
                    assertThat(shown(node, first).path("within").toString()).isEqualTo("[\"" + blocked + "\"]");

                    // One of the addresses is let go: the network still holds it.
                    assertThat(gabion(node, "containment", "release", first)).contains(first + ": released");
                    assertThat(stand.look(attackers.getFirst()).contained()).isTrue();
                    assertThat(shown(node, blocked).path("state").asText()).isEqualTo("contained");

                    assertThat(gabion(node, "containment", "release", blocked)).contains(blocked + ": released");
                    assertThat(stand.look(bystander).contained()).isFalse();
                    assertThat(stand.look(attackers.getFirst()).contained()).isFalse();
                    assertThat(stand.look(attackers.getLast()).contained()).isTrue();
                }
            }
        }
    }

    private static List<String> guessing(List<String> attackers) {
        var lines = new ArrayList<String>();
        var now = Instant.now();
        for (int n = 0; n < 8; n++) {
            for (int a = 0; a < attackers.size(); a++) {
                lines.add("%s corp sshd[%d]: Failed password for olga from %s port 40000 ssh2"
                        .formatted(now.plusMillis(lines.size()), 100 * a + n + 1, attackers.get(a)));
            }
        }
        return lines;
    }

    private String approves(Node node, String network) throws Exception {
        var found = new ArrayList<String>();
        await().atMost(PATIENCE).until(() -> {
            for (var approval : json(gabion(node, "approval", "list", "-o", "json"))) {
                if (approval.path("actions").path(0).path("target").asText().equals(network)) {
                    found.add(approval.path("id").asText());
                }
            }
            return !found.isEmpty();
        });
        return gabion(node, "approval", "approve", found.getFirst());
    }

    private JsonNode shown(Node node, String containment) throws Exception {
        return json(gabion(node, "containment", "show", containment, "-o", "json"));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private String gabion(Node node, String... words) {
        var command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--node", "http://127.0.0.1:" + node.address().getPort()));
        command.addAll(List.of("--token", folder.resolve("data/admin.token").toString()));
        return Said.run(command.toArray(String[]::new)).out();
    }
}
