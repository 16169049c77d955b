package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.assets;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.observation.OcsfClass;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
    private static final String ID = " msg=audit(1772359200.123:42): ";
    private static final String CALL = "type=SYSCALL" + ID
            + "arch=c000003e syscall=59 success=yes exit=0 a0=237f568 a1=237f368 items=2 ppid=26 pid=27 auid=1000 uid=0"
            + " tty=pts2 ses=10 comm=\"sh\" exe=\"/usr/bin/dash\" key=\"shells\"\u001dARCH=x86_64 SYSCALL=execve AUID=\"Ann\" UID=\"root\"";

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String login(String type, String told) {
        return "type=" + type + ID + "pid=77 uid=0 auid=4294967295 ses=4294967295 subj=unconfined msg='" + told
                + "'\u001dUID=\"root\" AUID=\"unset\"";
    }

    @Test
    void a_start_of_a_program_is_told_with_what_its_call_said_before() {
        var o = seen(CALL, "type=EXECVE" + ID + "argc=3 a0=\"sh\" a1=\"-c\" a2=" + hex("rm -rf \"/x\""));
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00.123Z");
        assertThat(o.type()).isEqualTo(OcsfClass.PROCESS_ACTIVITY);
        assertThat(o.process()).isEqualTo(new Process("/usr/bin/dash", "sh -c rm -rf \"/x\"", "", "27"));
        assertThat(o.actor().account()).isEqualTo("ann@unknown");
        assertThat(assets(o)).containsExactly("host:unknown", "account:ann@unknown");
        assertThat(o.fields())
                .containsEntry("type", "EXECVE")
                .containsEntry("a2", "rm -rf \"/x\"")
                .containsEntry("exe", "/usr/bin/dash")
                .containsEntry("AUID", "Ann")
                .doesNotContainKey("key");
    }

    @Test
    void records_of_two_events_between_each_other_are_told_apart() {
        var other = CALL.replace(":42)", ":43)").replace("/usr/bin/dash", "/usr/bin/other");
        var o = seen(CALL, other, "type=PATH" + ID + "item=0 name=\"/etc/shadow\" nametype=NORMAL");
        assertThat(o.fields()).containsEntry("exe", "/usr/bin/dash").containsEntry("name", "/etc/shadow");
        assertThat(o.type()).isEqualTo(OcsfClass.FILE_ACTIVITY);
    }

    @Test
    void a_record_later_than_the_events_remembered_stands_alone() {
        var lines = new String[AuditEvents.EVENTS + 2];
        lines[0] = CALL;
        for (int i = 1; i <= AuditEvents.EVENTS; i++) {
            lines[i] = CALL.replace(":42)", ":" + (1000 + i) + ")");
        }
        lines[AuditEvents.EVENTS + 1] = "type=CWD" + ID + "cwd=\"/root\"";
        assertThat(seen(lines).fields()).doesNotContainKey("exe").containsEntry("cwd", "/root");
        lines[1] = CALL;
        assertThat(seen(lines).fields()).containsEntry("exe", "/usr/bin/dash");
    }

    @ParameterizedTest
    @CsvSource({"c000003e,319,memfd_create", "c00000b7,279,memfd_create", "c000003e,9999,", "40000003,11,"})
    void a_call_that_auditd_did_not_name_is_named(String arch, String number, String name) {
        var o = seen("type=SYSCALL" + ID + "arch=" + arch + " syscall=" + number + " exe=\"/x\"");
        assertThat(o.fields().get("SYSCALL")).isEqualTo(name);
    }

    @Test
    void encoded_texts_are_decoded_where_the_kernel_encodes_them_and_nowhere_else() {
        var o = seen("type=PROCTITLE" + ID + "proctitle=" + hex("nc\0-l\0004444"));
        assertThat(o.fields()).containsEntry("proctitle", "nc -l 4444");
        o = seen("type=SYSCALL" + ID + "a0=4141 comm=" + hex("a b") + " exe=\"4141\" key=(null)");
        assertThat(o.fields())
                .containsEntry("a0", "4141")
                .containsEntry("comm", "a b")
                .containsEntry("exe", "4141")
                .containsEntry("key", "(null)");
    }

    @Test
    void the_pieces_of_a_long_argument_are_one() {
        var o = seen("type=EXECVE" + ID + "argc=2 a0=\"x\" a1_len=4 a1[0]=" + hex("ab") + " a1[1]=" + hex("cd"));
        assertThat(o.process().commandLine()).isEqualTo("x abcd");
    }

    @Test
    void where_a_process_connects_to_is_what_the_kernel_holds() {
        var call = CALL.replace("syscall=59", "syscall=42").replace("SYSCALL=execve", "SYSCALL=connect");
        var o = seen(call, "type=SOCKADDR" + ID + "saddr=0200115CC0000263" + "0000000000000000");
        assertThat(o.type()).isEqualTo(OcsfClass.NETWORK_ACTIVITY);
        assertThat(o.network().to()).isEqualTo("192.0.2.99");
        assertThat(o.network().toPort()).isEqualTo(4444);
        assertThat(assets(o)).contains("address:192.0.2.99");
        o = seen(
                call,
                "type=SOCKADDR" + ID + "saddr=0A0001BB00000000" + "20010DB8000000000000000000000001" + "00000000");
        assertThat(o.network().to()).isEqualTo("2001:db8::1");
        o = seen(call, "type=SOCKADDR" + ID + "saddr=01002F7661722F72756E2F782E736F636B00");
        assertThat(o.network().to()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "USER_AUTH|op=PAM:authentication acct=\"bob\" exe=\"/usr/sbin/sshd\" hostname=203.0.113.7 addr=203.0.113.7 terminal=ssh res=failed|FAILURE|PAM|bob@unknown|1",
                "USER_AUTH|op=password acct=\"bob\" exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.7 terminal=ssh res=failed|FAILURE|FAILED|bob@unknown|1",
                "USER_LOGIN|op=login acct=\"(unknown)\" exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.7 terminal=ssh res=failed|FAILURE|INVALID_USER||1",
                "USER_LOGIN|op=login acct=\"bob\" exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.7 terminal=ssh res=failed|FAILURE|INVALID_USER|bob@unknown|0",
                "USER_LOGIN|op=login id=0 exe=\"/usr/sbin/sshd\" hostname=203.0.113.7 addr=203.0.113.7 terminal=ssh res=success|SUCCESS|NONE|0@unknown|0",
            })
    void each_attempt_to_log_in_counts_once(
            String type, String told, Outcome outcome, Stage stage, String account, int count) {
        var o = seen(login(type, told));
        var login = o.authentication();
        assertThat(o.type()).isEqualTo(OcsfClass.AUTHENTICATION);
        assertThat(login.outcome()).isEqualTo(outcome);
        assertThat(login.stage()).isEqualTo(stage);
        assertThat(login.account()).isEqualTo(account == null ? "" : account);
        assertThat(login.attempts()).isEqualTo(count);
        assertThat(login.from()).isEqualTo("203.0.113.7");
        assertThat(login.session()).isEqualTo("unknown/77");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acct=\"x addr=198.51.100.66 hostname=198.51.100.66 res=success\"",
                "acct=\"x\" addr=198.51.100.66 res=success \"\"",
                "acct=\"x' addr=198.51.100.66 res=success '\"",
                "acct=\"x\u001dADDR=198.51.100.66\"",
            })
    void the_name_of_an_account_never_moves_the_address(String account) {
        var o = seen(login(
                "USER_AUTH",
                "op=password " + account
                        + " exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.7 terminal=ssh res=failed"));
        assertThat(o.authentication().from()).isEqualTo("203.0.113.7");
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(o.assets()).noneMatch(a -> a.name().equals("198.51.100.66"));
    }

    @Test
    void a_program_that_tells_the_kernel_something_replaces_nothing_the_kernel_says() {
        var o = seen(login("USER_CMD", "pid=1 uid=1000 auid=0 type=SYSCALL acct=\"it's\" res=success"));
        assertThat(o.fields())
                .containsEntry("pid", "77")
                .containsEntry("uid", "0")
                .containsEntry("type", "USER_CMD")
                .containsEntry("acct", "it's")
                .containsEntry("res", "success");
    }

    @Test
    void an_encoded_account_says_whatever_it_likes_and_is_one_name() {
        var o = seen(login(
                "USER_AUTH",
                "op=password acct=" + hex("x' addr=198.51.100.66 res=success")
                        + " exe=\"/usr/sbin/sshd\" hostname=? addr=203.0.113.7 terminal=ssh res=failed"));
        assertThat(o.authentication().account()).isEqualTo("x' addr=198.51.100.66 res=success@unknown");
        assertThat(o.authentication().from()).isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 web1 audispd: ",
                "Mar  1 10:00:00 web1 audisp-syslog: ",
                "<34>1 2026-03-01T10:00:00Z web1 auditd 4 - - ",
                "Mar  1 10:00:00 web1 kernel: [   12.345678] audit: ",
            })
    void records_within_syslog_are_of_its_host(String head) {
        var o = seen(head + CALL, head + "type=EXECVE" + ID + "argc=1 a0=\"id\"");
        assertThat(o.product()).isEqualTo("auditd");
        assertThat(assets(o)).containsExactly("host:web1", "account:ann@web1");
        assertThat(o.process().image()).isEqualTo("/usr/bin/dash");
    }

    @Test
    void a_record_that_names_its_node_is_of_that_node() {
        assertThat(assets(seen("node=DB1.example " + CALL))).startsWith("host:db1.example");
    }

    @Test
    void the_numbers_of_the_kernel_are_types() {
        var o = seen(
                "Mar  1 10:00:00 web1 kernel: audit: type=1131 audit(1772359200.123:42): pid=1 msg='unit=ufw res=success'");
        assertThat(o.fields()).containsEntry("type", "SERVICE_STOP").containsEntry("unit", "ufw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"type=SYSCALL", "type=SYSCALL msg=audit(x:1): a=b", "hello", "type= msg=audit(1.0:1):"})
    void what_is_no_record_is_dead(String line) {
        assertThat(Logs.read(CALL, line).getLast()).isInstanceOf(Parsed.Dead.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a='", "a=\"", "a={", "a=", "=", "x ", "a0[0]=41 ", "'", "a=' b=' "})
    void a_record_full_of_nonsense_ends_in_time(String nonsense) {
        var body = nonsense.repeat((AuditRecord.MAX_LENGTH - 200) / nonsense.length());
        for (var type : List.of("SYSCALL", "EXECVE", "USER_AUTH")) {
            assertThat(Logs.read("type=" + type + ID + body).getLast()).isInstanceOf(Parsed.Seen.class);
        }
    }

    @Test
    void a_record_longer_than_the_limit_is_dead() {
        assertThat(Logs.read(CALL, CALL + "x".repeat(AuditRecord.MAX_LENGTH)).getLast())
                .isInstanceOf(Parsed.Dead.class);
    }
}
