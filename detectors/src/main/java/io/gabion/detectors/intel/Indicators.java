package io.gabion.detectors.intel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.Names;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.intel.Indicator;
import io.gabion.protocol.intel.IndicatorType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Millions of indicators in two arrays: their rows one after the other as bytes, and for each 31 bits of its value's hash
 * with the row's place, sorted. A value is compared in full, so that a hash never decides. Immutable.
 */
public final class Indicators {
    public static final Indicators NONE = new IndicatorsBuilder().build();

    /** What is left of a confidence below this is not worth a word. */
    static final double LEAST = 0.1;

    private static final double DAY = 86_400;
    private static final IndicatorType[] TYPES = IndicatorType.values();

    /** @param version a hash of the file's bytes */
    public record Origin(String source, String list, String version, List<String> techniques) {}

    private final byte[] rows;
    private final ByteBuffer row;
    private final long[] keys;
    private final int[] starts;
    private final int shift;
    private final List<Origin> origins;
    private final BitSet lengths4;
    private final BitSet lengths6;
    private final boolean zones;

    Indicators(byte[] rows, long[] keys, List<Origin> origins, BitSet lengths4, BitSet lengths6, boolean zones) {
        this.rows = rows;
        this.row = ByteBuffer.wrap(rows);
        this.keys = keys;
        this.origins = List.copyOf(origins);
        this.lengths4 = lengths4;
        this.lengths6 = lengths6;
        this.zones = zones;
        Arrays.parallelSort(keys);
        int bits = Math.max(1, 30 - Integer.numberOfLeadingZeros(Math.max(keys.length, 1)));
        this.shift = 63 - bits;
        this.starts = new int[(1 << bits) + 1];
        for (long key : keys) {
            starts[(int) (key >>> shift) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
    }

    public int size() {
        return keys.length;
    }

    /** The same as long as the lists are. */
    public String version() {
        return Names.of(origins.stream()
                .flatMap(origin -> Stream.of(origin.list(), origin.version()))
                .distinct()
                .sorted()
                .toArray(String[]::new));
    }

    /** In memory. */
    public long bytes() {
        return rows.length + 8L * keys.length + 4L * starts.length;
    }

    /**
     * The surest indicator that names the value, of those valid at that time.
     *
     * @param hindsight whether those count that became valid only later, too, as they say
     */
    public Optional<Indicator> find(Values.Value value, Instant at, boolean hindsight) {
        if (keys.length == 0) {
            return Optional.empty();
        }
        var best = new Best(at.getEpochSecond(), hindsight);
        look(value.type(), value.text(), best);
        switch (value.type()) {
            case ADDRESS -> {
                var address = Addresses.parse(value.text()).orElseThrow();
                var lengths = address.length == 4 ? lengths4 : lengths6;
                for (int n = lengths.nextSetBit(0); n >= 0; n = lengths.nextSetBit(n + 1)) {
                    look(IndicatorType.NETWORK, Values.network(address, n), best);
                }
            }
            case DOMAIN -> {
                if (zones) {
                    var zone = value.text();
                    look(IndicatorType.ZONE, zone, best);
                    for (int dot = zone.indexOf('.'); dot >= 0; dot = zone.indexOf('.', dot + 1)) {
                        look(IndicatorType.ZONE, zone.substring(dot + 1), best);
                    }
                }
            }
            case NETWORK, ZONE, URL, HASH, MAIL -> {}
        }
        return best.at < 0 ? Optional.empty() : Optional.of(shown(best));
    }

    /** Whether an indicator names this very value, whenever it is valid. */
    public boolean has(Values.Value value) {
        var text = value.text().getBytes(UTF_8);
        long hash = hash(value.type(), text);
        int bucket = (int) (hash << 32 >>> shift);
        for (int i = starts[bucket]; i < starts[bucket + 1]; i++) {
            if (keys[i] >>> 32 == hash && isAt((int) keys[i], value.type(), text)) {
                return true;
            }
        }
        return false;
    }

    /** Those of these ids that an indicator has. All indicators are gone through for them. */
    public Set<String> withIds(Set<String> ids) {
        var wanted = ids.stream().collect(Collectors.toMap(id -> ByteBuffer.wrap(id.getBytes(UTF_8)), id -> id));
        var found = new HashSet<String>();
        for (int at = 0; at < rows.length && found.size() < ids.size(); ) {
            int id = at + IndicatorsBuilder.HEAD + row.getChar(at + IndicatorsBuilder.LENGTH);
            int length = rows[id] & 0xff;
            var known = wanted.get(ByteBuffer.wrap(rows, id + 1, length));
            if (known != null) {
                found.add(known);
            }
            at = id + 1 + length;
        }
        return found;
    }

    private void look(IndicatorType type, String text, Best best) {
        var value = text.getBytes(UTF_8);
        long hash = hash(type, value);
        int bucket = (int) (hash << 32 >>> shift);
        for (int i = starts[bucket]; i < starts[bucket + 1]; i++) {
            int at = (int) keys[i];
            if (keys[i] >>> 32 == hash && isAt(at, type, value)) {
                best.offer(at);
            }
        }
    }

    private boolean isAt(int at, IndicatorType type, byte[] value) {
        int from = at + IndicatorsBuilder.HEAD;
        return rows[at] == type.ordinal()
                && row.getChar(at + IndicatorsBuilder.LENGTH) == value.length
                && Arrays.equals(rows, from, from + value.length, value, 0, value.length);
    }

    /** Not negative. */
    static long hash(IndicatorType type, byte[] value) {
        int hash = type.ordinal() + 1;
        for (byte b : value) {
            hash = (hash ^ b & 0xff) * 0x01000193;
        }
        return io.gabion.detectors.Hash32.mix(hash) & 0x7fff_ffffL;
    }

    private Indicator shown(Best best) {
        int at = best.at;
        int length = row.getChar(at + IndicatorsBuilder.LENGTH);
        int id = at + IndicatorsBuilder.HEAD + length;
        var origin = origins.get(row.getChar(at + IndicatorsBuilder.ORIGIN));
        var own = new String(rows, id + 1, rows[id] & 0xff, UTF_8);
        return new Indicator(
                own.isEmpty() ? origin.list() + ":" + row.getInt(at + IndicatorsBuilder.LINE) : own,
                TYPES[rows[at]],
                new String(rows, at + IndicatorsBuilder.HEAD, length, UTF_8),
                origin.source(),
                origin.list(),
                origin.version(),
                rows[at + IndicatorsBuilder.CONFIDENCE] / 100.0,
                Math.round(best.confidence * 100) / 100.0,
                age(at, best.now),
                origin.techniques());
    }

    private long age(int at, long now) {
        int from = row.getInt(at + IndicatorsBuilder.FROM);
        return from == Integer.MIN_VALUE ? -1 : Math.max(0, now - from);
    }

    private final class Best {
        private final long now;
        private final boolean hindsight;
        private int at = -1;
        private double confidence;

        Best(long now, boolean hindsight) {
            this.now = now;
            this.hindsight = hindsight;
        }

        void offer(int row) {
            boolean begun = hindsight || now >= Indicators.this.row.getInt(row + IndicatorsBuilder.FROM);
            if (!begun || now >= Indicators.this.row.getInt(row + IndicatorsBuilder.UNTIL)) {
                return;
            }
            int halfLife = Indicators.this.row.getChar(row + IndicatorsBuilder.HALF_LIFE);
            double left = halfLife == 0 ? 1 : Math.pow(0.5, Math.max(0, age(row, now)) / DAY / halfLife);
            double sure = left * rows[row + IndicatorsBuilder.CONFIDENCE] / 100.0;
            if (sure >= LEAST && (sure > confidence || sure == confidence && row < at)) {
                at = row;
                confidence = sure;
            }
        }
    }
}
