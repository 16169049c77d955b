package io.gabion.detectors.sigma.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an expression means is what PCRE means by it; what it cannot mean here is refused. */
class LinearRegexTest {
    private static final IntPredicate HORIZONTAL = c -> c == '\t'
            || c == ' '
            || c == 0xa0
            || c == 0x1680
            || c == 0x180e
            || c >= 0x2000 && c <= 0x200a
            || c == 0x202f
            || c == 0x205f
            || c == 0x3000;
    private static final IntPredicate VERTICAL = c -> c >= '\n' && c <= '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    private static final IntPredicate SPACE = c -> c >= '\t' && c <= '\r' || c == ' ';
    private static final IntPredicate DIGIT = c -> c >= '0' && c <= '9';
    private static final IntPredicate WORD = DIGIT.or(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_');

    /** What one letter or digit behind a backslash matches of all characters. */
    private static final Map<Character, IntPredicate> MEANINGS = Map.ofEntries(
            Map.entry('h', HORIZONTAL),
            Map.entry('H', HORIZONTAL.negate()),
            Map.entry('v', VERTICAL),
            Map.entry('V', VERTICAL.negate()),
            Map.entry('s', SPACE),
            Map.entry('S', SPACE.negate()),
            Map.entry('d', DIGIT),
            Map.entry('D', DIGIT.negate()),
            Map.entry('w', WORD),
            Map.entry('W', WORD.negate()),
            Map.entry('a', c -> c == 7),
            Map.entry('e', c -> c == 0x1b),
            Map.entry('f', c -> c == 0x0c),
            Map.entry('n', c -> c == '\n'),
            Map.entry('r', c -> c == '\r'),
            Map.entry('t', c -> c == '\t'),
            Map.entry('0', c -> c == 0),
            Map.entry('x', c -> c == 0),
            Map.entry('b', c -> false));

    /** Places, quotations, and properties, which need a name. */
    private static final String NO_CHARACTERS = "ABzZQEpP";

    private static boolean matches(String pattern, String text) throws Refusal {
        return LinearRegex.read(pattern, 0, 1).pattern().matcher(text).find();
    }

    private static String refusal(String pattern) {
        try {
            LinearRegex.read(pattern, 0, 1);
            return "";
        } catch (Refusal refused) {
            return refused.getMessage();
        }
    }

    /** @return the letters and digits that are refused */
    private static String sweep(String before, String after, Map<Character, IntPredicate> meanings) throws Refusal {
        var refused = new StringBuilder();
        for (char c = '0'; c <= 'z'; c++) {
            if (!Character.isLetterOrDigit(c) || NO_CHARACTERS.indexOf(c) >= 0) {
                continue;
            }
            var source = "\\A" + before + "\\" + c + after + "\\z";
            if (!refusal(source).isEmpty()) {
                refused.append(c);
                continue;
            }
            assertThat(meanings).as(source).containsKey(c);
            var pattern = LinearRegex.read(source, 0, 1).pattern();
            for (int i = 0; i < 0x3100; i++) {
                assertThat(pattern.matcher(Character.toString(i)).find())
                        .as("%s on %04x", source, i)
                        .isEqualTo(meanings.get(c).test(i));
            }
        }
        return refused.toString();
    }

    @Test
    void a_letter_or_digit_behind_a_backslash_means_what_it_does_in_pcre_or_is_refused() throws Refusal {
        assertThat(sweep("", "", MEANINGS)).isEqualTo("123456789CFGIJKLMNORTUXYcgijklmoquy");
        var inside = new HashMap<>(MEANINGS);
        inside.put('b', c -> c == '\b');
        for (int digit = 1; digit < 8; digit++) {
            int octal = digit;
            inside.put((char) ('0' + digit), c -> c == octal);
        }
        assertThat(sweep("[", "]", inside)).isEqualTo("89CFGHIJKLMNORSTUVXYcgijklmoquy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "^\\u0042$; B; u0042",
                "^[\\u0041-\\u0043]$; B; u",
                "^\\uD83D\\uDE00$; 😀; u",
                "^\\o{101}$; A; o{101}",
                "^\\x{41}{2}$; AA; A",
                "^a\\x{2028}+b$; a\u2028b; ab",
                "^\\x4g$; \\4g; x4g",
                "^\\0101$; \\0101; A",
                "^[\\101]$; A; 1",
                "^\\Q$(a[\\E+$; $(a[[; $(a",
                "^[\\Q^]\\E]$; ]; a",
                "^a\\Eb$; ab; aEb",
                "^a\\Qb\\c; ab\\\\c; abc",
                "(?m)^b$; a\\nb\\nc; ab",
                "(?m:^b$).*; a\\nb\\nc; ab",
                "((?m)a$|b$)$; a\\nb; b\\nx",
                "(?m)(?-m:b$); a\\nb; b\\nc",
                "^[[:]$; :; a",
                "^[[.]x$; .x; x",
                "^[[:^alpha:]]$; 1; a",
                "(?i)^a\\hb$; A\u00a0B; ab",
            })
    void what_can_be_said_exactly_is_translated(String pattern, String matched, String other) throws Refusal {
        assertThat(matches(pattern, matched.translateEscapes())).isTrue();
        assertThat(matches(pattern, other.translateEscapes())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "\\u12; the unknown escape \\u",
                "\\uD83D; a number of no character",
                "\\x{110000}; a number of no character",
                "\\o{777777777}; a number of no character",
                "\\x{zz}; the unknown escape \\x",
                "[[=a=]]; [= in brackets",
                "[[.hyphen.]]; [. in brackets",
                "[:alpha:]; [: outside of brackets",
                "[[:nothing:]]; the linear engine does not take",
                "a{,3}; write {0,",
                "(*UTF8)a; a verb",
                "(?i)\\u0131; the engine never ends to follow",
            })
    void what_means_nothing_or_has_two_meanings_is_refused_by_name(String pattern, String reason) {
        assertThat(refusal(pattern)).contains(reason);
    }
}
