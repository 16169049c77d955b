package io.gabion.node.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * How far a source of messages has come.
 *
 * @param number of the last message, counted from 1 over all restarts
 * @param cursor where the source itself goes on, if it can; otherwise empty
 */
record StreamPosition(long number, String cursor) {
    static final StreamPosition NONE = new StreamPosition(0, "");

    private static final JsonMapper JSON = new JsonMapper();

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty if {@code text} is not a position. */
    static Optional<StreamPosition> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(NONE);
        }
        try {
            var read = JSON.readValue(text, StreamPosition.class);
            return read != null && read.cursor != null ? Optional.of(read) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
