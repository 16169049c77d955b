package io.gabion.node.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    private static Parsed last(String reference, String file, String... lines) {
        var head = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        var format = Formats.detect(head, Instant.parse(reference), file);
        Parsed parsed = Parsed.SKIPPED;
        for (var line : lines) {
            var bytes = line.getBytes(StandardCharsets.UTF_8);
            parsed = format.parse(new Source(file, 1), bytes, 0, bytes.length);
        }
        return parsed;
    }

    private static Observation seen(String file, String... lines) {
        return ((Parsed.Seen) last("2026-01-01T00:30:00Z", file, lines)).observation();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:30:00Z,Dec 31 23:59:00,2025-12-31T23:59:00Z",
        "2025-12-31T23:30:00Z,Jan  1 00:10:00,2026-01-01T00:10:00Z",
        "2025-12-30T00:00:00Z,Jan  1 00:10:00,2025-01-01T00:10:00Z",
        "2026-03-01T00:00:00Z,Feb 29 00:10:00,2024-02-29T00:10:00Z",
    })
    void a_stamp_without_year_gets_the_nearest_one(String reference, String stamp, String expected) {
        var parsed = last(reference, "syslog", stamp + " web1 cron[1]: hello");
        assertThat(((Parsed.Seen) parsed).observation().time()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<34>Jan  1 00:10:00 web1 sshd[4]: Invalid user a from 192.0.2.1",
                "2026-01-01T02:10:00.000000+02:00 web1 sshd[4]: Invalid user a from 192.0.2.1",
                "<34>1 2026-01-01T00:10:00Z web1 sshd 4 - [a@1 b=\"]\\\" \"] Invalid user a from 192.0.2.1",
                "<34>1 2026-01-01T00:10:00Z web1 sshd 4 - - \ufeffInvalid user a from 192.0.2.1",
            })
    void every_syslog_header_leads_to_the_same_event(String line) {
        var o = seen("auth.log", line);
        assertThat(o.time()).isEqualTo("2026-01-01T00:10:00Z");
        assertThat(o.authentication().session()).isEqualTo("web1/4");
        assertThat(o.authentication().from()).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"EventID\":1,\"Channel\":\"Security\"}|windows-json",
                "type=LOGIN msg=audit(1767323045.5:1): pid=1|auditd",
                "192.0.2.1 - - [01/Jan/2026:00:10:00 +0000] \"GET / HTTP/1.1\" 200 1|web-access",
                "[{\"EventID\":1}]|json-document",
            })
    void a_byte_order_mark_does_not_hide_the_format(String line, String format) {
        var head = ("\ufeff" + line + "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(Formats.detect(head, Instant.EPOCH, "x.log").name()).isEqualTo(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "Jan",
                "Jan 1",
                "Feb 31 00:00:00 h p: m",
                "Jan  1 00:10:00",
                "Jan  1 00:10:00 sshd[1]: x",
                "<34>",
                "<34>1 ",
                "<34>1 2026-01-01T00:10:00Z web1",
                "2026-13-01T00:00:00Z h p: m",
                "{\"EventID\":1",
                "{\"EventID\":1}",
                "{\"ts\":1}x{",
                "{\"a\":1}",
                "{\"ts\":\"never\"}"
            })
    void bad_input_is_a_dead_letter(String line) {
        assertThat(last("2026-01-01T00:30:00Z", "x.log", line)).isInstanceOf(Parsed.Dead.class);
    }

    @Test
    void a_failed_windows_logon_is_a_failed_attempt() {
        var o = seen(
                "dc.json",
                "{\"EventID\":4625,\"Channel\":\"Security\",\"Hostname\":\"DC1.corp.example\",\"TargetUserName\":\"Ann\","
                        + "\"TargetDomainName\":\"CORP\",\"IpAddress\":\"192.0.2.9\",\"@timestamp\":\"2026-01-01T00:00:00Z\"}");
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(o.assets())
                .map(Object::toString)
                .containsExactly("host:dc1.corp.example", "address:192.0.2.9", "account:ann@corp");
        assertThat(o.product()).isEqualTo("windows-security");
    }

    @Test
    void a_nested_sysmon_start_is_a_process() {
        var o = seen(
                "pc.jsonl",
                "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"Microsoft-Windows-Sysmon\"}},"
                        + "\"EventID\":{\"#text\":1},\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"PC1\","
                        + "\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2026-01-01T00:00:00.5Z\"}}},"
                        + "\"EventData\":{\"Image\":\"C:\\\\a.exe\",\"ParentImage\":\"C:\\\\b.exe\",\"CommandLine\":\"a -x\"}}}");
        assertThat(o.type()).isEqualTo(OcsfClass.PROCESS_ACTIVITY);
        assertThat(o.process()).isEqualTo(new Observation.Process("C:\\a.exe", "a -x", "C:\\b.exe", ""));
        assertThat(o.fields())
                .containsEntry("Provider_Name", "Microsoft-Windows-Sysmon")
                .containsEntry("EventID", "1");
    }

    @Test
    void zeek_text_and_json_tell_the_same_connection() {
        var text = seen(
                "x.log",
                "#separator \\x09",
                "#path\tconn",
                "#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\tconn_state\tservice",
                "1767225600.5\t192.0.2.1\t5000\t192.0.2.2\t22\ttcp\t77\tS0\t-");
        var json = seen(
                "conn.log",
                "{\"ts\":1767225600.5,\"id.orig_h\":\"192.0.2.1\",\"id.orig_p\":5000,\"id.resp_h\":\"192.0.2.2\","
                        + "\"id.resp_p\":22,\"proto\":\"tcp\",\"orig_bytes\":77,\"conn_state\":\"S0\"}");
        assertThat(json.network()).isEqualTo(text.network());
        assertThat(json.type()).isEqualTo(text.type()).isEqualTo(OcsfClass.NETWORK_ACTIVITY);
        assertThat(json.time()).isEqualTo(text.time()).isEqualTo("2026-01-01T00:00:00.5Z");
        assertThat(json.assets()).isEqualTo(text.assets());
        assertThat(text.fields()).doesNotContainKey("service");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "535 Incorrect authentication data | FAILURE",
                "554 5.7.1 bad SMTP-AUTH user | FAILURE",
                "550 5.7.26 This mail does not pass authentication checks | NONE",
                "530 5.7.0 Authentication required | NONE",
                "250 2.0.0 queued | NONE",
            })
    void a_mail_server_that_refuses_a_login_is_heard(String reply, Observation.Outcome outcome) {
        var login = seen(
                        "smtp.log",
                        "{\"ts\":1767225600.5,\"id.orig_h\":\"192.0.2.1\",\"id.orig_p\":5000,\"id.resp_h\":\"192.0.2.2\","
                                + "\"id.resp_p\":25,\"trans_depth\":1,\"last_reply\":\"" + reply + "\"}")
                .authentication();
        assertThat(login.outcome()).isEqualTo(outcome);
        assertThat(login.from()).isEqualTo(outcome == Observation.Outcome.FAILURE ? "192.0.2.1" : "");
    }

    @Test
    void a_flow_of_argus_that_nobody_answered_is_one_of_zeek() {
        var head =
                "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label";
        var asked = seen(
                "a.binetflow",
                head,
                "2026/01/01 00:00:00.500000,3.1,tcp,192.0.2.1,5000,   ->,192.0.2.2,81,REQ,0,,3,180,180,");
        assertThat(asked.time()).isEqualTo("2026-01-01T00:00:00.5Z");
        assertThat(asked.network())
                .isEqualTo(new Observation.Network("192.0.2.1", 5000, "192.0.2.2", 81, "tcp", 180, 0, "S0"));
        var held = seen(
                "a.binetflow", head, "2026/01/01 00:00:00.5,3,udp,192.0.2.1,5,<->,192.0.2.2,0x35,CON,0,0,2,178,81,");
        assertThat(held.network().received()).isEqualTo(97);
        assertThat(last("2026-01-01T00:30:00Z", "a.binetflow", head, "yesterday,3,udp,192.0.2.1"))
                .isInstanceOf(Parsed.Dead.class);
    }

    @Test
    void half_a_character_in_a_json_escape_becomes_a_question_mark() {
        var o = seen(
                "x.json",
                "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Hostname\":\"WS1\","
                        + "\"UtcTime\":\"2020-05-01 22:55:24.120\",\"Image\":\"a\\ud83d b\"}");
        assertThat(o.fields()).containsEntry("Image", "a? b");
    }

    @Test
    void event_data_packed_as_json_or_xml_by_a_log_service_is_read() {
        var head = "{\"TimeGenerated\":\"2022-05-13T08:54:06.347Z\",\"Computer\":\"WS5\",";
        var sysmon = seen(
                "x.json",
                head + "\"Provider\":\"Microsoft-Windows-Sysmon\",\"EventID\":3,"
                        + "\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
                        + "\"EventData\":\"{\\\"SourceIp\\\":\\\"192.0.2.5\\\",\\\"DestinationIp\\\":\\\"192.0.2.9\\\"}\"}");
        assertThat(sysmon.type()).isEqualTo(OcsfClass.NETWORK_ACTIVITY);
        assertThat(sysmon.network().to()).isEqualTo("192.0.2.9");
        assertThat(sysmon.time()).isEqualTo("2022-05-13T08:54:06.347Z");
        var security = seen(
                "y.json",
                head + "\"EventSourceName\":\"Microsoft-Windows-Security-Auditing\",\"EventID\":4625,"
                        + "\"Channel\":\"Security\",\"EventData\":\"<EventData xmlns=\\\"x\\\">"
                        + "<Data Name=\\\"TargetUserName\\\">a&amp;b</Data><Data Name=\\\"IpAddress\\\">203.0.113.7</Data>"
                        + "</EventData>\"}");
        assertThat(security.authentication().from()).isEqualTo("203.0.113.7");
        assertThat(security.fields()).containsEntry("TargetUserName", "a&b");
    }
}
