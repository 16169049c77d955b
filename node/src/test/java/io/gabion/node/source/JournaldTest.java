package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.observation.Observation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real journalctl on journal files that systemd-journal-remote writes, and with one that keeps dying. */
class JournaldTest {
    private static final String WRITER = "/lib/systemd/systemd-journal-remote";
    private static final String BOOT = "0123456789abcdef0123456789abcdef";
    private static final String NEXT_BOOT = "1123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private final RecordingIngest ingest = new RecordingIngest();
    private Journald journald;

    @AfterEach
    void stop() {
        if (journald != null) {
            journald.close();
        }
    }

    @Test
    void brings_what_the_journal_holds_and_what_is_written_to_it() throws Exception {
        write(BOOT, 1, 2);
        start("journalctl", "a");
        expect(2);
        write(BOOT, 3, 4);
        expect(4);
        assertThat(ingest.sources).containsExactly("journald:" + directory);
        assertThat(ingest.observations()).extracting(o -> o.source().toString()).startsWith("journald:1", "journald:2");
        assertThat(ingest.observations()).extracting(Observation::product).containsOnly("sshd");
    }

    @Test
    void goes_on_exactly_after_the_last_durable_entry_also_over_a_reboot() throws Exception {
        write(BOOT, 1, 2);
        start("journalctl", "a");
        expect(2);
        stop();
        write(BOOT, 3, 4);
        write(NEXT_BOOT, 5, 6);
        start("journalctl", "b");
        expect(6);
        assertThat(ingest.observations().getLast().source().line()).isEqualTo(6);
    }

    @Test
    void waits_for_a_journal_that_is_empty() throws Exception {
        start("journalctl", "a");
        await().during(Duration.ofMillis(300)).until(() -> ingest.brought.isEmpty());
        write(BOOT, 1, 1);
        expect(1);
    }

    @Test
    void reads_large_and_binary_messages_in_full() throws Exception {
        write(
                entry(BOOT, 1, "x".repeat(20_000).getBytes(UTF_8)),
                entry(BOOT, 2, new byte[] {'a', 1, (byte) 0xff, '\n', 'b'}));
        start("journalctl", "a");
        await().until(() -> ingest.observations().size() == 2);
        assertThat(ingest.observations())
                .extracting(o -> o.fields().get("message"))
                .containsExactly("x".repeat(20_000), "a\u0001\ufffd\nb");
    }

    @Test
    void starts_a_journalctl_that_dies_again_after_the_last_cursor_and_drops_its_half_line() throws Exception {
        start(dying().toString(), "a");
        expect(5);
        assertThat(ingest.deadLetters()).isEmpty();
        // One start for each entry, each after the cursor of the one before.
        assertThat(Files.readAllLines(directory.resolve("starts")))
                .startsWith("", "--after-cursor=c1", "--after-cursor=c2", "--after-cursor=c3", "--after-cursor=c4");
    }

    @Test
    void asks_again_for_what_was_not_durable_at_the_stop() throws Exception {
        ingest.refuse(Integer.MAX_VALUE);
        write(BOOT, 1, 3);
        start("journalctl", "a");
        await().until(() -> !ingest.brought.isEmpty());
        journald.close();
        assertThat(ingest.durable).isEmpty();
        ingest.refuse(0);
        start("journalctl", "b");
        expect(3);
    }

    @Test
    void a_missing_journalctl_is_said_in_one_line() {
        assertThatThrownBy(() -> start(directory.resolve("nothing").toString(), "a"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("journald: " + directory + "/nothing cannot be started: ");
    }

    private void start(String journalctl, String start) throws IOException {
        journald = new Journald(
                new SourceSetting.Journald(Optional.of(directory)),
                journalctl,
                ingest,
                InstantSource.system(),
                Limits.DEFAULT,
                start);
    }

    private void expect(int entries) {
        var users = IntStream.rangeClosed(1, entries)
                .mapToObj(n -> "u" + n + "@web1")
                .toList();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ingest.observations())
                        .extracting(o -> o.authentication().account())
                        .isEqualTo(users));
    }

    /** Gives one entry a start, and half of the next one. */
    private Path dying() throws IOException {
        var script = directory.resolve("journalctl");
        Files.writeString(script, """
                #!/bin/bash
                [ "$1" = --version ] && exit
                after=""
                n=0
                for arg; do
                    case "$arg" in --after-cursor=*) after=$arg; n=${arg#--after-cursor=c} ;; esac
                done
                echo "$after" >> "$(dirname "$0")/starts"
                n=$((n + 1))
                [ $n -gt 5 ] && exec sleep 60
                printf '{"__CURSOR":"c%s","__REALTIME_TIMESTAMP":"1767323046000000","_HOSTNAME":"web1","_UID":"0",' $n
                printf '"SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for u%s from 203.0.113.7 port 41 ssh2"}\\n' $n
                printf '{"__CURSOR":"half'
                echo "dying of $n" >&2
                exit 1
                """);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private void write(String boot, int from, int to) throws Exception {
        var entries = IntStream.rangeClosed(from, to)
                .mapToObj(n -> entry(
                        boot,
                        n,
                        "Failed password for u%d from 203.0.113.7 port 41 ssh2"
                                .formatted(n)
                                .getBytes(UTF_8)))
                .toArray(byte[][]::new);
        write(entries);
    }

    private void write(byte[]... entries) throws Exception {
        var export = Files.createTempFile("journal", ".export");
        try (var out = Files.newOutputStream(export)) {
            for (var entry : entries) {
                out.write(entry);
            }
        }
        var writer = new ProcessBuilder(WRITER, "--output=" + directory.resolve("system.journal"), export.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(writer.getInputStream().readAllBytes(), UTF_8);
        assertThat(writer.waitFor()).as(said).isZero();
        Files.delete(export);
    }

    /** In the journal's export format. */
    private static byte[] entry(String boot, int number, byte[] message) {
        var fields = List.of(
                "__REALTIME_TIMESTAMP=" + (1_767_323_045_000_000L + number * 1_000_000L),
                "__MONOTONIC_TIMESTAMP=" + number * 1_000_000L,
                "_BOOT_ID=" + boot,
                "_MACHINE_ID=" + "2".repeat(32),
                "_HOSTNAME=web1",
                "SYSLOG_IDENTIFIER=sshd",
                "_PID=17",
                "_UID=0");
        var entry = new ByteArrayOutputStream();
        entry.writeBytes((String.join("\n", fields) + "\nMESSAGE\n").getBytes(UTF_8));
        entry.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(message.length)
                .array());
        entry.writeBytes(message);
        entry.writeBytes("\n\n".getBytes(UTF_8));
        return entry.toByteArray();
    }
}
