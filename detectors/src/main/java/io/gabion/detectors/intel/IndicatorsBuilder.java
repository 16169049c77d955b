package io.gabion.detectors.intel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.detectors.intel.Indicators.Origin;
import io.gabion.protocol.intel.IndicatorType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs {@link Indicators}. A row: type (1 byte), confidence (1), half-life in days (2), origin (2), valid from and until in
 * seconds (4 each), line (4), length of the value (2), value, length of the id (1), id. The last second of a time is 2038.
 */
public final class IndicatorsBuilder {
    /** In all lists together. */
    public static final int MAX = 10_000_000;

    static final int CONFIDENCE = 1;
    static final int HALF_LIFE = 2;
    static final int ORIGIN = 4;
    static final int FROM = 6;
    static final int UNTIL = 10;
    static final int LINE = 14;
    static final int LENGTH = 18;
    static final int HEAD = 20;

    private static final int MAX_BYTES = 1 << 30;
    private static final int MAX_ORIGINS = 65_535;
    private static final int MAX_ID = 255;

    private final List<Origin> origins = new ArrayList<>();
    private final Map<Origin, Integer> known = new HashMap<>();
    private final BitSet lengths4 = new BitSet();
    private final BitSet lengths6 = new BitSet();
    private ByteBuffer rows = ByteBuffer.allocate(1 << 12);
    private long[] keys = new long[64];
    private int size;
    private boolean zones;

    /** @return why it cannot be taken, or empty */
    public String add(Entry entry, String list, String version) {
        var origin = new Origin(entry.source().isEmpty() ? list : entry.source(), list, version, entry.techniques());
        var value = entry.value().text().getBytes(UTF_8);
        var id = entry.id().getBytes(UTF_8);
        if (size == MAX || rows.position() > MAX_BYTES) {
            return "more than " + MAX + " indicators, or 1 GiB of them";
        }
        if (id.length > MAX_ID || value.length > Values.MAX) {
            return "an id has at most " + MAX_ID + " bytes, a value " + Values.MAX;
        }
        if (!known.containsKey(origin) && origins.size() == MAX_ORIGINS) {
            return "more than " + MAX_ORIGINS + " sources with their techniques";
        }
        int from = known.computeIfAbsent(origin, o -> {
            origins.add(o);
            return origins.size() - 1;
        });
        reach(HEAD + value.length + 1 + id.length);
        keys[size++] = Indicators.hash(entry.value().type(), value) << 32 | rows.position();
        rows.put((byte) entry.value().type().ordinal())
                .put((byte) entry.confidence())
                .putChar((char) entry.halfLifeDays())
                .putChar((char) from)
                .putInt(second(entry.from()))
                .putInt(second(entry.until()))
                .putInt(entry.line())
                .putChar((char) value.length)
                .put(value)
                .put((byte) id.length)
                .put(id);
        note(entry.value());
        return "";
    }

    public Indicators build() {
        return new Indicators(
                Arrays.copyOf(rows.array(), rows.position()),
                Arrays.copyOf(keys, size),
                origins,
                lengths4,
                lengths6,
                zones);
    }

    private void note(Values.Value value) {
        zones |= value.type() == IndicatorType.ZONE;
        if (value.type() == IndicatorType.NETWORK) {
            var text = value.text();
            (text.indexOf(':') < 0 ? lengths4 : lengths6).set(Integer.parseInt(text.substring(text.indexOf('/') + 1)));
        }
    }

    private void reach(int bytes) {
        if (rows.remaining() < bytes) {
            rows = ByteBuffer.allocate(Math.max(rows.capacity() + rows.capacity() / 2, rows.capacity() + bytes))
                    .put(rows.flip());
        }
        keys = size < keys.length ? keys : Arrays.copyOf(keys, size + size / 2);
    }

    private static int second(Instant time) {
        return Math.clamp(time.getEpochSecond(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
