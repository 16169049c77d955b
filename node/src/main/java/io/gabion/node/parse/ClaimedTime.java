package io.gabion.node.parse;

import io.gabion.protocol.observation.Observation;
import java.time.Instant;
import java.util.LinkedHashMap;

/**
 * What a line says of its own time is not believed when it is far ahead: the observation gets a time that can be, and
 * the claimed one stays in its fields, for reading only.
 */
public final class ClaimedTime {
    /** The field with the time that the line gave, in ISO 8601. Left out where there is no room for a field. */
    public static final String FIELD = "claimed_time";

    public static Observation replaced(Observation claimed, Instant time) {
        var fields = claimed.fields();
        if (fields.size() < Observation.MAX_FIELDS) {
            fields = new LinkedHashMap<>(fields);
            fields.put(FIELD, claimed.time().toString());
        }
        return new Observation(
                claimed.source(),
                time,
                claimed.type(),
                claimed.activity(),
                claimed.product(),
                claimed.assets(),
                claimed.actor(),
                claimed.process(),
                claimed.network(),
                claimed.authentication(),
                fields);
    }

    private ClaimedTime() {}
}
