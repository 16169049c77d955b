package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Literals.Literal;
import io.gabion.detectors.sigma.match.Predicates.Need;
import io.gabion.detectors.sigma.rule.Check;
import io.gabion.detectors.sigma.rule.Check.Like;
import io.gabion.detectors.sigma.rule.Check.Regex;
import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.Glob;
import io.gabion.detectors.sigma.rule.Glob.Dash;
import io.gabion.detectors.sigma.rule.Glob.Part;
import io.gabion.detectors.sigma.rule.Glob.Run;
import java.util.ArrayList;
import java.util.List;

/** The texts without which a check cannot hold. */
final class Needs {
    /** Null if none are known. */
    static Need of(Check check) {
        return switch (check) {
            case Regex(var _, var any, int _) -> any.isEmpty() ? null : need(any, 0, false);
            case Like(var glob, boolean cased) -> of(glob.parts(), cased);
            default -> null;
        };
    }

    /** The longest stretch between wildcards. It decides alone if there is nothing else but open ends. */
    private static Need of(List<Part> parts, boolean cased) {
        int best = -1;
        int bestEnd = -1;
        int longest = 0;
        boolean sure = !cased;
        int stretches = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (!isText(parts.get(i))) {
                sure &= parts.get(i) instanceof Run;
                continue;
            }
            int end = i;
            int length = 0;
            while (end < parts.size() && isText(parts.get(end))) {
                length += parts.get(end) instanceof Glob.Literal(var text) ? text.length() : 1;
                end++;
            }
            stretches++;
            if (length > longest) {
                best = i;
                bestEnd = end;
                longest = length;
            }
            i = end - 1;
        }
        if (best < 0) {
            return null;
        }
        int start = best == 0 ? Literals.AT_START : 0;
        int stop = bestEnd == parts.size() ? Literals.AT_END : 0;
        return need(parts.subList(best, bestEnd), start, stop, sure && stretches == 1);
    }

    private static boolean isText(Part part) {
        return part instanceof Glob.Literal || part instanceof Dash;
    }

    /** Around its first dash, once for each kind of dash; further dashes end what is needed. */
    private static Need need(List<Part> stretch, int start, int stop, boolean sure) {
        int dash = 0;
        while (dash < stretch.size() && !(stretch.get(dash) instanceof Dash)) {
            dash++;
        }
        var before = dash == 0 ? "" : text(stretch.get(0));
        if (dash == stretch.size()) {
            return need(List.of(before), start | stop, sure);
        }
        boolean more = dash + 1 < stretch.size() && !(stretch.get(dash + 1) instanceof Dash);
        var after = more ? text(stretch.get(dash + 1)) : "";
        boolean whole = dash + (more ? 2 : 1) == stretch.size();
        var texts = new ArrayList<String>();
        for (char c : Glob.DASHES.toCharArray()) {
            texts.add(before + c + after);
        }
        return need(texts, start | (whole ? stop : 0), sure && whole);
    }

    private static Need need(List<String> texts, int anchors, boolean sure) {
        // The event's text is read field by field, with a line feed between them.
        if (texts.stream().anyMatch(t -> t.indexOf('\n') >= 0)) {
            return null;
        }
        return new Need(
                texts.stream().map(t -> new Literal(Fold.of(t), anchors)).toList(), sure);
    }

    private static String text(Part part) {
        return ((Glob.Literal) part).text();
    }

    /**
     * A guess at the share of events with a text: long ones are rare. The end of a path is a program that many rules name,
     * and so is a whole value: common where they are true at all.
     */
    static double rarity(Literal literal) {
        double rarity = Math.pow(0.45, Math.min(literal.text().length(), 12)) + 0.0005;
        return literal.anchors() == 0 ? rarity : Math.max(rarity, 0.01);
    }

    private Needs() {}
}
