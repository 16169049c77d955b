package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Node.Mapping;
import io.gabion.detectors.sigma.rule.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How a field is made of others that a log has under other names. */
sealed interface Fill {
    /** Texts and fields in turn, beginning with a text; a missing field makes none of it. */
    record Joined(List<String> texts, List<String> fields) implements Fill {}

    /** The value of a field, in other words. */
    record Translated(String field, Map<String, String> words) implements Fill {}

    /** @param value gives a field's value, or null. @return null if there is none */
    default String of(UnaryOperator<String> value) {
        return switch (this) {
            case Joined(var texts, var fields) -> {
                if (fields.size() == 1
                        && texts.getFirst().isEmpty()
                        && texts.getLast().isEmpty()) {
                    yield value.apply(fields.getFirst());
                }
                var text = new StringBuilder(texts.getFirst());
                for (int i = 0; i < fields.size(); i++) {
                    var part = value.apply(fields.get(i));
                    if (part == null) {
                        yield null;
                    }
                    text.append(part).append(texts.get(i + 1));
                }
                yield text.toString();
            }
            case Translated(var field, var words) -> {
                var word = value.apply(field);
                yield word == null ? null : words.getOrDefault(word, word);
            }
        };
    }

    default List<String> needs() {
        return switch (this) {
            case Joined(var _, var fields) -> fields;
            case Translated(var field, var _) -> List.of(field);
        };
    }

    static Map<String, Fill> read(Mapping fields) throws Refusal {
        var fills = new LinkedHashMap<String, Fill>();
        for (var entry : fields.entries().entrySet()) {
            fills.put(
                    entry.getKey(),
                    entry.getValue() instanceof Mapping words
                            ? translated(words)
                            : joined(entry.getValue().asScalar("a field").text()));
        }
        return fills;
    }

    private static Translated translated(Mapping map) throws Refusal {
        var words = new HashMap<String, String>();
        for (var entry : map.entries().entrySet()) {
            words.put(entry.getKey(), entry.getValue().asScalar("a word").text());
        }
        var field = words.remove("from");
        return new Translated(field, Map.copyOf(words));
    }

    private static Joined joined(String template) {
        var texts = new ArrayList<String>();
        var fields = new ArrayList<String>();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            texts.add(template.substring(from, open));
            fields.add(template.substring(open + 1, close));
            from = close + 1;
        }
        texts.add(template.substring(from));
        return new Joined(List.copyOf(texts), List.copyOf(fields));
    }
}
