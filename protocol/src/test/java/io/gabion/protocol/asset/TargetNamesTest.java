package io.gabion.protocol.asset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetNamesTest {
    private static final String LONG = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "Alice@WEB1.Example., alice@web1.example",
        "CORP\\Alice, alice@corp",
        "svc_backup-2.x, svc_backup-2.x",
    })
    void an_account_has_one_spelling(String written, String canonical) {
        assertThat(Accounts.canonical(written)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-rf",
                "al ice",
                "alice;id",
                "$(id)",
                "`id`",
                "a|b",
                "a\nb",
                "a*",
                "../etc",
                "alice@",
                "@web1",
                "a)(uid=*",
                "al\u0456ce",
                "alice@a b",
                "alice@..",
                "x\\y@z",
                "a'b",
                "a\"b",
                "alice\u0000",
                "alice@web1..",
                LONG
            })
    void what_could_mean_something_else_is_no_account(String written) {
        assertThat(Accounts.canonical(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Evil.Example., evil.example",
        "b\u00fccher.example, xn--bcher-kva.example",
        "B\u00dcCHER\u3002example, xn--bcher-kva.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example",
        "_dmarc.evil.example, _dmarc.evil.example",
        "\uff45vil.example, evil.example",
    })
    void a_domain_has_one_spelling(String written, String canonical) {
        assertThat(Domains.canonical(written)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "example",
                "example.",
                "10.66.0.1",
                "::1",
                "a..b",
                ".a.example",
                "evil .example",
                "*.example",
                "evil.example..",
                "-a.example",
                "a;b.example",
                "evil.example/x",
                "a.123",
                "1.2.3.4.",
                LONG + ".example"
            })
    void what_is_no_name_below_a_top_level_is_no_domain(String written) {
        assertThat(Domains.canonical(written)).isEmpty();
    }

    @Test
    void a_canonical_text_is_its_own_canonical_text() {
        assertThat(Accounts.canonical(Accounts.canonical("CORP\\Al").orElseThrow()))
                .contains("al@corp");
        assertThat(Domains.canonical(Domains.canonical("B\u00fccher.example.").orElseThrow()))
                .contains("xn--bcher-kva.example");
    }

    @Test
    void a_name_is_within_a_domain_only_at_a_dot() {
        assertThat(Domains.isWithin("a.evil.example", "evil.example")).isTrue();
        assertThat(Domains.isWithin("notevil.example", "evil.example")).isFalse();
    }
}
