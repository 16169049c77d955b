package io.gabion.node.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.cli.Said;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a person's verdict to lines that a model learns, through a whole node and the command line. */
class JudgedNamesTest {
    private static final List<String> DRAWN = List.of(
            "kq3v9xw1zt7j5hd0b2rm.com",
            "xw8vq4kz1jt6yh3nf9pc.com",
            "z5tq7wj2xk9vb4hr1mdy.com",
            "q1zx7kv3wj9ty5bh2nfc.com");
    private static final String QUERY = "{\"_path\":\"dns\",\"ts\":%d.0,\"uid\":\"C%d\",\"id.orig_h\":\"10.0.0.9\","
            + "\"id.orig_p\":4000,\"id.resp_h\":\"10.0.0.1\",\"id.resp_p\":53,\"proto\":\"udp\",\"query\":\"%s\"}\n";

    @TempDir
    private Path folder;

    private Said labels() {
        return Said.run("model", "labels", "--data", folder.resolve("data").toString());
    }

    @Test
    void what_people_say_of_an_incident_becomes_the_label_of_the_names_that_it_cites() throws Exception {
        var log = new StringBuilder();
        for (int i = 0; i < DRAWN.size(); i++) {
            log.append(QUERY.formatted(1_767_322_800 + i, i, DRAWN.get(i)));
        }
        var file = Files.writeString(folder.resolve("dns.log"), log);
        try (var model = DomainModel.over(Path.of("bundled"), Duration.ofMinutes(1));
                var node = Node.start(
                        folder.resolve("data"),
                        new Tenant("default"),
                        new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY, model),
                        "127.0.0.1",
                        0,
                        List.of(new SourceSetting.File(file)))) {
            var to = List.of(
                    "--node",
                    "http://127.0.0.1:" + node.address().getPort(),
                    "--token",
                    folder.resolve("data/admin.token").toString());
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            node(to, "incident", "list", "-o", "json").json().size() == 1);
            var id = node(to, "incident", "list", "-o", "json")
                    .json()
                    .get(0)
                    .path("id")
                    .asText();
            assertThat(labels()).isEqualTo(new Said(1, ""));

            assertThat(node(to, "incident", "verdict", id, "nonsense").exit()).isNotZero();
            assertThat(node(to, "incident", "verdict", id, "false-positive").exit())
                    .isZero();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> node(to, "incident", "list").out().contains("false-positive"));
            assertThat(labels().out().lines())
                    .containsExactlyInAnyOrderElementsOf(DRAWN.stream()
                            .map(name -> "{\"domain\":\"" + name + "\",\"label\":0}")
                            .toList());

            assertThat(node(to, "incident", "verdict", id, "true-positive").exit())
                    .isZero();
            assertThat(labels().out().lines()).hasSize(4).allMatch(line -> line.endsWith("\"label\":1}"));
            var incidents = Said.run(
                    "model",
                    "labels",
                    "--model",
                    "triage",
                    "--data",
                    folder.resolve("data").toString());
            assertThat(incidents.out())
                    .startsWith("{\"vector\":[1,2,0,1.0,1,0,")
                    .endsWith("\"features\":\"triage 1\",\"label\":1}\n");
            assertThat(node(to, "status", "-o", "json")
                            .json()
                            .at("/models/0/flagged")
                            .asInt())
                    .isEqualTo(4);
        }
    }

    private static Said node(List<String> to, String... arguments) {
        return Said.run(Stream.concat(Stream.of(arguments), to.stream()).toArray(String[]::new));
    }
}
