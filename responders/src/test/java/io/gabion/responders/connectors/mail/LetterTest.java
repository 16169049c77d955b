package io.gabion.responders.connectors.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetterTest {
    @Test
    void no_target_begins_a_line_or_moves_a_cursor() {
        var evil = "a\\r\\nBcc: b\\u0085c\\u009b2Jd\\u202ee\\u2028f\\u2029g";
        var letter = Letter.of("{\"incident\": \"i\", \"playbook\": \"" + evil + "\", \"actions\": [{\"kind\": \"k\","
                + " \"target\": \"" + evil + "\", \"decision\": \"" + evil + "\"}]}");
        assertThat(letter.subject()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
        assertThat(letter.text().replace("\r\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    @Test
    void what_it_is_about_and_what_waits_for_whom_is_read_there() {
        var letter = Letter.of(
                "{\"incident\": \"acme/incident/i7\", \"playbook\": \"p\", \"about\": \"level 1: it waits\","
                        + " \"subject\": \"Password spraying (medium, score 0.61)\", \"actions\": [],"
                        + " \"questions\": [{\"approval\": \"r1.ask\", \"missing\": 2, \"until\": \"2026-01-02T03:04:05Z\"}]}");
        assertThat(letter.subject()).isEqualTo("Gabion: Password spraying (medium, score 0.61)");
        assertThat(letter.text().lines())
                .contains(
                        "level 1: it waits",
                        "Password spraying (medium, score 0.61)",
                        "Incident: acme/incident/i7",
                        "Approval r1.ask waits for 2 until 2026-01-02T03:04:05Z");
    }
}
