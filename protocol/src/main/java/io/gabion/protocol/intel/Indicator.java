package io.gabion.protocol.intel;

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
        long ageSeconds) {}
