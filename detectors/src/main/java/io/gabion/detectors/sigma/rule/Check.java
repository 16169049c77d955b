package io.gabion.detectors.sigma.rule;

import com.google.re2j.Pattern;
import io.gabion.protocol.asset.Addresses;
import java.util.Arrays;
import java.util.List;

/**
 * What is asked of one field, after all modifiers. A field that is absent satisfies only {@link Absent}, one that is there
 * without a value that and {@link Present}, and one of several values what any of them satisfies.
 */
public sealed interface Check {
    /** @param cased tells upper from lower case */
    record Like(Glob glob, boolean cased) implements Check {}

    /**
     * Found anywhere in the value.
     *
     * @param any folded texts without one of which the pattern cannot be found; empty if none are known
     * @param shortest how many characters the pattern takes at least
     */
    record Regex(Pattern pattern, List<String> any, int shortest) implements Check {
        public Regex {
            any = List.copyOf(any);
        }
    }

    /** @param base 4 or 16 bytes, the host part zero */
    record Within(Network network) implements Check {}

    record Compare(Relation relation, double number) implements Check {}

    /** A part of a date, as it is written: no zone is converted. */
    record DatePart(Part part, Relation relation, double number) implements Check {}

    record SameAs(String field, Place place, boolean cased) implements Check {}

    record Present() implements Check {}

    /** Without a value, be the field there or not. */
    record Absent() implements Check {}

    enum Relation {
        LT,
        LTE,
        EQ,
        GTE,
        GT;

        public boolean holds(double left, double right) {
            return switch (this) {
                case LT -> left < right;
                case LTE -> left <= right;
                case EQ -> left == right;
                case GTE -> left >= right;
                case GT -> left > right;
            };
        }
    }

    enum Part {
        MINUTE,
        HOUR,
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    enum Place {
        WHOLE,
        START,
        END,
        ANYWHERE
    }

    /** A range of IPv4 or IPv6 addresses; an IPv4-mapped address is an IPv4 address. */
    record Network(byte[] base, int bits) {
        /** @return null if {@code text} is no network */
        static Network parse(String text) {
            int slash = text.indexOf('/');
            var base = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
            if (base.isEmpty()) {
                return null;
            }
            int most = base.get().length * 8;
            var length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
            if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
                return null;
            }
            return new Network(base.get(), Integer.parseInt(length));
        }

        public boolean holds(String address) {
            var bytes = Addresses.parse(address).orElse(null);
            if (bytes == null || bytes.length != base.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(bytes, 0, whole, base, 0, whole)
                    && (rest == 0 || (bytes[whole] ^ base[whole]) >> (8 - rest) == 0);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Network(var b, var n) && n == bits && Arrays.equals(b, base);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(base) * 31 + bits;
        }

        @Override
        public String toString() {
            return Addresses.format(base) + "/" + bits;
        }
    }
}
