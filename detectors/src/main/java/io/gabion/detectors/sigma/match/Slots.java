package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Fold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields that any rule asks about, each with its place. A name is one name in upper and lower case, and whether its
 * parts are joined by a dot or an underscore.
 */
final class Slots {
    /** The text of the whole event, for keywords. */
    static final int EVENT = 0;

    private final Map<String, Integer> byName = new HashMap<>();
    private final List<String> names = new ArrayList<>(List.of(""));

    int of(String field) {
        return field.isEmpty()
                ? EVENT
                : byName.computeIfAbsent(Fold.name(field), name -> {
                    names.add(name);
                    return names.size() - 1;
                });
    }

    /** -1 if no rule asks about it. */
    int find(String field) {
        return byName.getOrDefault(Fold.name(field), -1);
    }

    int size() {
        return names.size();
    }
}
