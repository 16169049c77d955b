package io.gabion.loadtests.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a target says of the calls that changed it: {@code begins|ends CALL NODE ADDRESS MILLISECONDS}, a line each. */
final class TargetCalls {
    /** A program that is killed may leave half a line. */
    private static final Pattern WHOLE = Pattern.compile("(begins|ends) \\d+ \\d+ \\S+ \\d+");

    private record Call(String node, long began) {}

    /**
     * @return addresses for which a node called while another node's call was under way, with the two times. A call of which
     *     nothing more is said is taken for over at once.
     */
    static List<String> atOnce(List<String> said) {
        var lines = said.stream().filter(WHOLE.asMatchPredicate()).toList();
        var ended = ends(lines);
        var open = new HashMap<String, Map<String, Call>>();
        var found = new LinkedHashSet<String>();
        for (var line : lines) {
            var words = line.split(" ");
            var call = words[1] + "@" + words[2];
            long at = Long.parseLong(words[4]);
            var ofAddress = open.computeIfAbsent(words[3], _ -> new HashMap<>());
            if (words[0].equals("ends")) {
                ofAddress.remove(call);
                continue;
            }
            for (var other : ofAddress.values()) {
                if (!other.node.equals(words[2])) {
                    found.add("%s: by process %s since %d, by process %s since %d"
                            .formatted(words[3], other.node, other.began, words[2], at));
                }
            }
            if (ended.contains(call)) {
                ofAddress.put(call, new Call(words[2], at));
            }
        }
        return new ArrayList<>(found);
    }

    private static LinkedHashSet<String> ends(List<String> lines) {
        var ends = new LinkedHashSet<String>();
        for (var line : lines) {
            var words = line.split(" ");
            if (words[0].equals("ends")) {
                ends.add(words[1] + "@" + words[2]);
            }
        }
        return ends;
    }

    private TargetCalls() {}
}
