package io.gabion.loadtests.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a target says of the calls that changed it: {@code begins|ends CALL NODE ADDRESSES MILLISECONDS}, a line each, with a
 * comma between two addresses.
 */
final class TargetCalls {
    /** A program that is killed may leave half a line. */
    private static final Pattern WHOLE = Pattern.compile("(begins|ends) \\d+ \\d+ \\S+ \\d+");

    private record Call(String node, long began) {}

    /** Of one line, about one of its addresses. */
    private record Said(boolean begins, String call, String node, String address, long at) {}

    private static Stream<Said> read(List<String> lines) {
        return lines.stream()
                .filter(WHOLE.asMatchPredicate())
                .map(line -> line.split(" "))
                .flatMap(words -> Arrays.stream(words[3].split(","))
                        .map(address -> new Said(
                                words[0].equals("begins"),
                                words[1] + "@" + words[2],
                                words[2],
                                address,
                                Long.parseLong(words[4]))));
    }

    /** How many calls began that were about an address. */
    static int of(List<String> lines, String address) {
        return (int) read(lines)
                .filter(said -> said.begins() && said.address().equals(address))
                .count();
    }

    /**
     * @return addresses for which a node called while another node's call was under way, with the two times. A call of which
     *     nothing more is said is taken for over at once.
     */
    static List<String> atOnce(List<String> lines) {
        var all = read(lines).toList();
        var ended = all.stream().filter(said -> !said.begins()).map(Said::call).collect(Collectors.toSet());
        var open = new HashMap<String, Map<String, Call>>();
        var found = new LinkedHashSet<String>();
        for (var said : all) {
            var ofAddress = open.computeIfAbsent(said.address(), _ -> new HashMap<>());
            if (!said.begins()) {
                ofAddress.remove(said.call());
                continue;
            }
            for (var other : ofAddress.values()) {
                if (!other.node.equals(said.node())) {
                    found.add("%s: by process %s since %d, by process %s since %d"
                            .formatted(said.address(), other.node, other.began, said.node(), said.at()));
                }
            }
            if (ended.contains(said.call())) {
                ofAddress.put(said.call(), new Call(said.node(), said.at()));
            }
        }
        return new ArrayList<>(found);
    }

    private TargetCalls() {}
}
