package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.intake.IntakeCommand.Count;
import io.gabion.node.intake.IntakeCommand.Counted;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.shell.Membership;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.source.Ingest.Batch;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.store.Mount;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Source;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.response.Notices;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A data directory that cannot be used: exit code 3 and one line that names the place. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DataDirectoryTest {
    private static final Tenant TENANT = new Tenant("default");

    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    }

    @Test
    void below_a_file() throws Exception {
        var file = Files.createFile(folder.resolve("file"));
        refused(file.resolve("data"), file.toString());
    }

    @Test
    void on_a_file_system_that_cannot_be_written() throws Exception {
        try (var mount = new Mount(folder, "size=1m,ro")) {
            refused(mount.at().resolve("data"), mount.at() + "/data: Read-only file system");
        }
    }

    /** So full that nothing fits, that one page does, and that the databases are made but nothing more. */
    @ParameterizedTest
    @ValueSource(ints = {4, 40, 100, 130})
    void on_a_full_disk(int kibibytes) throws Exception {
        try (var mount = new Mount(folder, "size=" + kibibytes + "k")) {
            refused(mount.at().resolve("data"), mount.at().toString());
        }
    }

    @Test
    void in_use_by_another_node() throws Exception {
        try (var _ = EmbeddedStore.open(folder)) {
            refused(folder, "data directory " + folder + " is in use by another node");
        }
    }

    @Test
    void with_a_journal_that_is_no_database() throws Exception {
        Files.writeString(folder.resolve("journal.db"), "no database\n".repeat(1_000));
        refused(folder, folder + ": ");
    }

    @Test
    void with_a_row_missing() throws Exception {
        written();
        change("journal.db", "DELETE FROM event_journal WHERE persistence_id LIKE '%/guard/%' AND sequence_number = 2");
        refused(folder, folder + " is damaged: row 2 of default/guard/all is missing");
    }

    @Test
    void with_a_row_in_the_place_of_another() throws Exception {
        written();
        change(
                "journal.db",
                "UPDATE event_journal SET payload = (SELECT payload FROM event_journal AS other"
                        + " WHERE other.persistence_id = event_journal.persistence_id AND other.sequence_number = 1)"
                        + " WHERE persistence_id LIKE '%/guard/%' AND sequence_number = 3");
        refused(folder, folder + " is damaged: row 3 of default/guard/all: cannot open");
    }

    @Test
    void with_a_row_of_another_entity() throws Exception {
        written();
        change(
                "journal.db",
                "UPDATE event_journal SET payload = (SELECT payload FROM event_journal AS other"
                        + " WHERE other.persistence_id LIKE '%/guard/%' AND other.sequence_number = 1)"
                        + " WHERE persistence_id LIKE '%/intake/%' AND sequence_number = 1");
        refused(folder, folder + " is damaged: row 1 of default/intake/auth.log: cannot open");
    }

    @Test
    void with_a_row_that_was_changed() throws Exception {
        written();
        change(
                "journal.db",
                "UPDATE event_journal SET payload = substr(payload, 1, length(payload) - 3)"
                        + " || x'00ff00' WHERE persistence_id LIKE '%/guard/%' AND sequence_number = 4");
        refused(folder, folder + " is damaged: row 4 of default/guard/all");
    }

    @Test
    void with_a_row_that_is_said_to_be_another_event() throws Exception {
        written();
        change(
                "journal.db",
                "UPDATE event_journal SET time = time + 1 WHERE persistence_id LIKE '%/guard/%' AND sequence_number = 1");
        refused(folder, folder + " is damaged: row 1 of default/guard/all: cannot open");
    }

    @Test
    void with_a_checkpoint_that_was_changed() throws Exception {
        written();
        change("state.db", "UPDATE checkpoint SET sequence = sequence + 1 WHERE entity LIKE '%/asset/host:web1'");
        refused(folder, folder + " is damaged: the checkpoint of default/asset/host:web1: cannot open");
    }

    @Test
    void with_a_key_gone() throws Exception {
        written();
        Files.delete(folder.resolve("keys").resolve("tenant%2Fdefault.key"));
        refused(folder, folder + " is damaged: row 1 of default/guard/all: no key tenant/default");
    }

    private void refused(Path data, String expected) {
        var line = Gabion.commandLine().setErr(new PrintWriter(said, true));
        int code = line.execute("run", "--data", data.toString(), "--port", "0");
        assertThat(said.toString()).startsWith("gabion: ").contains(expected).containsOnlyOnce("\n");
        assertThat(code).isEqualTo(3);
        assertThat(log.list).noneMatch(event -> event.getThrowableProxy() != null);
    }

    /** Four rows of a Guard, one batch, and the checkpoints of its assets. */
    private void written() throws Exception {
        var store = EmbeddedStore.open(folder);
        var soon = new Pace(Duration.ofMillis(200), Duration.ofMillis(20), Duration.ofHours(1));
        var mesh = Mesh.start(
                store,
                new Envelopes(new Keys(folder)),
                new Membership.Alone(),
                Wiring.messages(),
                Clock.systemUTC(),
                soon);
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(mesh);
        for (int n = 0; n < 2; n++) {
            for (var command : List.of(new GuardCommand.Freeze("eve", "drill"), new GuardCommand.Thaw("eve"))) {
                mesh.ask(Wiring.guard(TENANT), command, Duration.ofSeconds(20))
                        .toCompletableFuture()
                        .join();
            }
        }
        var line =
                "Jan  2 03:04:05 web1 sshd[1]: Failed password for eve from 203.0.113.7 port 22 ssh2".getBytes(UTF_8);
        var now = Instant.parse("2026-01-03T00:00:00Z");
        var seen = (Parsed.Seen)
                Formats.detect(line, now, "auth.log").parse(new Source("auth.log", 1), line, 0, line.length);
        var batch = new Batch("one", "1", List.of(seen.observation()), List.of());
        assertThat(new MeshIngest(mesh, TENANT)
                        .bring("auth.log", batch)
                        .toCompletableFuture()
                        .join())
                .isTrue();
        var intake = new EntityId(TENANT, "intake", "auth.log");
        await().until(() -> mesh.ask(intake, new Count(), Duration.ofSeconds(20))
                                .toCompletableFuture()
                                .join()
                        instanceof Counted counted
                && counted.open() == 0);
        mesh.stop().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
        store.close();
    }

    private void change(String database, String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(database));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
