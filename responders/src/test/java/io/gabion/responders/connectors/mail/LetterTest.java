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
}
