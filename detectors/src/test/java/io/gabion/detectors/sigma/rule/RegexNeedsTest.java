package io.gabion.detectors.sigma.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexNeedsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "abc; abc; 3",
                "ABC; abc; 3",
                "ab+cd; bcd; 4",
                "ab*cd; cd; 3",
                "ab?; ; 1",
                "x(?:abc|def)y; abc,def; 5",
                "(?:abc|d)y; ; 2",
                "(?i)powershell.{3,}x; powershell; 14",
                "[a-f]{64}; ; 64",
                ".{1000,}; ; 1000",
                "\\w+`(?:x|.)`; `; 4",
                "\\$\\{env; ${env; 5",
                "(abc){2}; abc; 6",
                "(abc){0,2}d; ; 1",
                "a|; ; 0",
                "^start$; start; 5",
                "\\x41bcd; ; 0",
                "\\u0041bcd; ; 0",
                "x[[:]yy|zz[[:alpha:]]; yy,zz; 3",
                "a{,2}b; a{,2}b; 6",
                "(?P<n>name)=; name=; 5",
            })
    void what_a_pattern_needs_is_known(String pattern, String any, int shortest) {
        var needs = RegexNeeds.of(pattern);
        assertThat(needs.shortest()).isEqualTo(shortest);
        // The comma of what is no repetition is no mark between texts.
        var texts = any == null ? List.of() : any.contains("{") ? List.of(any) : List.of(any.split(","));
        assertThat(needs.any()).isEqualTo(texts);
    }

    /** Patterns and values over few letters meet often. */
    @Test
    void no_match_is_without_what_its_pattern_needs() {
        var random = new Random(11);
        int matches = 0;
        int known = 0;
        for (int i = 0; i < 6_000; i++) {
            var source = alternatives(random, 2);
            var needs = RegexNeeds.of(source);
            var pattern = Pattern.compile(source, random.nextBoolean() ? Pattern.CASE_INSENSITIVE : 0);
            for (int v = 0; v < 5; v++) {
                var value = word(random, 10);
                if (pattern.matcher(value).find()) {
                    matches++;
                    known += needs.any().isEmpty() ? 0 : 1;
                    assertThat(value.length()).as("%s in %s", source, value).isGreaterThanOrEqualTo(needs.shortest());
                    assertThat(needs.any().isEmpty() || needs.any().stream().anyMatch(Fold.of(value)::contains))
                            .as("%s in %s needs %s", source, value, needs)
                            .isTrue();
                }
            }
        }
        assertThat(matches).isGreaterThan(4_000);
        assertThat(known).isGreaterThan(400);
    }

    private static String alternatives(Random random, int depth) {
        var text = new StringBuilder(row(random, depth));
        while (random.nextInt(4) == 0) {
            text.append('|').append(row(random, depth));
        }
        return text.toString();
    }

    private static String row(Random random, int depth) {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(
                    switch (random.nextInt(depth > 0 ? 9 : 8)) {
                        case 0 -> ".";
                        case 1 -> "[ab{]";
                        case 2 -> "\\w";
                        case 3 -> "\\" + "{`.".charAt(random.nextInt(3));
                        case 4, 5, 6, 7 -> String.valueOf("aAbk`ſ".charAt(random.nextInt(6)));
                        default -> "(" + (random.nextBoolean() ? "?:" : "") + alternatives(random, depth - 1) + ")";
                    });
            if (random.nextInt(4) == 0) {
                text.append(List.of("*", "+", "?", "{2}", "{0,1}", "+?", "{1,}").get(random.nextInt(7)));
            }
        }
        return text.toString();
    }

    private static String word(Random random, int longest) {
        var word = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            word.append("aAbBkK\u212asſ`{.".charAt(random.nextInt(12)));
        }
        return word.toString();
    }

    /** What a literal is compared by must not tell apart what a pattern takes for one. */
    @Test
    void characters_that_patterns_take_for_one_are_folded_to_one() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (Character.toLowerCase(c) == Character.toUpperCase(c)) {
                continue;
            }
            var text = String.valueOf((char) c);
            if (EndlessFolds.in(text, true)) {
                continue;
            }
            var pattern = Pattern.compile(Pattern.quote(text), Pattern.CASE_INSENSITIVE);
            for (char other : new char[] {
                Character.toLowerCase((char) c),
                Character.toUpperCase((char) c),
                Character.toTitleCase((char) c),
                'k',
                's',
                'i'
            }) {
                if (pattern.matcher(String.valueOf(other)).matches()) {
                    assertThat(Fold.of(other)).as("%04x %04x", c, (int) other).isEqualTo(Fold.of((char) c));
                }
            }
        }
    }

    /** The engine would look for the end of their cases forever, and the rules with it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\u0131; true",
                "x(?i)\u0130; true",
                "(?si:\u0131); true",
                "[\u00c0-\u017f]; true",
                "\\x{131}; true",
                "[a-\\x{200}]; true",
                "[\\x80-\\xff]; true",
                "[\\x00-\\x7f]; false",
                "stra\u00dfe|\u00c4\u00d6; false",
                "\u0416\u0451; false",
                "[a-z]-\\d; false",
            })
    void a_pattern_that_would_never_be_compiled_is_refused(String pattern, boolean refused) {
        assertThat(EndlessFolds.in(pattern, true)).isEqualTo(refused);
        if (!refused) {
            Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
        }
    }
}
