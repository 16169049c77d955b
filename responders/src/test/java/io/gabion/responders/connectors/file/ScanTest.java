package io.gabion.responders.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With a real YARA and a real clamd. */
class ScanTest extends ConnectorContract<FileStand> {
    @Override
    protected FileStand open(Path folder) throws Exception {
        return new FileStand(folder, Action.SCAN_FILE);
    }

    @Test
    void a_bad_file_is_told_with_what_each_engine_calls_it() {
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, target))
                .isInstanceOfSatisfying(
                        Result.Done.class,
                        done -> assertThat(done.proof())
                                .matches(
                                        "yara:Test_Malware rules:[0-9a-f]{12} clamd:Own\\.Test\\.Malware\\.UNOFFICIAL"));
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void a_clean_file_is_refused_with_the_engines_that_say_so() throws Exception {
        assertThat(perform(Verb.APPLY, stand.target("clean", "nothing")))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.why()).matches("clean: yara:none rules:[0-9a-f]{12} clamd:none"));
    }

    @Test
    void an_engine_that_does_not_answer_is_no_verdict() throws Exception {
        var large = stand.target("large", "x".repeat(3 << 20));
        assertThat(perform(Verb.APPLY, large)).isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.QUERY, large)).isEqualTo(ABSENT);
    }

    /** Its engine takes the file and never says a word. */
    @Test
    void a_scan_that_is_ended_at_its_deadline_leaves_nothing_behind() throws Exception {
        try (var silent = new ServerSocket(0, 300, InetAddress.getLoopbackAddress())) {
            var process = scan(FileStand.path(target), 2, "--clamd=127.0.0.1:" + silent.getLocalPort());
            assertThat(process.waitFor()).isEqualTo(128 + 14);
            assertThat(unfinished(target)).isEmpty();
        }
    }

    @Test
    void what_a_scan_that_was_killed_has_left_goes_with_the_next_order() throws Exception {
        try (var silent = new ServerSocket(0, 300, InetAddress.getLoopbackAddress())) {
            var process = scan(FileStand.path(target), 300, "--clamd=127.0.0.1:" + silent.getLocalPort());
            await().atMost(PATIENCE).until(() -> !unfinished(target).isEmpty());
            process.destroyForcibly().waitFor();
            assertThat(perform(Verb.QUERY, other)).isEqualTo(ABSENT);
            assertThat(unfinished(target)).isEmpty();
        }
    }

    @Test
    void what_is_larger_than_engines_read_in_a_call_is_refused_and_not_scanned() throws Exception {
        var file = stand.home.resolve("large-one");
        var yara = "--yara=" + Files.writeString(stand.home.resolve("none.yar"), "rule None { condition: false }\n");
        for (var size : Map.of(64L << 20, "refused clean: yara:none", (64L << 20) + 1, "refused larger than 64 MiB")
                .entrySet()) {
            try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(size.getKey());
            }
            assertThat(scan(file, 300, yara).inputReader().readLine()).startsWith(size.getValue());
        }
    }

    private Process scan(Path file, int seconds, String engine) throws IOException {
        var process = new ProcessBuilder(stand.folder.resolve("gabion-file").toString(), stand.home.toString(), engine)
                .start();
        try (var order = process.outputWriter()) {
            order.write("scan " + FileStand.hash(file) + " "
                    + HexFormat.of().formatHex(file.toString().getBytes(UTF_8)) + " " + seconds + "\n");
        }
        return process;
    }

    /** What lies there of a scan that has not ended. */
    private static List<Path> unfinished(String target) throws Exception {
        var file = io.gabion.protocol.asset.Files.parse(target).orElseThrow();
        var name = MessageDigest.getInstance("SHA-256").digest((file.sha256() + file.path()).getBytes(UTF_8));
        try (var all = Files.list(FileStand.STORE)) {
            return all.filter(it -> it.getFileName()
                            .toString()
                            .startsWith(HexFormat.of().formatHex(name)))
                    .toList();
        }
    }

    @Test
    void what_is_in_quarantine_is_scanned_there() {
        assertThat(perform(stand.connector(), Action.QUARANTINE_FILE, Verb.APPLY, target, PATIENCE, PATIENCE)
                        .join())
                .isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(stand.connector(), Action.QUARANTINE_FILE, Verb.RELEASE, target, PATIENCE, PATIENCE)
                        .join())
                .isEqualTo(DONE);
    }
}
