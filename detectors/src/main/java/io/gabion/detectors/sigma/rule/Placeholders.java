package io.gabion.detectors.sigma.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the placeholders of rules stand for here, by name without its percent signs. A value may hold wildcards; a list
 * means any of its values.
 */
public record Placeholders(Map<String, List<String>> values) {
    public static final Placeholders NONE = new Placeholders(Map.of());

    private static final int MAX_EXPANSIONS = 10_000;
    private static final Pattern NAME = Pattern.compile("%([\\w.-]{1,100})%");

    public Placeholders {
        values = Map.copyOf(values);
    }

    /** Every text that {@code text} stands for. A percent sign after a backslash is only a percent sign. */
    List<String> expand(String text, int line) throws Refusal {
        var done = List.of("");
        int from = 0;
        var found = NAME.matcher(text);
        int at = 0;
        while (found.find(at)) {
            if (found.start() > 0 && text.charAt(found.start() - 1) == '\\') {
                at = found.start() + 1;
                continue;
            }
            var named = values.get(found.group(1));
            if (named == null) {
                throw new Refusal(line, "nothing is known for the placeholder %" + found.group(1) + "%");
            }
            done = product(done, plain(text.substring(from, found.start())), named, line);
            from = found.end();
            at = from;
        }
        return product(done, plain(text.substring(from)), List.of(""), line);
    }

    private static List<String> product(List<String> heads, String middle, List<String> tails, int line)
            throws Refusal {
        if ((long) heads.size() * tails.size() > MAX_EXPANSIONS) {
            throw new Refusal(line, "placeholders that stand for more than " + MAX_EXPANSIONS + " values");
        }
        var all = new ArrayList<String>();
        for (var head : heads) {
            for (var tail : tails) {
                all.add(head + middle + tail);
            }
        }
        return all;
    }

    private static String plain(String text) {
        return text.replace("\\%", "%");
    }
}
