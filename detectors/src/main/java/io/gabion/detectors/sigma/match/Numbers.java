package io.gabion.detectors.sigma.match;

/** Numbers as logs write them. */
public final class Numbers {
    private static final int LONGEST = 40;

    /** Decimal, with or without a fraction, or hexadecimal after {@code 0x}; not a number for anything else. */
    public static double of(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Double.NaN;
        }
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return Long.parseUnsignedLong(text, 2, text.length(), 16);
            }
            char last = text.charAt(text.length() - 1);
            // Java's own suffixes for float and double are letters to everybody else.
            return last >= '0' && last <= '9' || last == '.' || last == ' ' ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private Numbers() {}
}
