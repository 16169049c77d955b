package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.assets;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.OcsfClass;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceLinesTest {
    private static final String SYSLOG = "Mar  1 10:00:00 srv1 ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                SYSLOG
                        + "dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<eve>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, TLS, session=<a>",
                SYSLOG
                        + "dovecot: pop3-login: Disconnected: Connection closed (auth failed, 1 attempts): user=<eve>, rip=203.0.113.7, lip=192.0.2.1",
                SYSLOG
                        + "postfix/smtpd[7]: warning: unknown[203.0.113.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
                SYSLOG
                        + "postfix/submission/smtpd[7]: warning: host.example[203.0.113.7]: SASL PLAIN authentication failed: (reason unavailable), sasl_username=eve",
                SYSLOG
                        + "exim[7]: login authenticator failed for (host.example) [203.0.113.7]:4711: 535 Incorrect authentication data (set_id=eve)",
                "2026-03-01 10:00:00 plain authenticator failed for host.example ([198.51.100.66]) [203.0.113.7]:4711 I=[192.0.2.1]:25: 535 Incorrect authentication data (set_id=eve)",
                "Sun Mar  1 10:00:00 2026 [pid 7] [eve] FAIL LOGIN: Client \"::ffff:203.0.113.7\"",
                SYSLOG
                        + "vsftpd[7]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=eve rhost=203.0.113.7  user=eve",
                SYSLOG + "proftpd[7]: srv1 (203.0.113.7[203.0.113.7]) - USER eve (Login failed): Incorrect password",
                "2026-03-01 10:00:00,000 srv1 proftpd[7] srv1 (host.example[203.0.113.7]): USER eve: no such user found from host.example [203.0.113.7] to ::ffff:192.0.2.1:21",
                SYSLOG + "pure-ftpd: (?@203.0.113.7) [WARNING] Authentication failed for user [eve]",
                "2026-03-01 10:00:00 8 [Warning] Access denied for user 'eve'@'203.0.113.7' (using password: YES)",
                SYSLOG
                        + "mysqld[7]: 2026-03-01 10:00:00 8 [Note] Access denied for user 'eve'@'203.0.113.7' (using password: NO)",
                "2026-03-01 10:00:00 UTC:203.0.113.7(4711):eve@db:[7]:FATAL:  password authentication failed for user \"eve\"",
                "2026-03-01 10:00:00.000 UTC [7] FATAL:  no pg_hba.conf entry for host \"203.0.113.7\", user \"eve\", database \"db\", no encryption",
                SYSLOG
                        + "openvpn[7]: 203.0.113.7:4711 TLS Auth Error: Auth Username/Password verification failed for peer",
                "[2026-03-01 10:00:00] NOTICE[7] chan_sip.c: Registration from '\"eve\" <sip:eve@192.0.2.1>' failed for '203.0.113.7:5060' - Wrong password",
                "[Mar  1 10:00:00] SECURITY[7]: res_security_log.c: SecurityEvent=\"InvalidPassword\",EventTV=\"x\",Severity=\"Error\",Service=\"PJSIP\",EventVersion=\"1\",AccountID=\"eve\",SessionID=\"s\",LocalAddress=\"IPV4/UDP/192.0.2.1/5060\",RemoteAddress=\"IPV4/UDP/203.0.113.7/5060\",Challenge=\"c\"",
                "2026-03-01 10:00:00.000 96.8% [WARNING] sofia_reg.c:3223 SIP auth failure (REGISTER) on sofia profile 'internal' for [eve@192.0.2.1] from ip 203.0.113.7",
                SYSLOG
                        + "smbd[7]: Auth: [SMB2,(null)] user []\\[eve] at [Sun, 01 Mar 2026 10:00:00 UTC] with [NTLMv2] status [NT_STATUS_WRONG_PASSWORD] workstation [W] remote host [ipv4:203.0.113.7:4711] mapped to []\\[eve]. local host [ipv4:192.0.2.1:445]",
                SYSLOG
                        + "pvedaemon[7]: authentication failure; rhost=::ffff:203.0.113.7 user=eve@pam msg=no such user ('eve@pam')",
                "2026-03-01T10:00:00Z,EDGE\\Frontend EDGE,08DA,9,192.0.2.1:25,203.0.113.7:4711,>,535 5.7.3 Authentication unsuccessful,",
                "2026-03-01T10:00:00Z,0000000E,2,192.0.2.1:143,203.0.113.7:4711,eve,168,31,31,authenticate,PLAIN,\"R=x\";Msg=AuthFailed:LogonDenied",
                "[Sun Mar 01 10:00:00 2026] [auth_basic:error] [pid 7:tid 8] [client 203.0.113.7:4711] AH01617: user eve: authentication failure for \"/a\": Password Mismatch",
                "2026/03/01 10:00:00 [error] 7#7: *1 user \"eve\": password mismatch, client: 203.0.113.7, server: www.example.org, request: \"GET / HTTP/1.1\"",
            })
    void a_failed_login_is_of_the_address_that_the_service_names(String line) {
        var o = seen(line);
        assertThat(o.type()).isEqualTo(OcsfClass.AUTHENTICATION);
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(o.authentication().from()).isEqualTo("203.0.113.7");
        assertThat(o.authentication().attempts()).isOne();
        assertThat(assets(o)).contains("address:203.0.113.7");
        assertThat(o.authentication().account()).matches("|eve@.*");
    }

    @Test
    void several_attempts_on_one_line_are_several() {
        var o = seen(
                SYSLOG
                        + "dovecot: imap-login: Disconnected (auth failed, 3 attempts in 9 secs): user=<eve>, method=PLAIN, rip=2001:db8::7, lip=192.0.2.1");
        assertThat(o.authentication().attempts()).isEqualTo(3);
        assertThat(assets(o)).containsExactly("host:srv1", "address:2001:db8::7", "account:eve@srv1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dovecot: imap-login: Login: user=<eve>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, mpid=7, TLS",
                "postfix/smtpd[7]: 4711A: client=unknown[203.0.113.7], sasl_method=PLAIN, sasl_username=eve",
            })
    void an_accepted_login_is_one(String line) {
        var o = seen(SYSLOG + line);
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(o.authentication().account()).isEqualTo("eve@srv1");
        assertThat(o.authentication().from()).isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SYSLOG
                        + "dovecot: imap-login: Disconnected (auth failed, 1 attempts): user=<a>, rip=198.51.100.66, lip=192.0.2.1>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1",
                SYSLOG
                        + "exim[7]: login authenticator failed for (h) [203.0.113.7]:1: 535 Incorrect authentication data (set_id=a [198.51.100.66]:1: 535 Incorrect authentication data)",
                SYSLOG + "vsftpd[7]: [a] FAIL LOGIN: Client \"198.51.100.66\"] FAIL LOGIN: Client \"203.0.113.7\"",
                SYSLOG
                        + "pure-ftpd: (?@203.0.113.7) [WARNING] Authentication failed for user [x@198.51.100.66) [WARNING] Authentication failed for user [y]",
                SYSLOG
                        + "mysqld: Access denied for user 'a'@'198.51.100.66' (using password: YES)'@'203.0.113.7' (using password: YES)",
                SYSLOG
                        + "proftpd[7]: srv1 (h[203.0.113.7]) - USER a (h[198.51.100.66]) - USER b (Login failed): Incorrect password",
            })
    void a_name_that_holds_an_address_leads_nobody_astray(String line) {
        var o = seen(line);
        assertThat(o.authentication().from()).isEqualTo("203.0.113.7");
        assertThat(o.assets()).noneMatch(asset -> asset.toString().equals("address:198.51.100.66"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SYSLOG
                        + "smbd[7]: Auth: [SMB2,(null)] user []\\[a] at [t] with [m] status [NT_STATUS_WRONG_PASSWORD] workstation [w] remote host [ipv4:198.51.100.66:1] x] at [t] with [NTLMv2] status [NT_STATUS_WRONG_PASSWORD] workstation [W] remote host [ipv4:203.0.113.7:4711] mapped",
                "2026/03/01 10:00:00 [error] 7#7: *1 user \"a\": password mismatch, client: 198.51.100.66, server: \": password mismatch, client: 203.0.113.7, server: www",
            })
    void a_line_on_which_a_client_could_have_written_both_is_nobodys(String line) {
        assertThat(seen(line).authentication().from()).isEmpty();
        Logs.neverNames(seen(line), "198.51.100.66");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SYSLOG
                        + "postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[203.0.113.7]: 454 4.7.1 <a@x.example>: Relay access denied; from=<> to=<a@x.example>",
                SYSLOG
                        + "exim[7]: H=host.example (h) [203.0.113.7]:4711 F=<a@x.example> rejected RCPT <b@y.example>: relay not permitted",
                SYSLOG + "kernel: [82508.102168] wireguard: wg1: Invalid handshake initiation from 203.0.113.7:4711",
                "01-Mar-2026 10:00:00.000 client @0x7f65 203.0.113.7#3076 (x.example): query (cache) 'x.example/ANY/IN' denied",
            })
    void a_client_that_is_turned_away_is_named(String line) {
        var o = seen(line);
        assertThat(o.fields()).containsEntry("refused_client", "203.0.113.7");
        assertThat(o.primary().toString()).isEqualTo("address:203.0.113.7");
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T10:00:00Z [AUTH] WARN: Incorrect username or password for user eve. IP=203.0.113.7",
                "2026-03-01 10:00:00.311 +00:00 [WRN] Failed login attempt, 2FA invalid. 203.0.113.7",
                "time=\"2026-03-01T10:00:00Z\" level=error msg=\"Invalid username or password\" remote_addr=203.0.113.7",
                "[Nest] 7  - 03/01/2026, 10:00:00 AM    WARN [Auth] Failed login attempt for user eve from ip address 203.0.113.7",
                SYSLOG + "panel[7]: authentication error: invalid password for 'eve' from 203.0.113.7:4711",
                "{\"time\":\"2026-03-01T10:00:00Z\",\"msg\":\"Authentication failed\",\"attr\":{\"remote\":\"203.0.113.7:4711\"}}",
                "{\"timestamp\":\"2026-03-01 10:00:00.784\",\"message\":\"[Auth] Failed login attempt for eve from ip 203.0.113.7\"}",
            })
    void a_login_that_is_refused_in_other_words_is_counted_and_acted_on_by_nobody(String line) {
        var o = seen(line);
        assertThat(o.time().toString()).startsWith("2026-03-01T10:00:00");
        assertThat(o.fields()).containsEntry("refused_login", "203.0.113.7");
        assertThat(o.primary().toString()).isEqualTo("address:203.0.113.7");
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(o.authentication().from()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SYSLOG + "panel[7]: login failed for 198.51.100.66 from 203.0.113.7",
                SYSLOG + "panel[7]: failed to authenticate to 203.0.113.7",
                SYSLOG + "panel[7]: disk failed on 203.0.113.7",
                SYSLOG + "panel[7]: login of eve from 203.0.113.7",
            })
    void what_names_nobody_or_no_login_is_a_plain_event(String line) {
        var o = seen(line);
        assertThat(o.fields()).doesNotContainKey("refused_login");
        assertThat(assets(o)).containsExactly("host:srv1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2026-03-01 10:00:00 x;2026-03-01T10:00:00Z",
                "[2026-03-01 10:00:00,250] x;2026-03-01T10:00:00.250Z",
                "2026/03/01 - 10:00:00 x;2026-03-01T10:00:00Z",
                "app_1  | 2026-03-01T12:00:00.5+02:00 x;2026-03-01T10:00:00.500Z",
                "2026-03-01 12:00:00.000 +02:00 [x];2026-03-01T10:00:00Z",
                "1.2 [01/Mar/2026 10:00:00] x;2026-03-01T10:00:00Z",
                "01-Mar-2026 10:00:00.001 x;2026-03-01T10:00:00.001Z",
                "03/01/26 10:00:00.000001 x;2026-03-01T10:00:00.000001Z",
                "03/01/2026, 1:00:00 PM x;2026-03-01T13:00:00Z",
                "Sun Mar  1 10:00:00 2025 x;2025-03-01T10:00:00Z",
                "[Mar  1 10:00:00] x;2026-03-01T10:00:00Z",
                "time=\"2026-03-01T10:00:00Z\" x;2026-03-01T10:00:00Z",
                "2026.03.01 10:00:00.5 x;2026-03-01T10:00:00.500Z",
                "2026:03:01-10:00:00: x;2026-03-01T10:00:00Z",
                "1.3.2026 10:00:00 x;2026-03-01T10:00:00Z",
                "3/1/2026 10:00:00 AM x;2026-03-01T10:00:00Z",
                "[20260301-10:00:00] x;2026-03-01T10:00:00Z",
                "260301 10:00:00 x;2026-03-01T10:00:00Z",
                "date=2026-03-01 time=10:00:00 x;2026-03-01T10:00:00Z",
                "date=\"2026-03-01\" time=\"10:00:00\" x;2026-03-01T10:00:00Z",
                "W0301 10:00:00.123456 7 x.go:99] x;2026-03-01T10:00:00Z",
                "1772359200.25 x;2026-03-01T10:00:00.250Z",
                "[1772359200] x;2026-03-01T10:00:00Z",
            })
    void a_text_has_the_time_that_stands_in_front(String line, String time) {
        assertThat(seen(line).time()).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no time",
                "2026-13-01 10:00:00 x",
                "2026-03-01 10:00:61 x",
                "2026-02-30 25:00:00 x",
                "W1301 10:00:00.1 x"
            })
    void a_text_without_a_time_is_dead(String line) {
        assertThat(Logs.read("2026-03-01 10:00:00 x", line).getLast()).isInstanceOf(Parsed.Dead.class);
    }

    @Test
    void a_time_behind_the_front_is_not_looked_for() {
        var front = "x".repeat(LineTime.FRONT);
        assertThat(Logs.read("2026-03-01 10:00:00 x", front + " 2026-03-01 10:00:00")
                        .getLast())
                .isInstanceOf(Parsed.Dead.class);
    }

    @Test
    void a_longer_message_is_no_saying_and_no_refusal() {
        var long1 = SYSLOG + "vsftpd[7]: [" + "a".repeat(Saying.LONGEST) + "] FAIL LOGIN: Client \"203.0.113.7\"";
        assertThat(seen(long1).authentication().outcome()).isEqualTo(Outcome.NONE);
        var long2 = SYSLOG + "panel[7]: login failed from 203.0.113.7" + " ".repeat(RefusedLogin.LONGEST);
        assertThat(seen(long2).authentication().outcome()).isEqualTo(Outcome.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "has: abc, text: '(?P<from>x)'|at least 4 characters",
                "has: abcd, text: 'x'|a group `from`",
                "has: abcd, text: '(?P<from>x)(?P<else>y)'|no others than",
            })
    void a_saying_that_says_too_little_is_refused(String line, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sayings("[{product: p, programs: [p], lines: [{says: failed, " + line + "}]}]"))
                .withMessageContaining("p: ")
                .withMessageContaining(reason);
    }

    @Test
    void more_sayings_than_the_limit_are_refused() throws IOException {
        var one = "{says: failed, has: abcd, text: '(?P<from>x)'},";
        var most = "[{product: p, programs: [p], lines: [" + one.repeat(Sayings.MOST);
        assertThat(new Sayings(most + "]}]").size()).isEqualTo(Sayings.MOST);
        assertThatIllegalArgumentException().isThrownBy(() -> new Sayings(most + one + "]}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= MAC=00 SRC=203.0.113.7 DST=192.0.2.1 LEN=44 PROTO=TCP SPT=4711 DPT=22 WINDOW=1024;S0",
                "kernel: IN=eth0 OUT= SRC=203.0.113.7 DST=192.0.2.1 LEN=44 PROTO=TCP SPT=4711 DPT=22;S0",
                "kernel: [UFW ALLOW] IN=eth0 OUT= SRC=203.0.113.7 DST=192.0.2.1 LEN=44 PROTO=TCP SPT=4711 DPT=22;''",
                "filterlog[7]: 4,,,1000000103,em0,match,block,in,4,0x0,,64,1,0,DF,6,tcp,60,203.0.113.7,192.0.2.1,4711,22,0,S,1,,64240,,mss;S0",
            })
    void a_connection_at_a_firewall_has_both_ends(String line, String state) {
        var o = seen(SYSLOG + line);
        assertThat(o.type()).isEqualTo(OcsfClass.NETWORK_ACTIVITY);
        assertThat(o.network().from()).isEqualTo("203.0.113.7");
        assertThat(o.network().to()).isEqualTo("192.0.2.1");
        assertThat(o.network().toPort()).isEqualTo(22);
        assertThat(o.network().protocol()).isEqualTo("tcp");
        assertThat(o.network().state()).isEqualTo(state);
        assertThat(assets(o)).containsExactly("address:203.0.113.7", "address:192.0.2.1", "host:srv1");
    }
}
