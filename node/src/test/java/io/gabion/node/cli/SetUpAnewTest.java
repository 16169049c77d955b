package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
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
import org.junit.jupiter.api.io.TempDir;

/** {@code gabion run}, ended and begun again with other settings, while somebody is asked. */
class SetUpAnewTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern ADDRESS = Pattern.compile("gabion: (http://\\S+) ");
    private static final String SETTINGS =
            "connectors: {accounts: {type: linux-account, realm: corp, program: /opt/lock}}\n";

    @TempDir
    private Path folder;

    private Process node;

    private record Said(int exit, String out, String error) {}

    @BeforeEach
    void a_lock_waits_for_somebody() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("playbooks")).resolve("lock.yaml"), """
                id: lock-taken
                title: Lock what was taken over, if somebody agrees
                when: {techniques: [T1110+T1078], minScore: 0.3}
                steps:
                  - {id: ask, action: approval, covers: [lock], within: 1h}
                  - {id: lock, action: lock-account, connector: accounts, ttl: 4h}
                """);
        Files.createFile(folder.resolve("auth.log"));
        start(SETTINGS);
        var added = run("token", "add", "paula", "--role", "approver", "--data", file("data"));
        Files.writeString(folder.resolve("paula"), added.out());
        Files.write(folder.resolve("auth.log"), takeOver(), APPEND);
    }

    @AfterEach
    void end() throws InterruptedException {
        node.destroyForcibly().waitFor();
    }

    @Test
    void who_was_asked_about_a_connector_cannot_approve_what_it_has_become() throws Exception {
        var id = approvals().path(0).path("id").asText();
        stop();

        start(SETTINGS.replace("/opt/lock", "/opt/other"));
        var why = "what would be done is not what was approved: connector accounts is set up otherwise since it was asked";
        var refused = as("paula", "approval", "approve", id);
        assertThat(refused.exit()).isEqualTo(Refused.NO);
        assertThat(refused.error()).contains(why);
        var record = approvals().path(0);
        assertThat(record.path("state").asText()).isEqualTo("denied");
        assertThat(record.path("why").asText()).isEqualTo(why);
    }

    private JsonNode approvals() {
        return await().atMost(PATIENCE)
                .until(
                        () -> new ObjectMapper()
                                .readTree(as("paula", "approval", "list", "--all", "-o", "json")
                                        .out()),
                        list -> !list.isEmpty());
    }

    private static List<String> takeOver() {
        var lines = new ArrayList<String>();
        for (int n = 1; n <= 9; n++) {
            lines.add("%s corp sshd[%d]: %s password for olga from 203.0.113.66 port 40000 ssh2"
                    .formatted(Instant.now(), 10 + n, n < 9 ? "Failed" : "Accepted"));
        }
        return lines;
    }

    private void start(String settings) throws IOException {
        Files.writeString(folder.resolve("settings.yaml"), settings);
        var said = folder.resolve("said");
        Files.deleteIfExists(said);
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(flag -> command.add(1, flag));
        command.addAll(List.of("run", "--no-rehearsal", "--config", file("settings.yaml"), "--data", file("data")));
        command.addAll(List.of("--port", "0", "--playbooks", file("playbooks"), "--watch", file("auth.log")));
        node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        await().atMost(PATIENCE).until(() -> ADDRESS.matcher(Files.readString(said, UTF_8)).find());
    }

    private void stop() throws InterruptedException {
        node.destroy();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("ends in order").isTrue();
    }

    private Said as(String person, String... command) throws IOException {
        var address = ADDRESS.matcher(Files.readString(folder.resolve("said"), UTF_8));
        assertThat(address.find()).isTrue();
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--node", address.group(1), "--token", file(person)));
        return run(all.toArray(String[]::new));
    }

    private static Said run(String... command) {
        var out = System.out;
        var error = System.err;
        var said = new ByteArrayOutputStream();
        var wrong = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        System.setErr(new PrintStream(wrong, true, UTF_8));
        try {
            return new Said(Gabion.run(command), said.toString(UTF_8), wrong.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(error);
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
