package io.gabion.node.parse;

import static io.gabion.node.parse.evtx.Xml.attribute;
import static io.gabion.node.parse.evtx.Xml.data;
import static io.gabion.node.parse.evtx.Xml.element;
import static io.gabion.node.parse.evtx.Xml.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.parse.evtx.EventLogWriter;
import io.gabion.node.parse.evtx.Xml;
import io.gabion.node.replay.RecordedFile;
import io.gabion.node.replay.RecordedFile.Read;
import io.gabion.node.rules.EventFile;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binary event logs by the way of every other log: by content, plain or gzip. */
class EventLogsTest {
    private static final String JSON =
            "{'Event':{'System':{'Provider':{'#attributes':{'Name':'Microsoft-Windows-Sysmon'}},"
                    + "'EventID':'1','TimeCreated':{'#attributes':{'SystemTime':'2026-01-02T00:00:0%d.5Z'}},"
                    + "'Channel':'Microsoft-Windows-Sysmon/Operational','Computer':'ws1.example.org'},"
                    + "'EventData':{'Image':'C:\\\\a.exe','CommandLine':'a <b>','ProcessId':'7','User':'EX\\\\ann'}}}";

    @TempDir
    Path folder;

    private static Xml event(int second) {
        return element(
                "Event",
                attribute("xmlns", "http://example.org/event"),
                element(
                        "System",
                        element("Provider", attribute("Name", "Microsoft-Windows-Sysmon")),
                        element("EventID", text("1")),
                        element("TimeCreated", attribute("SystemTime", "2026-01-02T00:00:0" + second + ".5Z")),
                        element("Channel", text("Microsoft-Windows-Sysmon/Operational")),
                        element("Computer", text("ws1.example.org"))),
                element(
                        "EventData",
                        data("Image", text("C:\\a.exe")),
                        data("CommandLine", text("a "), new Xml.Entity("lt"), text("b>")),
                        data("ProcessId", text("7")),
                        data("User", text("EX\\ann"))));
    }

    private static Observation fromJson(int second, String file, long line) {
        var json = JSON.formatted(second).replace('\'', '"').getBytes(UTF_8);
        var parsed = new WindowsFormat().parse(new Source(file, line), json, 0, json.length);
        return ((Parsed.Seen) parsed).observation();
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private List<Read> read(byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve("log"), bytes);
        var all = new ArrayList<Read>();
        try (var recorded = RecordedFile.open(file, "log", "auto", Instant.now())) {
            for (var next = recorded.next(); next.isPresent(); next = recorded.next()) {
                all.add(next.get());
            }
            assertThat(recorded.format()).isEqualTo("windows-json");
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_binary_log_is_read_as_its_export_is(boolean isPacked) throws IOException {
        var log = EventLogWriter.log(event(1), event(2));
        var read = read(isPacked ? packed(log) : log);
        assertThat(read)
                .extracting(one -> ((Read.Seen) one).observation())
                .containsExactly(fromJson(1, "log", 1), fromJson(2, "log", 2));
        assertThat(fromJson(1, "log", 1).type()).isEqualTo(OcsfClass.PROCESS_ACTIVITY);
    }

    @Test
    void what_is_damaged_is_a_dead_letter_with_its_place() throws IOException {
        var log = EventLogWriter.log(event(1), event(2));
        log[16]++; // of the file's head
        var read = read(log);
        assertThat(((Read.Dead) read.getFirst()).letter().reason())
                .isEqualTo("damaged event log: head at byte 0: its checksum differs");
        assertThat(read).hasSize(3);
    }

    @Test
    void rules_see_the_same_events() throws IOException {
        var file = Files.write(folder.resolve("x.evtx"), EventLogWriter.log(event(1), event(2)));
        var seen = new ArrayList<Observation>();
        assertThat(EventFile.read(file, "", seen::add)).isZero();
        assertThat(seen).containsExactly(fromJson(1, file.toString(), 1), fromJson(2, file.toString(), 2));
    }

    /** Its records do not stand in the order of their bytes, and are changed in place. */
    @Test
    void a_binary_log_that_is_watched_is_dead() {
        var log = EventLogWriter.log(event(1));
        var format = Formats.detect(log, Instant.EPOCH, "x.evtx");
        assertThat(format.parse(new Source("x", 1), log, 0, 100))
                .isEqualTo(new Parsed.Dead("a document of many records: replay it, or send it over HTTP"));
    }
}
