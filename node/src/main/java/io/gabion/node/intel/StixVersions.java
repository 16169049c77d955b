package io.gabion.node.intel;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.intel.IndicatorsBuilder;
import io.gabion.protocol.Names;
import java.time.Instant;
import java.util.Arrays;

/**
 * Which versions of an indicator are old: of those with one id the last {@code modified} counts, and says also whether it is
 * revoked (STIX 2.1, 3.6). Bundles are gone through for the ids, 8 bytes each, and for those that come again once more, for
 * their newest versions.
 */
final class StixVersions {
    /** Ids that are compared; those after them are taken as they are. */
    static final int MAX = IndicatorsBuilder.MAX;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private long[] ids = new long[64];
    private int size;
    /** For each id twice the microsecond when it was modified last, and one more if it was revoked then. */
    private long[] newest = {};

    /** Of every object, once. */
    void see(JsonNode object) {
        if (is(object) && size < MAX) {
            ids = size < ids.length ? ids : Arrays.copyOf(ids, size + size / 2);
            ids[size++] = hash(object);
        }
    }

    /** Forgets whatever has one version. @return whether anything is left: then every object is to be {@link #compare}d */
    boolean haveComeAgain() {
        Arrays.sort(ids, 0, size);
        int again = 0;
        for (int i = 1; i < size; i++) {
            if (ids[i] == ids[i - 1] && (again == 0 || ids[again - 1] != ids[i])) {
                ids[again++] = ids[i];
            }
        }
        size = again;
        ids = Arrays.copyOf(ids, size);
        newest = new long[size];
        Arrays.fill(newest, UNKNOWN);
        return size > 0;
    }

    /** Of every object, once more. */
    void compare(JsonNode object) {
        int at = is(object) ? Arrays.binarySearch(ids, 0, size, hash(object)) : -1;
        if (at >= 0) {
            newest[at] = Math.max(newest[at], version(object));
        }
    }

    /** Whether a newer version, or a revocation, is among those that were compared. Two of one time are one version. */
    boolean isOld(JsonNode object) {
        int at = Arrays.binarySearch(ids, 0, size, hash(object));
        return at >= 0 && newest[at] > version(object);
    }

    private static boolean is(JsonNode object) {
        return object.path("type").asText().equals("indicator")
                && !object.path("id").asText().isEmpty();
    }

    private static long version(JsonNode object) {
        var text = object.path("modified").asText();
        long micros = 0;
        try {
            var modified = text.isEmpty() ? Instant.EPOCH : Columns.time("modified", text);
            micros = modified.getEpochSecond() * 1_000_000 + modified.getNano() / 1_000;
        } catch (IllegalArgumentException e) {
            micros = 0; // Older than whatever tells its time.
        }
        return 2 * micros + (object.path("revoked").asBoolean() ? 1 : 0);
    }

    /** 64 bits of SHA-256. Two ids of one hash are taken for one; whoever wants that can give one id twice as well. */
    private static long hash(JsonNode object) {
        return Long.parseUnsignedLong(Names.hash(object.path("id").asText()).substring(0, 16), 16);
    }
}
