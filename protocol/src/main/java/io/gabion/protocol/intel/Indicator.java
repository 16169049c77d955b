package io.gabion.protocol.intel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An indicator as its hits show it, journaled with them: what its list said then can be told after it has changed.
 *
 * @param id the list's own, or its file and line
 * @param value canonical
 * @param source who says so
 * @param list the file, with {@code version}, a hash of its bytes
 * @param stated confidence as the list states it, 0 to 1
 * @param confidence what was left of that at the time of the hit
 * @param ageSeconds since it became valid, or -1 if the list does not say when
 * @param techniques of ATT&CK that its list names with it, as {@code T1071.001}; at most {@value #MAX_TECHNIQUES}
 */
public record Indicator(
        String id,
        IndicatorType type,
        String value,
        String source,
        String list,
        String version,
        double stated,
        double confidence,
        long ageSeconds,
        List<String> techniques) {
    public static final int MAX_TECHNIQUES = 16;

    public Indicator {
        techniques = List.copyOf(techniques);
    }

    /** A node of the version before sends no techniques. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Indicator read(JsonNode json) {
        var techniques = new ArrayList<String>();
        json.path("techniques").forEach(technique -> techniques.add(technique.asText()));
        return new Indicator(
                json.required("id").asText(),
                IndicatorType.valueOf(json.required("type").asText().toUpperCase(Locale.ROOT)),
                json.required("value").asText(),
                json.required("source").asText(),
                json.required("list").asText(),
                json.required("version").asText(),
                json.required("stated").asDouble(),
                json.required("confidence").asDouble(),
                json.required("ageSeconds").asLong(),
                techniques);
    }
}
