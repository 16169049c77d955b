package io.gabion.protocol.intake;

import io.gabion.protocol.observation.Source;

/** A line that could not be read. @param excerpt its first 200 characters, control characters escaped */
public record DeadLetter(Source source, String reason, String excerpt) {
    private static final int EXCERPT = 200;

    public static DeadLetter of(Source source, String reason, String line) {
        var text = new StringBuilder(EXCERPT);
        for (int i = 0; i < line.length() && i < EXCERPT; i++) {
            char c = line.charAt(i);
            text.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        return new DeadLetter(source, reason, text.toString());
    }
}
