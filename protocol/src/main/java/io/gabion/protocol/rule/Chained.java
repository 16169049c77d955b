package io.gabion.protocol.rule;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one group of a correlation found, as an event of another.
 *
 * @param key the same however often it is told
 * @param at when it was found, in event time
 * @param source the event that decided
 * @param primary of that event
 * @param assets of that event
 * @param fields of that event and of the group that found, as far as others ask for them
 * @param counting the group that counts it, and as what
 * @param chain where the correlation of that group stands
 * @param behind milliseconds that the events of the group that found are behind the clock of the mesh
 */
public record Chained(
        String key,
        Instant at,
        Source source,
        AssetRef primary,
        List<AssetRef> assets,
        Map<String, String> fields,
        Counting counting,
        Chain chain,
        long behind) {
    public Chained {
        assets = List.copyOf(assets);
        fields = Map.copyOf(fields);
        if (counting.groups().size() != 1
                || counting.groups().getFirst().events().size() != 1) {
            throw new IllegalArgumentException("one event of one group: " + key);
        }
    }

    /** The name of the asset that keeps the group that counts it. */
    public String group() {
        return counting.groups().getFirst().name();
    }
}
