package io.gabion.node.cli;

import static io.gabion.node.cli.Said.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.demo.DemoAttack;
import io.gabion.node.demo.Playground;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.responders.connectors.shell.LocalShell;
import io.gabion.responders.playbook.Playbooks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a running node whose firewall is the kernel's, in network namespaces. Needs root, ip and nft. */
class NodeCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLOCK = "firewall/block-address/" + DemoAttack.ATTACKER;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int GUESSES = 7;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    @TempDir
    Path directory;

    private Playground ground;
    private Outside outside;
    private Path config;
    private Path log;
    private Path data;
    private Node node;

    @BeforeEach
    void starts_a_live_node() throws Exception {
        ground = Playground.open();
        config = Files.writeString(directory.resolve("gabion.yaml"), """
                mode: live
                connectors:
                  firewall: {type: nftables, live: true, namespace: %s}
                """.formatted(ground.namespace()));
        log = Files.createFile(directory.resolve("auth.log"));
        data = directory.resolve("data");
        start();
    }

    private void start() throws Exception {
        var settings = SettingsFile.read(config);
        outside = Outside.open(settings);
        var wiring = new Wiring(Playbooks.bundled(), Policies.of(settings), outside.connectors(), outside);
        node = Node.start(data, new Tenant("default"), wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)));
    }

    @AfterEach
    void stops_everything() throws Exception {
        if (node != null) {
            node.close();
        }
        outside.close();
        ground.close();
    }

    @Test
    void what_is_contained_is_listed_shown_and_released() throws Exception {
        assertThat(gabion("containment", "list")).isEqualTo(new Said(0, "nothing is contained\n"));
        attack();
        assertThat(ground.attackerGetsIn()).isFalse();

        var listed = gabion("containment", "list", "-o", "json").json();
        assertThat(listed).singleElement().satisfies(one -> {
            assertThat(one.path("id").asText()).isEqualTo(BLOCK);
            assertThat(one.path("state").asText()).isEqualTo("contained");
        });
        assertThat(gabion("incident", "list").out()).contains("contained").contains("Password guessing");
        var incident = gabion("incident", "list", "-o", "json")
                .json()
                .get(0)
                .path("id")
                .asText();
        var shown = gabion("incident", "show", incident, "-o", "json").json();
        assertThat(shown.path("evidence").get(0).path("explanation").get(0).asText())
                .contains("failed logins from " + DemoAttack.ATTACKER);
        assertThat(gabion("status", "-o", "yaml").out()).contains("mode: \"live\"");
        var channels = gabion("status", "-o", "json").json().path("channels");
        assertThat(channels).singleElement().satisfies(one -> {
            assertThat(one.path("target").asText()).isEqualTo("log");
            assertThat(one.path("state").asText()).isEqualTo("closed");
        });
        assertThat(source().path("source").asText()).isEqualTo("file:" + log.toAbsolutePath());
        assertThat(source().path("observations").asInt()).isEqualTo(GUESSES);
        assertThat(source().path("deadLetters").asInt()).isZero();

        assertThat(gabion("containment", "release", BLOCK)).isEqualTo(new Said(0, BLOCK + ": released\n"));
        assertThat(ground.attackerGetsIn()).isTrue();
        var history = gabion("containment", "show", BLOCK, "-o", "json").json().path("history");
        assertThat(history.valueStream().map(event -> event.path("type").asText()))
                .startsWith("wanted", "reserved", "claimed", "applied", "verified")
                .endsWith("left-all", "claimed", "withdrawn", "released");
    }

    @Test
    void a_false_positive_is_let_go_by_every_response_of_its_incident_and_read_back_as_gone() throws Exception {
        attack();
        assertThat(ground.attackerGetsIn()).isFalse();
        var incident = gabion("incident", "list", "-o", "json")
                .json()
                .get(0)
                .path("id")
                .asText();

        var said = gabion("incident", "verdict", incident, "false-positive", "--reason", "our scanner", "-o", "json");
        assertThat(said.exit()).isZero();
        assertThat(said.json().path("letGo").valueStream().map(JsonNode::asText))
                .containsExactly(BLOCK);
        await().until(() -> gabion("containment", "list").out().equals("nothing is contained\n"));
        assertThat(ground.attackerGetsIn()).isTrue();
        var history = gabion("containment", "show", BLOCK, "-o", "json").json().path("history");
        assertThat(history.valueStream().map(event -> event.path("type").asText()))
                .endsWith("verified", "left", "claimed", "withdrawn", "released");
        assertThat(gabion("incident", "show", incident).out())
                .contains("false-positive")
                .contains("released");

        // The same attack goes on: it is still the incident that is none.
        guess();
        await().until(() -> source().path("observations").asInt() == 2 * GUESSES);
        assertThat(node.awaitResponse(new Tenant("default"), DemoAttack.ATTACKER, "verified", Duration.ofSeconds(3)))
                .isFalse();
        assertThat(gabion("incident", "verdict", incident, "true-positive").exit())
                .isZero();
        assertThat(node.awaitResponse(new Tenant("default"), DemoAttack.ATTACKER, "verified", PATIENCE))
                .isTrue();
        assertThat(ground.attackerGetsIn()).isFalse();
    }

    @Test
    void a_freeze_stops_what_is_new_and_a_thaw_allows_it() throws Exception {
        var frozen = gabion("guard", "freeze", "--reason", "maintenance", "-o", "json");
        assertThat(frozen.json().path("why").asText()).isEqualTo("by admin: maintenance");
        guess();
        assertThat(node.awaitResponse(new Tenant("default"), DemoAttack.ATTACKER, "refused", PATIENCE))
                .isTrue();
        assertThat(ground.attackerGetsIn()).isTrue();
        assertThat(gabion("guard", "thaw", "-o", "json").json().path("frozen").asBoolean())
                .isFalse();
        assertThat(gabion("guard", "show").out()).contains("block-address").contains("surroundings");
    }

    @Test
    void a_block_is_released_although_the_node_does_not_run() throws Exception {
        attack();
        var offline = new String[] {
            "containment", "release", "--all", "--offline", "--data", data.toString(), "--config", config.toString()
        };
        assertThat(run(offline).exit()).as("while the node runs").isEqualTo(Refused.UNAVAILABLE);
        node.close();
        node = null;
        assertThat(ground.attackerGetsIn()).isFalse();
        assertThat(run(offline)).isEqualTo(new Said(0, BLOCK + ": released\n"));
        assertThat(ground.attackerGetsIn()).isTrue();
        assertThat(run(offline)).isEqualTo(new Said(0, "nothing is contained\n"));
        start();
        assertThat(gabion("containment", "list")).isEqualTo(new Said(0, "nothing is contained\n"));
        assertThat(ground.attackerGetsIn()).isTrue();
    }

    @Test
    void a_node_that_is_started_again_to_observe_puts_no_block_back() throws Exception {
        attack();
        node.close();
        outside.close();
        var firewall = new LocalShell(List.of("ip", "netns", "exec", ground.namespace()), InstantSource.system());
        assertThat(firewall.run(
                                List.of("nft", "delete", "table", "inet", "gabion"),
                                "",
                                Instant.now().plusSeconds(10))
                        .exit())
                .isZero();
        Files.writeString(config, Files.readString(config).replace("mode: live", "mode: observe"));
        start();
        await().until(() -> gabion("containment", "list").out().equals("nothing is contained\n"));
        assertThat(ground.attackerGetsIn()).isTrue();
    }

    @Test
    void errors_are_one_line_and_say_which_kind() throws Exception {
        assertThat(gabion("incident", "show", "none").exit()).isEqualTo(Refused.NO);
        assertThat(gabion("containment", "release", "none").exit()).isEqualTo(Refused.NO);
        assertThat(gabion("containment", "release").exit()).isEqualTo(Refused.WRONG_USAGE);
        assertThat(gabion("hunt", "").exit()).isEqualTo(Refused.WRONG_USAGE);
        assertThat(gabion("incident", "list", "--tenant", "other").exit()).isEqualTo(Refused.NO);
        assertThat(run("incident", "list", "--node", "http://127.0.0.1:1", "--token", token())
                        .exit())
                .isEqualTo(Refused.UNAVAILABLE);
        assertThat(run("incident", "list", "--token", directory.resolve("none").toString())
                        .exit())
                .isEqualTo(Refused.WRONG_USAGE);
    }

    @Test
    void a_viewer_may_look_but_not_act_and_a_revoked_token_is_void_at_once() throws Exception {
        var added = run("token", "add", "eve", "--role", "viewer", "--data", data.toString());
        var token = Files.writeString(directory.resolve("eve"), added.out()).toString();
        var url = "http://127.0.0.1:" + node.address().getPort();
        assertThat(run("incident", "list", "--node", url, "--token", token).exit())
                .isZero();
        assertThat(run("guard", "freeze", "--node", url, "--token", token).exit())
                .isEqualTo(Refused.WRONG_USAGE);
        assertThat(run("token", "revoke", "eve", "--data", data.toString()).exit())
                .isZero();
        assertThat(run("incident", "list", "--node", url, "--token", token).exit())
                .isEqualTo(Refused.WRONG_USAGE);
        assertThat(run("token", "list", "--data", data.toString()).out())
                .contains("admin")
                .doesNotContain("eve");
    }

    private void attack() throws Exception {
        assertThat(ground.attackerGetsIn()).isTrue();
        guess();
        assertThat(node.awaitResponse(new Tenant("default"), DemoAttack.ATTACKER, "verified", PATIENCE))
                .isTrue();
    }

    private void guess() throws Exception {
        var lines = new ArrayList<String>();
        for (int i = 0; i < GUESSES; i++) {
            lines.add("%s web1 sshd[%d]: Failed password for root from %s port 40000 ssh2"
                    .formatted(TIME.format(Instant.now()), 1_000 + i, DemoAttack.ATTACKER));
        }
        Files.write(log, lines, StandardOpenOption.APPEND);
    }

    /** The only one, as far as it is read. */
    private JsonNode source() throws Exception {
        var sources = gabion("status", "-o", "json").json().path("sources");
        assertThat(sources).hasSize(1);
        return sources.get(0);
    }

    private String token() {
        return data.resolve("admin.token").toString();
    }

    private Said gabion(String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--node", "http://127.0.0.1:" + node.address().getPort(), "--token", token()));
        return run(all.toArray(String[]::new));
    }
}
