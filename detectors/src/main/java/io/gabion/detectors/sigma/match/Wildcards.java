package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.Glob;
import io.gabion.detectors.sigma.rule.Glob.Dash;
import io.gabion.detectors.sigma.rule.Glob.Literal;
import io.gabion.detectors.sigma.rule.Glob.One;
import io.gabion.detectors.sigma.rule.Glob.Run;

/** Compares a whole text with a glob, in time of at most the product of their lengths. */
final class Wildcards {
    private static final byte LITERAL = 0;
    private static final byte ONE = 1;
    private static final byte DASH = 2;
    private static final byte RUN = 3;

    private final char[] chars;
    private final byte[] kinds;
    private final boolean cased;

    Wildcards(Glob glob, boolean cased) {
        this.cased = cased;
        var text = new StringBuilder();
        var what = new java.io.ByteArrayOutputStream();
        for (var part : glob.parts()) {
            switch (part) {
                case Literal(var literal) -> {
                    text.append(cased ? literal : Fold.of(literal));
                    what.writeBytes(new byte[literal.length()]);
                }
                case One _ -> put(text, what, ONE);
                case Dash _ -> put(text, what, DASH);
                case Run _ -> put(text, what, RUN);
            }
        }
        chars = text.toString().toCharArray();
        kinds = what.toByteArray();
    }

    private static void put(StringBuilder text, java.io.ByteArrayOutputStream what, byte kind) {
        text.append(' ');
        what.write(kind);
    }

    boolean matches(String value) {
        int at = 0;
        int in = 0;
        int lastRun = -1;
        int resume = 0;
        while (at < value.length()) {
            if (in < kinds.length && kinds[in] == RUN) {
                lastRun = in++;
                resume = at;
            } else if (in < kinds.length && takes(in, value.charAt(at))) {
                in++;
                at++;
            } else if (lastRun >= 0) {
                in = lastRun + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < kinds.length && kinds[in] == RUN) {
            in++;
        }
        return in == kinds.length;
    }

    private boolean takes(int in, char c) {
        return switch (kinds[in]) {
            case LITERAL -> chars[in] == (cased ? c : Fold.of(c));
            case ONE -> true;
            case DASH -> Glob.isDash(c);
            default -> false;
        };
    }
}
