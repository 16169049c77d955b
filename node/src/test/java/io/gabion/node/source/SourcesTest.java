package io.gabion.node.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.source.SourceSetting.File;
import io.gabion.node.source.SourceSetting.Journald;
import io.gabion.node.source.SourceSetting.SyslogTcp;
import io.gabion.node.source.SourceSetting.SyslogUdp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:10Z");
    private static final String LINE = "%s web1 sshd[17]: Failed password for u%d from 203.0.113.7 port 4 ssh2\n";

    @TempDir
    Path directory;

    private final RecordingIngest ingest = new RecordingIngest();

    @Test
    void two_files_of_one_name_are_told_apart() throws IOException {
        var first = log("a", LINE.formatted("Jan  1 00:00:00", 1));
        var second = log("b", LINE.formatted("Jan  1 00:00:00", 2));
        try (var _ = start(InstantSource.fixed(NOW), new File(first), new File(second))) {
            await().until(() -> ingest.observations().size() == 2);
        }
        assertThat(ingest.sources).containsExactlyInAnyOrder("file:" + first, "file:" + second);
        assertThat(ingest.observations())
                .extracting(o -> o.source().file())
                .containsExactlyInAnyOrder(first.toString(), second.toString());
    }

    @Test
    void the_year_of_a_stamp_without_one_is_that_of_its_receipt() throws IOException {
        var clock = new InstantSource() {
            volatile Instant now = Instant.parse("2026-12-30T00:00:00Z");

            @Override
            public Instant instant() {
                return now;
            }
        };
        var log = log("a", LINE.formatted("Dec 30 00:00:00", 1));
        try (var _ = start(clock, new File(log))) {
            await().until(() -> ingest.observations().size() == 1);
            clock.now = Instant.parse("2027-01-05T00:00:00Z");
            Files.writeString(log, LINE.formatted("Jan  5 00:00:00", 2), StandardOpenOption.APPEND);
            await().until(() -> ingest.observations().size() == 2);
        }
        assertThat(ingest.observations())
                .extracting(o -> o.time())
                .containsExactly(Instant.parse("2026-12-30T00:00:00Z"), Instant.parse("2027-01-05T00:00:00Z"));
    }

    @Test
    void a_source_that_cannot_start_is_named_and_then_none_runs() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
            var taken = new SyslogTcp("127.0.0.1", free);
            assertThatThrownBy(() -> start(InstantSource.system(), new SyslogUdp("127.0.0.1", free), taken))
                    .isInstanceOf(IOException.class)
                    .hasMessage("syslog-tcp:127.0.0.1:" + free + ": Address already in use");
        }
        start(InstantSource.system(), new SyslogUdp("127.0.0.1", free)).close();
        var unknown = new File(directory.resolve("x"), "x", "nonsense");
        assertThatThrownBy(() -> start(InstantSource.system(), unknown)).hasMessage("x: no such format: nonsense");
    }

    @Test
    void no_two_kinds_of_source_share_a_name() {
        assertThat(List.of(
                        new File(Path.of("/journald")).source(),
                        new Journald(Optional.empty()).source(),
                        new Journald(Optional.of(Path.of("/journald"))).source(),
                        new SyslogTcp("h", 1).source(),
                        new SyslogUdp("h", 1).source()))
                .containsExactly(
                        "file:/journald", "journald:", "journald:/journald", "syslog-tcp:h:1", "syslog-udp:h:1");
    }

    private Sources start(InstantSource clock, SourceSetting... settings) throws IOException {
        return Sources.start(List.of(settings), ingest, clock);
    }

    private Path log(String folder, String text) throws IOException {
        return Files.writeString(
                Files.createDirectory(directory.resolve(folder)).resolve("auth.log"), text);
    }
}
