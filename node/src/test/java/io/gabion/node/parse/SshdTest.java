package io.gabion.node.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshdTest {
    private final Format format = Formats.detect(new byte[0], Instant.parse("2026-03-10T12:00:00Z"), "auth.log");

    private Observation seen(String message) {
        return seen("sshd[77]", message);
    }

    private Observation seen(String tag, String message) {
        var line = ("Mar  9 01:02:03 Web1 " + tag + ": " + message).getBytes(StandardCharsets.UTF_8);
        var parsed = format.parse(new Source("auth.log", 1), line, 0, line.length);
        return ((Parsed.Seen) parsed).observation();
    }

    @Test
    void a_failed_password_names_account_address_and_session() {
        var o = seen("Failed password for root from 198.51.100.7 port 4022 ssh2");
        assertThat(o.time()).isEqualTo("2026-03-09T01:02:03Z");
        assertThat(o.type()).isEqualTo(OcsfClass.AUTHENTICATION);
        assertThat(o.product()).isEqualTo("sshd");
        assertThat(o.assets())
                .map(Object::toString)
                .containsExactly("host:web1", "address:198.51.100.7", "account:root@web1");
        assertThat(o.authentication())
                .isEqualTo(new Observation.Authentication(
                        Outcome.FAILURE, "root@web1", "198.51.100.7", 1, "web1/77", Stage.FAILED, "password"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Failed password for invalid user bob from 198.51.100.7 port 4022 ssh2|FAILURE|FAILED|bob@web1|1",
                "Failed publickey for bob from 198.51.100.7 port 1 ssh2: RSA SHA256:abc|FAILURE|FAILED|bob@web1|1",
                "Failed none for invalid user bob from 198.51.100.7 port 1 ssh2|NONE|NONE|bob@web1|0",
                "Invalid user bob from 198.51.100.7|FAILURE|INVALID_USER|bob@web1|1",
                "Invalid user bob from 198.51.100.7 port 99|FAILURE|INVALID_USER|bob@web1|1",
                "Invalid user  from 198.51.100.7 port 99|FAILURE|INVALID_USER||1",
                "Illegal user bob from 198.51.100.7|FAILURE|INVALID_USER|bob@web1|1",
                "Accepted password for Bob from 198.51.100.7 port 1 ssh2|SUCCESS|NONE|bob@web1|0",
                "Accepted publickey for bob from 198.51.100.7 port 1 ssh2: RSA SHA256:abc|SUCCESS|NONE|bob@web1|0",
                "message repeated 5 times: [ Failed password for bob from 198.51.100.7 port 1 ssh2]|FAILURE|FAILED|bob@web1|5",
                "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7  user=bob|FAILURE|PAM|bob@web1|1",
                "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7 |FAILURE|PAM||1",
                "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7  user=bob|NONE|NONE|bob@web1|0",
                "error: PAM: Authentication failure for illegal user bob from 198.51.100.7|FAILURE|PAM|bob@web1|1",
                "error: maximum authentication attempts exceeded for bob from 198.51.100.7 port 1 ssh2 [preauth]|NONE|NONE|bob@web1|0",
                "Disconnected from invalid user bob 198.51.100.7 port 1 [preauth]|NONE|NONE|bob@web1|0",
                "Connection closed by authenticating user bob 198.51.100.7 port 1 [preauth]|FAILURE|FAILED|bob@web1|1",
                "Connection closed by 198.51.100.7 port 1 [preauth]|NONE|NONE||0",
                "Received disconnect from 198.51.100.7: 11: Bye Bye [preauth]|NONE|NONE||0",
                "error: Received disconnect from 198.51.100.7: 3: Auth fail [preauth]|NONE|NONE||0",
                "Did not receive identification string from 198.51.100.7|NONE|NONE||0",
            })
    void each_kind_of_message_is_known(String message, Outcome outcome, Stage stage, String account, int attempts) {
        var auth = seen(message).authentication();
        assertThat(auth.from()).isEqualTo("198.51.100.7");
        assertThat(auth.outcome()).isEqualTo(outcome);
        assertThat(auth.stage()).isEqualTo(stage);
        assertThat(auth.account()).isEqualTo(account == null ? "" : account);
        assertThat(auth.attempts()).isEqualTo(attempts);
    }

    @Test
    void the_old_pam_form_counts_as_pam_stage() {
        var o = seen(
                "sshd(pam_unix)[19939]",
                "authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=Mail.Example.ORG  user=root");
        assertThat(o.authentication().stage()).isEqualTo(Stage.PAM);
        assertThat(o.authentication().from()).isEqualTo("mail.example.org");
        assertThat(o.assets())
                .map(Object::toString)
                .containsExactly("host:web1", "host:mail.example.org", "account:root@web1");
    }

    @Test
    void a_verdict_told_by_pam_and_again_by_sshd_is_one_attempt() {
        var pam = "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1";
        assertThat(seen(pam).authentication().attempts()).isEqualTo(1);
        var again = "error: PAM: Authentication failure for bob from 192.0.2.1";
        assertThat(seen(again).authentication().attempts()).isZero();
        assertThat(seen(again).authentication().attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Failed password for invalid user x from 203.0.113.9 port 22 ssh2 from 198.51.100.7 port 1 ssh2",
                "Failed password for invalid user x from 203.0.113.9 port 22 ssh2: RSA SHA256:a from 198.51.100.7 port 1 ssh2",
                "Failed password for invalid user x\nMar  9 01:02:03 a sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2\n from 198.51.100.7 port 1 ssh2",
                "Failed password for invalid user Accepted password for root from 203.0.113.9 port 22 ssh2 from 198.51.100.7 port 1 ssh2",
                "Invalid user x from 203.0.113.9 port 22 ssh2 from 198.51.100.7 port 1",
                "Invalid user x from 203.0.113.9 from 198.51.100.7",
                "error: PAM: Authentication failure for illegal user a for b from 203.0.113.9 from 198.51.100.7",
                "Disconnected from invalid user x 203.0.113.9 port 22 198.51.100.7 port 1 [preauth]",
                "Connection closed by invalid user from 203.0.113.9 198.51.100.7 port 1 [preauth]",
                "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7  user=x rhost=203.0.113.9 user=root",
                "Received disconnect from 198.51.100.7: 11: from 203.0.113.9 port 22 ssh2 [preauth]",
                "message repeated 2 times: [ Failed password for invalid user x from 203.0.113.9 port 2 ssh2] from 198.51.100.7 port 1 ssh2]",
            })
    void a_user_name_never_moves_the_address(String message) {
        var o = seen(message);
        assertThat(o.authentication().from()).isEqualTo("198.51.100.7");
        assertThat(o.authentication().outcome()).isNotEqualTo(Outcome.SUCCESS);
        assertThat(o.assets()).noneMatch(a -> a.name().equals("203.0.113.9"));
    }

    @Test
    void an_address_that_cannot_be_told_from_forged_text_is_left_empty() {
        var o = seen("Failed hostbased for root from 198.51.100.7 port 1 ssh2: RSA SHA256:a, client user"
                + " \"x from 203.0.113.9 port 1 ssh2: RSA SHA256:b\", client host \"h\"");
        assertThat(o.authentication().from()).isEmpty();
        assertThat(o.authentication().outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void control_characters_stay_in_fields_but_not_in_names() {
        var o = seen("Invalid user \u001b[31mro\u0000ot\u0007\n\u202e from 198.51.100.7 port 1");
        assertThat(o.authentication().account()).isEqualTo("root@web1");
        assertThat(o.fields().get("message")).contains("\u001b[31mro\u0000ot");
    }

    @Test
    void a_name_is_cut_and_keeps_its_host() {
        var o = seen("Invalid user " + "é".repeat(4000) + " from 198.51.100.7 port 1");
        assertThat(o.authentication().account()).hasSize(255).endsWith("@web1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999.1.1.1", "UNKNOWN", "-x", "a/b", "1.2.3"})
    void a_peer_that_is_neither_address_nor_host_is_empty(String peer) {
        var o = seen("Failed password for root from " + peer + " port 4022 ssh2");
        assertThat(o.authentication().from()).isEmpty();
        assertThat(o.authentication().attempts()).isEqualTo(1);
    }

    @Test
    void a_mapped_address_is_the_plain_one() {
        assertThat(seen("Invalid user a from ::ffff:192.0.2.4").authentication().from())
                .isEqualTo("192.0.2.4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Failed",
                "Failed ",
                "Failed password for",
                "Failed password for ",
                "Accepted ",
                "Accepted password for ",
                "Invalid user ",
                "Invalid user",
                "pam_unix(",
                "pam_unix(sshd:auth): authentication failure;",
                "message repeated 99999999999 times: [ x]",
                "message repeated 2 times: [ ",
                "message repeated 2 times: [ ]",
                "error: ",
                "Connection closed by ",
                "Disconnected from user  port 1",
                " [preauth]",
            })
    void a_message_cut_anywhere_is_still_an_observation(String message) {
        assertThat(seen(message).primary().name()).isEqualTo("web1");
    }

    @Test
    void who_leaves_after_a_failed_attempt_has_not_tried_again() {
        assertThat(seen("sshd[77]", "Failed password for root from 198.51.100.7 port 1 ssh2")
                        .authentication()
                        .attempts())
                .isOne();
        var closed = "Connection closed by authenticating user root 198.51.100.7 port 1 [preauth]";
        assertThat(seen("sshd[77]", closed).authentication().outcome()).isEqualTo(Outcome.NONE);
        assertThat(seen("sshd[78]", closed).authentication().attempts()).isOne();
        for (int session = 0; session < Sshd.SESSIONS; session++) {
            seen("sshd[" + (1000 + session) + "]", "Failed password for root from 198.51.100.7 port 1 ssh2");
        }
        assertThat(seen("sshd[77]", closed).authentication().attempts()).isOne();
    }
}
