package io.gabion.detectors.sigma;

import static io.gabion.detectors.sigma.Rules.detection;
import static io.gabion.detectors.sigma.Rules.holds;
import static io.gabion.detectors.sigma.Rules.refusal;
import static io.gabion.detectors.sigma.Rules.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.rule.Placeholders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModifiersTest {
    /** Quoted by bars, so that a quote of YAML can stand in it. */
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "F: abc; abc; true",
                "F: abc; ABC; true",
                "F: abc; abcd; false",
                "F: straße; STRASSE; false",
                "F: ÄÖ; äö; true",
                "F: 4624; 4624; true",
                "F: 0x10; 16; true",
                "F: '0x10'; 0x10; true",
                "F: true; True; true",
                "F: 'a*c'; abbbc; true",
                "F: 'a*c'; ac; true",
                "F: 'a?c'; abc; true",
                "F: 'a?c'; ac; false",
                "F: 'a\\*c'; a*c; true",
                "F: 'a\\*c'; abc; false",
                "F: 'a\\\\*c'; a\\bbc; true",
                "F: 'a\\\\*c'; abbc; false",
                "F: 'a\\\\\\*c'; a\\*c; true",
                "F: 'a\\\\\\*c'; a\\bc; false",
                "F: 'C:\\Windows'; C:\\Windows; true",
                "F: '\\\\srv\\x'; \\srv\\x; true",
                "F: '\\\\\\\\srv'; \\\\srv; true",
                "F: '\\\\\\srv'; \\\\srv; true",
                "F|contains: b; abc; true",
                "F|contains: 'b*d'; abcde; true",
                "F|contains: 'b*e'; abcd; false",
                "F|startswith: ab; abc; true",
                "F|startswith: bc; abc; false",
                "F|endswith: bc; abc; true",
                "F|endswith: ab; abab-; false",
                "F|endswith: ab; abab; true",
                "F|contains|all: [b, c]; abc; true",
                "F|contains|all: [b, x]; abc; false",
                "F|contains: [x, c]; abc; true",
                "F|cased: Abc; Abc; true",
                "F|cased: Abc; abc; false",
                "F|contains|cased: B; aBc; true",
                "F|contains|cased: B; abc; false",
                "F|neq: abc; abd; true",
                "F|neq: abc; ABC; false",
                "F|neq: [abc, abd]; abd; false",
                "F|re: 'a.c'; xabcx; true",
                "F|re: 'a.c'; xABCx; false",
                "F|re|i: 'a.c'; xABCx; true",
                "F|re: '^b'; ab; false",
                "F|re: '(?i)ABC$'; abc; true",
                "F|re: 'who[a-z]{1,3}ami'; whoxyami; true",
                "F|re: 'abc|def'; xdefx; true",
                "F|re: 'colou?r'; color; true",
                "F|re|startswith: 'b|a'; ab; true",
                "F|re|startswith: 'b'; ab; false",
                "F|re|endswith: 'a|b'; ab; true",
                "F|cidr: 10.0.0.0/8; 10.200.3.4; true",
                "F|cidr: 10.0.0.0/8; 11.0.0.1; false",
                "F|cidr: 192.168.4.128/25; 192.168.4.127; false",
                "F|cidr: 192.168.4.128/25; 192.168.4.200; true",
                "F|cidr: 10.0.0.0/8; ::ffff:10.1.1.1; true",
                "F|cidr: 10.0.0.0/8; ten; false",
                "F|cidr: 'fe80::/10'; fe80::1; true",
                "F|cidr: 'fe80::/10'; FEBF:0:0:0:0:0:0:1; true",
                "F|cidr: 'fe80::/10'; fec0::1; false",
                "F|cidr: '::1'; ::1; true",
                "F|lt: 10; 9; true",
                "F|lt: 10; 10; false",
                "F|lte: 10; 10; true",
                "F|gt: 10; 10.5; true",
                "F|gte: 10; 0x0a; true",
                "F|gt: 1; abc; false",
                "F|gt: 1; 5f; false",
                "F|exists: true; x; true",
                "F|exists: false; x; false",
                "F|exists: yes; x; true",
                "F|exists: On; x; true",
                "F|exists: NO; x; false",
                "F|hour: 22; 2026-03-01 22:59:00; true",
                "F|hour: 22; 2026-03-01T21:59:00Z; false",
                "F|minute: 59; 2026-03-01T21:59:00Z; true",
                "F|day: 1; 2026-03-01; true",
                "F|week: 9; 2026-03-01T00:00:00+01:00; true",
                "F|month: 3; 2026-03-01; true",
                "F|year: 2026; 2026-03-01; true",
                "F|hour|gte: 18; 2026-03-01 22:59:00; true",
                "F|year: 2026; 1772359200; true",
                "F|year: 2026; 1772359200000; true",
                "F|year: 2026; no date; false",
                "F|windash|contains: ' -enc'; x –enc y; true",
                "F|contains|windash: ' -enc'; x /enc y; true",
                "F|contains|windash: ' -enc'; x ―enc y; true",
                "F|contains|windash: ' -enc'; x —enc y; true",
                "F|contains|windash: ' -enc'; x +enc y; false",
                "F|contains|windash: ' /a-b'; x -a-b; true",
                "F|contains|windash: ' /a-b'; x -a/b; false",
                "F|contains|windash: ' -a -b'; x /a –b; true",
                "F: ''; x; false",
                "F: '*'; x; true",
            })
    void a_modifier_does_what_the_specification_says(String line, String value, boolean expected) {
        assertThat(holds(selection(line), Map.of("F", value))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "F: null; true",
                "F: ''; false",
                "F: '*'; false",
                "F|exists: false; true",
                "F|exists: true; false",
                "F|neq: x; true",
                "F|lt: 5; false",
                "F|fieldref: G; false",
                "F|re: '.*'; false",
            })
    void a_field_that_is_absent_is_null_and_equals_nothing(String line, boolean expected) {
        assertThat(holds(selection(line), Map.of("G", "x"))).isEqualTo(expected);
    }

    @Test
    void an_empty_value_is_there_and_is_not_null() {
        var event = Map.of("F", "");
        assertThat(holds(selection("F: ''"), event)).isTrue();
        assertThat(holds(selection("F: null"), event)).isFalse();
        assertThat(holds(selection("F|exists: true"), event)).isTrue();
        assertThat(holds(selection("F|contains: ''"), event)).isTrue();
    }

    @Test
    void a_field_is_compared_with_another() {
        var event = Map.of("A", "C:\\Tools\\x.exe", "B", "c:\\tools\\X.EXE", "C", "x.exe", "D", "tools");
        assertThat(holds(selection("A|fieldref: B"), event)).isTrue();
        assertThat(holds(selection("A|fieldref|cased: B"), event)).isFalse();
        assertThat(holds(selection("A|fieldref|neq: B"), event)).isFalse();
        assertThat(holds(selection("A|fieldref|neq: C"), event)).isTrue();
        assertThat(holds(selection("A|fieldref|endswith: C"), event)).isTrue();
        assertThat(holds(selection("A|endswith|fieldref: D"), event)).isFalse();
        assertThat(holds(selection("A|fieldref|contains: D"), event)).isTrue();
        assertThat(holds(selection("A|fieldref|startswith: D"), event)).isFalse();
    }

    @Test
    void base64_finds_a_text_at_any_offset_in_any_encoding() {
        for (var padding : List.of("", "x", "xy", "xyz")) {
            var plain = base64((padding + "foo bar and more").getBytes(StandardCharsets.UTF_8));
            var wide = base64((padding + "foo bar and more").getBytes(StandardCharsets.UTF_16LE));
            var big = base64((padding + "foo bar and more").getBytes(StandardCharsets.UTF_16BE));
            assertThat(holds(selection("F|base64offset|contains: foo bar"), Map.of("F", plain)))
                    .isTrue();
            assertThat(holds(selection("F|wide|base64offset|contains: foo bar"), Map.of("F", wide)))
                    .isTrue();
            assertThat(holds(selection("F|utf16le|base64offset|contains: foo bar"), Map.of("F", wide)))
                    .isTrue();
            assertThat(holds(selection("F|utf16be|base64offset|contains: foo bar"), Map.of("F", big)))
                    .isTrue();
            assertThat(holds(selection("F|wide|base64offset|contains: foo bar"), Map.of("F", plain)))
                    .isFalse();
        }
        assertThat(holds(selection("F|base64: foo"), Map.of("F", "Zm9v"))).isTrue();
        assertThat(holds(selection("F|utf16|base64|startswith: a"), Map.of("F", "//5hAA==")))
                .isTrue();
        assertThat(holds(selection("F|wide|contains: ab"), Map.of("F", "xa\0b\0")))
                .isTrue();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void flags_of_a_regular_expression_change_lines_and_dots() {
        var event = Map.of("F", "one\ntwo");
        assertThat(holds(selection("F|re: '^two$'"), event)).isFalse();
        assertThat(holds(selection("F|re|m: '^two$'"), event)).isTrue();
        assertThat(holds(selection("F|re: 'one.two'"), event)).isFalse();
        assertThat(holds(selection("F|re|s: 'one.two'"), event)).isTrue();
        assertThat(holds(selection("F|re: 'one$'"), Map.of("F", "one\n"))).isTrue();
        assertThat(holds(selection("F|re: 'a\\sb'"), Map.of("F", "a\u000bb"))).isTrue();
    }

    @Test
    void placeholders_stand_for_what_the_site_says() {
        var site = new Placeholders(Map.of("Servers", List.of("srv*", "db1"), "n", List.of("1", "2")));
        var rule = detection(selection("F|expand: '%Servers%'"), site);
        assertThat(holds(rule, Map.of("F", "SRV-7"))).isTrue();
        assertThat(holds(rule, Map.of("F", "db1"))).isTrue();
        assertThat(holds(rule, Map.of("F", "ws1"))).isFalse();
        var mixed = detection(selection("F|contains|expand: 'a%n%b%n%'"), site);
        assertThat(holds(mixed, Map.of("F", "xa2b1x"))).isTrue();
        assertThat(holds(mixed, Map.of("F", "xa3b1x"))).isFalse();
        assertThat(holds(detection(selection("F|expand: '\\%n%n%'"), site), Map.of("F", "%n1")))
                .isTrue();
        assertThat(holds(selection("F: '%n%'"), Map.of("F", "%n%"))).isTrue();
        assertThat(refusal(selection("F|expand: '%Other%'"))).contains("%Other%");
    }

    @Test
    void what_cannot_be_meant_is_refused_by_name() {
        assertThat(refusal(selection("F|contians: x"))).isEqualTo("there is no modifier 'contians'");
        assertThat(refusal(selection("F|re|cidr: x"))).contains("exclude each other");
        assertThat(refusal(selection("F|re|base64: x"))).contains("has no meaning with re");
        assertThat(refusal(selection("F|i: x"))).contains("the modifier i has no meaning");
        assertThat(refusal(selection("F|base64: 'a*'"))).contains("a wildcard cannot be encoded");
        assertThat(refusal(selection("F|cidr: 10.0.0.0/33"))).contains("not an address or network");
        assertThat(refusal(selection("F|lt: abc"))).contains("not a number");
        assertThat(refusal(selection("F|exists: maybe"))).contains("true or false");
        assertThat(refusal(selection("F|exists: 'yes'"))).contains("true or false");
        assertThat(refusal(selection("F|re: '(?=x)'"))).contains("a look-ahead, which no linear engine has");
        assertThat(refusal(selection("F|re: '(?<!x)y'"))).contains("a negative look-behind");
        assertThat(refusal(selection("F|re: '(a)\\1'"))).contains("a back reference");
        assertThat(refusal(selection("F|re: 'a++'"))).contains("a possessive quantifier");
        assertThat(refusal(selection("F|re: '(?>a)'"))).contains("an atomic group");
        assertThat(refusal(selection("F|re: 'a)'"))).contains("a ')' too many");
        assertThat(refusal(selection("F|re: '((a{900}){900}){900}'"))).contains("repeats its parts");
    }
}
