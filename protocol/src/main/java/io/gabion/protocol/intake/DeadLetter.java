package io.gabion.protocol.intake;

import io.gabion.protocol.observation.Source;

/** A line that could not be read. @param excerpt its first 200 characters, control characters and halves of pairs escaped */
public record DeadLetter(Source source, String reason, String excerpt) {
    private static final int EXCERPT = 200;

    public static DeadLetter of(Source source, String reason, String line) {
        var text = new StringBuilder(EXCERPT);
        line.codePoints().limit(EXCERPT).forEach(c -> {
            boolean isText = !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
            text.append(isText ? Character.toString(c) : "\\u%04x".formatted(c));
        });
        return new DeadLetter(source, reason, text.toString());
    }
}
