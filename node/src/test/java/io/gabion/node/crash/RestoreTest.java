package io.gabion.node.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.backup.BackupFolder;
import io.gabion.node.crash.FileConnector.Pause;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Verified;
import io.gabion.protocol.intake.IntakeEvent.Absorbed;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is backed up under load, killed, loses its data directory and gets it back. */
class RestoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private long lines;

    @BeforeEach
    void emptyLog() throws IOException {
        Files.createFile(folder.resolve(Child.WATCHED));
    }

    @Test
    void what_was_acknowledged_before_the_backup_is_there_and_nothing_is_done_twice() throws Exception {
        try (var life = new Life(folder, Pause.NONE, true)) {
            attack(1);
            awaitLife(life, () -> FileConnector.effects(folder).size() == 1);
            life.stop();
        }
        List<String> before;
        try (var life = new Life(folder, Pause.NONE, true)) {
            int acks = acks().size();
            awaitLife(life, () -> acks().size() > acks + 5);
            before = acks();
            backup().create(data(), keys(), Clock.systemUTC());
            life.kill();
        }
        try (var life = new Life(folder, Pause.NONE, true)) {
            int acks = acks().size();
            attack(2);
            awaitLife(
                    life,
                    () -> acks().size() > acks + 5
                            && FileConnector.effects(folder).size() == 2);
            life.kill();
        }
        destroy(data());

        var restored = backup().restore(keys(), data());

        // Batches that are brought name their number: the operator sees which have to be brought again.
        var last = restored.sources().stream()
                .filter(source -> source.intake().equals(Checker.BROUGHT.toString()))
                .findFirst()
                .orElseThrow();
        var lost =
                acks().stream().filter(key -> number(key) > number(last.key())).toList();
        assertThat(lost).isNotEmpty().doesNotContainAnyElementsOf(before);
        Files.write(
                folder.resolve(Child.ACKS),
                acks().stream().filter(key -> !lost.contains(key)).toList());
        var checker = new Checker(folder);
        checker.every_acknowledged_batch_is_journaled_once();
        checker.what_counts_as_absorbed_is_in_a_checkpoint();

        try (var life = new Life(folder, Pause.NONE, true)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(this::everything_is_finished);
            life.stop();
        }
        new Checker(folder).every_acknowledged_batch_is_journaled_once();
        new Checker(folder).every_line_is_journaled_once_and_in_order();
        // The second attacker is in the file still, and is found again; the target has the block already.
        assertThat(FileConnector.effects(folder)).hasSize(2);
    }

    @Test
    void without_the_keys_or_with_another_byte_nothing_is_restored() throws Exception {
        try (var life = new Life(folder, Pause.NONE, true)) {
            awaitLife(life, () -> acks().size() > 3);
            backup().create(data(), keys(), Clock.systemUTC());
            life.kill();
        }
        var restored = folder.resolve("restored");
        var nothing = Files.createDirectory(folder.resolve("nothing"));
        assertThatThrownBy(() -> backup().restore(nothing, restored))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged: ")
                .hasMessageContaining("no key ");
        assertThat(restored).doesNotExist();
        assertThat(folder.resolve("restored.new")).doesNotExist();

        assertThatThrownBy(() -> backup().restore(keys(), data())).hasMessageEndingWith("data is there already");

        var journal = backup().folder().resolve("journal.db");
        var bytes = Files.readAllBytes(journal);
        bytes[bytes.length / 2] ^= 1;
        Files.write(journal, bytes);
        assertThatThrownBy(() -> backup().restore(keys(), restored))
                .hasMessage(journal + ": not what was written there");
        assertThat(restored).doesNotExist();
    }

    private void everything_is_finished() throws IOException {
        var journal = Journal.read(data());
        for (var intake : List.of(Checker.BROUGHT, Checker.watched(folder))) {
            assertThat(journal.events(intake, Absorbed.class))
                    .hasSize((int) journal.events(intake, Accepted.class).count());
        }
        assertThat(journal.events(Checker.watched(folder), Accepted.class)
                        .mapToLong(batch -> batch.observations().size())
                        .sum())
                .isEqualTo(lines);
        assertThat(journal.ids("containment"))
                .hasSize(2)
                .allSatisfy(id -> assertThat(
                                journal.events(id, ContainmentEvent.class).reduce((_, last) -> last))
                        .containsInstanceOf(Verified.class));
    }

    private BackupFolder backup() {
        return new BackupFolder(folder.resolve("backup"));
    }

    private Path keys() {
        return folder.resolve("safe");
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static void destroy(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void attack(int attacker) throws IOException {
        for (int n = 0; n < 30; n++) {
            var line = Child.line("web1", ++lines, "203.0.113." + attacker, false);
            Files.writeString(folder.resolve(Child.WATCHED), line, UTF_8, StandardOpenOption.APPEND);
        }
    }

    private List<String> acks() throws IOException {
        var file = folder.resolve(Child.ACKS);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static long number(String key) {
        return Long.parseLong(key.replaceAll("^batch-(\\d+).*$", "$1"));
    }

    private void awaitLife(Life life, java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(life.ended())
                        .as(() -> "ended by itself: " + Life.said(folder))
                        .isFalse())
                .until(condition);
    }
}
