package io.gabion.node.intel;

import io.gabion.protocol.intel.Indicator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Techniques of ATT&CK by their ids, in whatever they stand: {@code T1566.001}, {@code attack.t1566}, {@code mitre:T1566}. */
final class Techniques {
    private static final Pattern ID = Pattern.compile("(?<![A-Za-z0-9])[Tt]\\d{4}(\\.\\d{3})?(?![0-9])");
    private static final int MOST_CHARACTERS = 1_000;

    /** In their order, each once, as many as a hit carries. */
    static List<String> in(List<String> texts) {
        return texts.stream()
                .flatMap(text -> ID.matcher(text.substring(0, Math.min(text.length(), MOST_CHARACTERS)))
                        .results()
                        .map(MatchResult::group))
                .map(id -> id.toUpperCase(Locale.ROOT))
                .distinct()
                .limit(Indicator.MAX_TECHNIQUES)
                .toList();
    }

    private Techniques() {}
}
