package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Fold;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * All texts that rules look for in one field, found in one pass (Aho and Corasick, as a table). Only the last
 * {@value #WINDOW} characters of a text are in the table, and characters beyond ASCII share {@value #WIDE} classes, so that
 * it stays small; what that leaves open is compared where a text is found.
 */
final class Literals {
    static final int WINDOW = 8;
    static final int WIDE = 8;

    static final int AT_START = 1;
    static final int AT_END = 2;

    /** @param text folded, not empty */
    record Literal(String text, int anchors) {}

    /** Told of a literal that was found, possibly several times. */
    interface Found {
        void found(int literal);
    }

    private final byte[] ascii = new byte[128];
    private final int classes;
    /** By state times classes; a negative number is a state with literals that end there. */
    private final int[] next;

    private final int[][] ends;
    private final char[][] texts;
    /** How many of a text's first characters the table does not vouch for. */
    private final int[] open;

    private final int[] anchors;

    Literals(List<Literal> literals) {
        texts = new char[literals.size()][];
        anchors = new int[literals.size()];
        open = new int[literals.size()];
        var windows = new ArrayList<String>();
        var alphabet = new TreeSet<Character>();
        for (int i = 0; i < texts.length; i++) {
            var text = literals.get(i).text();
            texts[i] = text.toCharArray();
            anchors[i] = literals.get(i).anchors();
            var window = text.substring(Math.max(0, text.length() - WINDOW));
            windows.add(window);
            open[i] = window.chars().allMatch(c -> c < 128) ? text.length() - window.length() : text.length();
            window.chars().filter(c -> c < 128).forEach(c -> alphabet.add((char) c));
        }
        var known = new HashMap<Character, Integer>();
        for (char c : alphabet) {
            known.put(c, WIDE + 1 + known.size());
        }
        classes = WIDE + 1 + known.size();
        for (char c = 0; c < 128; c++) {
            ascii[c] = known.getOrDefault(Fold.of(c), 0).byteValue();
        }
        var trie = new Trie(windows, this::classOf);
        ends = trie.ends;
        next = trie.table(classes);
    }

    /** The places of a text's characters, by character class; the failure links are folded into the table. */
    private static final class Trie {
        private final List<Map<Integer, Integer>> children = new ArrayList<>();
        private final int[][] ends;

        Trie(List<String> windows, IntUnaryOperator classes) {
            children.add(new HashMap<>());
            var found = new HashMap<Integer, List<Integer>>();
            for (int i = 0; i < windows.size(); i++) {
                int state = 0;
                for (char c : windows.get(i).toCharArray()) {
                    int kind = classes.applyAsInt(c);
                    var child = children.get(state).get(kind);
                    if (child == null) {
                        child = children.size();
                        children.get(state).put(kind, child);
                        children.add(new HashMap<>());
                    }
                    state = child;
                }
                found.computeIfAbsent(state, _ -> new ArrayList<>()).add(i);
            }
            ends = new int[children.size()][];
            for (int state = 0; state < ends.length; state++) {
                ends[state] = found.getOrDefault(state, List.of()).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
            }
        }

        int[] table(int classes) {
            var next = new int[children.size() * classes];
            var fail = new int[children.size()];
            var queue = new ArrayDeque<Integer>();
            for (var root : children.getFirst().entrySet()) {
                next[root.getKey()] = root.getValue();
                queue.add(root.getValue());
            }
            while (!queue.isEmpty()) {
                int state = queue.remove();
                System.arraycopy(next, fail[state] * classes, next, state * classes, classes);
                ends[state] = joined(ends[state], ends[fail[state]]);
                for (var child : children.get(state).entrySet()) {
                    fail[child.getValue()] = next[state * classes + child.getKey()];
                    next[state * classes + child.getKey()] = child.getValue();
                    queue.add(child.getValue());
                }
            }
            for (int i = 0; i < next.length; i++) {
                next[i] = ends[next[i]].length > 0 ? -next[i] : next[i];
            }
            return next;
        }

        private static int[] joined(int[] own, int[] shorter) {
            if (shorter.length == 0) {
                return own;
            }
            var both = Arrays.copyOf(own, own.length + shorter.length);
            System.arraycopy(shorter, 0, both, own.length, shorter.length);
            return both;
        }
    }

    /** @param text as it stands in the event, its first {@code length} characters */
    void scan(char[] text, int length, Found found) {
        int state = 0;
        for (int i = 0; i < length; i++) {
            char c = text[i];
            state = next[state * classes + (c < 128 ? ascii[c] : classOf(c))];
            if (state < 0) {
                state = -state;
                for (int literal : ends[state]) {
                    if (stands(literal, text, i + 1, length)) {
                        found.found(literal);
                    }
                }
            }
        }
    }

    private int classOf(int c) {
        char folded = Fold.of((char) c);
        return folded < 128 ? ascii[folded] : 1 + folded % WIDE;
    }

    private boolean stands(int literal, char[] text, int end, int length) {
        var wanted = texts[literal];
        int start = end - wanted.length;
        int where = anchors[literal];
        if (start < 0 || (where & AT_START) != 0 && start != 0 || (where & AT_END) != 0 && end != length) {
            return false;
        }
        for (int i = 0; i < open[literal]; i++) {
            if (Fold.of(text[start + i]) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
