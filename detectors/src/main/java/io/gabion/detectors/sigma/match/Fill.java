package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Node;
import io.gabion.detectors.sigma.rule.Node.Mapping;
import io.gabion.detectors.sigma.rule.Node.Scalar;
import io.gabion.detectors.sigma.rule.Refusal;
import io.gabion.protocol.observation.Several;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** How a field is made of others that a log has under other names. What is made of one with several values has as many. */
sealed interface Fill {
    /** Texts and fields in turn, beginning with a text; a missing field makes none of it. */
    record Joined(List<String> texts, List<String> fields) implements Fill {}

    /** The value of a field, in other words. */
    record Translated(String field, Map<String, String> words) implements Fill {}

    /** The first of these that there is. */
    record First(List<Fill> of) implements Fill {}

    /** @param value gives a field's value, or null. @return null if there is none */
    default String of(UnaryOperator<String> value) {
        return switch (this) {
            case Joined(var texts, var fields) -> {
                if (fields.size() == 1) {
                    var only = value.apply(fields.getFirst());
                    boolean asIs = texts.getFirst().isEmpty() && texts.getLast().isEmpty();
                    yield only == null || asIs
                            ? only
                            : Several.each(only, one -> texts.getFirst() + one + texts.getLast());
                }
                var text = new StringBuilder(texts.getFirst());
                for (int i = 0; i < fields.size(); i++) {
                    var part = value.apply(fields.get(i));
                    if (part == null) {
                        yield null;
                    }
                    text.append(Several.told(part)).append(texts.get(i + 1));
                }
                yield text.toString();
            }
            case First(var of) ->
                of.stream()
                        .map(one -> one.of(value))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            case Translated(var field, var words) -> {
                var word = value.apply(field);
                yield word == null ? null : Several.each(word, one -> words.getOrDefault(one, one));
            }
        };
    }

    default List<String> needs() {
        return switch (this) {
            case First(var of) ->
                of.stream().flatMap(one -> one.needs().stream()).toList();
            case Joined(var _, var fields) -> fields;
            case Translated(var field, var _) -> List.of(field);
        };
    }

    static Map<String, Fill> read(Mapping fields) throws Refusal {
        var fills = new LinkedHashMap<String, Fill>();
        for (var entry : fields.entries().entrySet()) {
            fills.put(entry.getKey(), fill(entry.getValue()));
        }
        return fills;
    }

    private static Fill fill(Node node) throws Refusal {
        if (node instanceof Mapping words) {
            return translated(words);
        }
        var all = new ArrayList<Fill>();
        for (var one : node.asList()) {
            all.add(joined(one.asScalar("a field")));
        }
        return all.size() == 1 ? all.getFirst() : new First(List.copyOf(all));
    }

    private static Translated translated(Mapping map) throws Refusal {
        var words = new HashMap<String, String>();
        for (var entry : map.entries().entrySet()) {
            words.put(entry.getKey(), entry.getValue().asScalar("a word").text());
        }
        var field = words.remove("from");
        if (field == null) {
            throw new Refusal(map.line(), "words without the field that they are from");
        }
        return new Translated(field, Map.copyOf(words));
    }

    private static Joined joined(Scalar scalar) throws Refusal {
        var template = scalar.text();
        var texts = new ArrayList<String>();
        var fields = new ArrayList<String>();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                throw new Refusal(scalar.line(), "a name without its closing brace: " + template);
            }
            texts.add(template.substring(from, open));
            fields.add(template.substring(open + 1, close));
            from = close + 1;
        }
        texts.add(template.substring(from));
        return new Joined(List.copyOf(texts), List.copyOf(fields));
    }
}
