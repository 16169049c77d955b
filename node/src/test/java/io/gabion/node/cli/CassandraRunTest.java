package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.node.Main;
import io.gabion.node.store.cassandra.CassandraServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code gabion run} on Cassandra, from the command that makes the tables to the incident that outlives the node. */
@ExtendWith(CassandraServer.class)
class CassandraRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern ADDRESS = Pattern.compile("gabion: (http://\\S+) ");
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder;

    private Process node;

    @BeforeEach
    void settings() throws IOException {
        var server = CassandraServer.place("unused").contactPoints().getFirst();
        Files.writeString(folder.resolve("settings.yaml"), """
                store:
                  type: cassandra
                  contactPoints: ["%s:%d"]
                  datacenter: datacenter1
                  keyspace: run
                """.formatted(server.getHostString(), server.getPort()));
    }

    @AfterEach
    void end() throws InterruptedException {
        if (node != null) {
            node.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_killed_node_has_lost_nothing() throws Exception {
        assertThat(Gabion.run("schema", "apply", "--config", file("settings.yaml"), "--replicas", "1"))
                .isZero();
        write(0, 40);
        start();
        var incidents = await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> ofTenant("incidents"), found -> found.size() == 1);
        awaitObservations(40);
        node.destroyForcibly();
        assertThat(node.waitFor()).isEqualTo(KILLED);

        write(40, 60);
        start();
        awaitObservations(60);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ofTenant("incidents"))
                        .extracting(incident -> incident.path("id").asText())
                        .containsExactly(incidents.get(0).path("id").asText()));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(ofTenant("sources").get(0).path("open").asInt(-1))
                                .isZero());
        node.destroy();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("ends in order").isTrue();
        assertThat(folder.resolve("data/journal.db")).doesNotExist();
    }

    private void awaitObservations(int lines) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                ofTenant("sources").get(0).path("observations").asInt())
                        .isEqualTo(lines));
    }

    /** Failed logins from one address, numbered. */
    private void write(int from, int to) throws IOException {
        var lines = new StringBuilder();
        for (int n = from; n < to; n++) {
            lines.append("%s web1 sshd[%d]: Failed password for root from 203.0.113.7 port 4022 ssh2\n"
                    .formatted(Instant.now(), 1_000 + n));
        }
        Files.writeString(folder.resolve("auth.log"), lines, CREATE, APPEND);
    }

    private JsonNode ofTenant(String what) throws Exception {
        var said = Files.readString(folder.resolve("said"), UTF_8);
        var address = ADDRESS.matcher(said).results().reduce((_, last) -> last).orElseThrow();
        var token = Files.readString(folder.resolve("data/admin.token")).strip();
        try (var client = new NodeClient(URI.create(address.group(1)), token, "default")) {
            return client.ofTenant(what).path("items");
        }
    }

    private void start() throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(flag -> command.add(1, flag));
        command.addAll(List.of("run", "--config", file("settings.yaml"), "--data", file("data"), "--port", "0"));
        command.addAll(List.of("--watch", file("auth.log")));
        node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
