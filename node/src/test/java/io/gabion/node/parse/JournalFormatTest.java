package io.gabion.node.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalFormatTest {
    private static final String FAILED = "Failed password for root from 203.0.113.7 port 41 ssh2";
    private static final String HEAD =
            "\"__CURSOR\":\"c1\",\"__REALTIME_TIMESTAMP\":\"1767323046000123\",\"_HOSTNAME\":\"WEB1\",";

    private final JournalFormat format = new JournalFormat();

    @Test
    void an_entry_of_sshd_is_read_as_its_syslog_line_would_be() {
        var seen = seen(
                HEAD + "\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"17\",\"_UID\":\"0\",\"MESSAGE\":\"" + FAILED + "\"");
        var line = "2026-01-02T03:04:06.000123Z WEB1 sshd[17]: " + FAILED;
        var syslog = Formats.named("syslog").orElseThrow();
        assertThat(syslog.parse(new Source("j", 1), line.getBytes(UTF_8), 0, line.length()))
                .isEqualTo(new Parsed.Seen(seen));
        assertThat(seen.authentication().from()).isEqualTo("203.0.113.7");
        assertThat(format.cursor()).isEqualTo("c1");
    }

    @Test
    void who_is_not_root_is_not_sshd_whatever_he_calls_himself() {
        var seen = seen(HEAD + "\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"17\",\"_UID\":\"1000\",\"MESSAGE\":\""
                + FAILED + "\"");
        assertThat(seen.authentication().outcome()).isEqualTo(Outcome.NONE);
        assertThat(seen.assets()).hasSize(1);
        assertThat(seen.fields()).containsEntry("program", "sshd").containsEntry("message", FAILED);
    }

    @Test
    void a_message_of_bytes_is_decoded() {
        var bytes = new StringBuilder();
        for (byte b : "a\u001bé".getBytes(UTF_8)) {
            bytes.append(bytes.isEmpty() ? "" : ",").append(b & 0xff);
        }
        assertThat(message("[" + bytes + "]")).isEqualTo("a\u001bé");
        assertThat(message("[255,65]")).isEqualTo("\ufffdA");
        assertThat(message("[[104,105],\"two\"]")).isEqualTo("hi");
        assertThat(message("[\"one\",\"two\"]")).isEqualTo("one");
    }

    @Test
    void the_program_is_the_identifier_or_else_the_command_and_the_pid_the_journals_own() {
        var seen = seen(HEAD + "\"_COMM\":\"cron\",\"_PID\":\"5\",\"SYSLOG_PID\":\"6\",\"MESSAGE\":\"m\"");
        assertThat(seen.fields()).containsEntry("program", "cron").containsEntry("pid", "5");
        assertThat(seen(HEAD + "\"MESSAGE\":\"m\"").product()).isEqualTo("journald");
        assertThat(seen.time()).isEqualTo(Instant.parse("2026-01-02T03:04:06.000123Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"MESSAGE\":\"m\"",
                "\"_HOSTNAME\":\"h\",\"MESSAGE\":\"m\"",
                "\"__REALTIME_TIMESTAMP\":\"x\",\"_HOSTNAME\":\"h\",\"MESSAGE\":\"m\"",
                "\"__REALTIME_TIMESTAMP\":\"99999999999999999999\",\"_HOSTNAME\":\"h\",\"MESSAGE\":\"m\"",
                "\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"m\"",
                "\"__REALTIME_TIMESTAMP\":\"1\",\"_HOSTNAME\":\"h\",\"MESSAGE\":null",
                "\"__REALTIME_TIMESTAMP\":\"1\",\"_HOSTNAME\":\"h\"",
                "\"a\":",
                "\"a\":[[[[[[[[[1]]]]]]]]]"
            })
    void an_entry_without_time_host_or_message_is_dead(String fields) {
        assertThat(parse("{" + fields + "}")).isInstanceOf(Parsed.Dead.class);
        assertThat(parse(fields)).isInstanceOf(Parsed.Dead.class);
    }

    @Test
    void the_cursor_of_a_dead_entry_counts_and_a_line_without_one_changes_nothing() {
        parse("{\"__CURSOR\":\"c7\"}");
        parse("garbage");
        assertThat(format.cursor()).isEqualTo("c7");
    }

    @Test
    void an_export_of_a_journal_is_detected() {
        var head = ("{" + HEAD + "\"MESSAGE\":\"m\"}\n").getBytes(UTF_8);
        assertThat(Formats.detect(head, Instant.EPOCH, "export.json").name()).isEqualTo("journald-json");
    }

    private String message(String json) {
        return seen(HEAD + "\"SYSLOG_IDENTIFIER\":\"x\",\"MESSAGE\":" + json)
                .fields()
                .get("message");
    }

    private Observation seen(String fields) {
        return ((Parsed.Seen) parse("{" + fields + "}")).observation();
    }

    private Parsed parse(String line) {
        var bytes = line.getBytes(UTF_8);
        return format.parse(new Source("j", 1), bytes, 0, bytes.length);
    }
}
