package io.gabion.protocol.intel;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.OcsfClass;
import java.time.Instant;
import java.util.LinkedHashMap;

/** A value that an asset showed before a list named it, first when {@code observation} was made. */
public record Sighting(
        Observation observation, String seen, Indicator indicator, long times, Instant first, Instant last) {
    private static final String PRODUCT = "gabion";
    private static final String VALUE = "hunt.value";
    private static final String TIMES = "hunt.times";
    private static final String FIRST = "hunt.first";
    private static final String LAST = "hunt.last";
    private static final int OWN_FIELDS = 4;
    private static final int CREATE = 1;

    public record Key(AssetRef asset, String seen) {}

    public static Sighting of(Observation observation, String seen, Indicator indicator) {
        return new Sighting(observation, seen, indicator, 1, observation.time(), observation.time());
    }

    public static Key key(Observation observation, String seen) {
        return new Key(observation.primary(), seen);
    }

    public Sighting and(Observation other) {
        boolean isEarlier = other.time().isBefore(first);
        return new Sighting(
                isEarlier ? other : observation,
                seen,
                indicator,
                times + 1,
                isEarlier ? other.time() : first,
                other.time().isAfter(last) ? other.time() : last);
    }

    /** What the asset is told: as it was then, in the place where it was told, but found now. */
    public Observation found(Instant now) {
        var fields = new LinkedHashMap<String, String>();
        fields.put(VALUE, seen);
        fields.put(TIMES, Long.toString(times));
        fields.put(FIRST, first.toString());
        fields.put(LAST, last.toString());
        observation.fields().entrySet().stream()
                .limit(Observation.MAX_FIELDS - OWN_FIELDS)
                .forEach(field -> fields.putIfAbsent(field.getKey(), field.getValue()));
        return new Observation(
                observation.source(),
                now,
                OcsfClass.DETECTION_FINDING,
                CREATE,
                PRODUCT,
                observation.assets(),
                observation.actor(),
                observation.process(),
                observation.network(),
                Authentication.NONE,
                fields);
    }

    public static boolean isIn(Observation observation) {
        return observation.product().equals(PRODUCT) && observation.fields().containsKey(VALUE);
    }

    /** For people, of one that a sighting is in. */
    public static String words(Observation found) {
        var fields = found.fields();
        return "seen %s times from %s to %s, before the list named it"
                .formatted(fields.get(TIMES), fields.get(FIRST), fields.get(LAST));
    }

    /** Of one that a sighting is in. */
    public static Key key(Observation found) {
        return key(found, found.fields().get(VALUE));
    }
}
