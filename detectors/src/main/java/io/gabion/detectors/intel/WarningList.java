package io.gabion.detectors.intel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.intel.IndicatorType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What everybody contacts, as MISP keeps it: an indicator that names it says nothing. 8 bytes an entry, a hash of 64
 * bits, but for substrings.
 */
public final class WarningList {
    /** In one list. */
    public static final int MAX = 2_000_000;

    public static final int MAX_SUBSTRINGS = 20_000;

    /** How MISP compares: a host name is compared with what is below it, too. */
    public enum Type {
        CIDR,
        HOSTNAME,
        STRING,
        SUBSTRING
    }

    private final String name;
    private final Type type;
    private final Set<IndicatorType> concerns;
    private final long[] hashes;
    private final List<String> parts;
    private final BitSet lengths = new BitSet();

    /** @param concerns what it says something of */
    public WarningList(String name, Type type, Set<IndicatorType> concerns, List<String> entries) {
        this.name = name;
        this.type = type;
        this.concerns = Set.copyOf(concerns);
        this.parts = type == Type.SUBSTRING
                ? entries.stream().map(WarningList::small).toList()
                : List.of();
        this.hashes = type == Type.SUBSTRING
                ? new long[0]
                : entries.stream().mapToLong(this::stored).sorted().toArray();
    }

    public String name() {
        return name;
    }

    boolean has(Values.Value seen) {
        if (!concerns.contains(seen.type())) {
            return false;
        }
        return switch (type) {
            case STRING -> holds(small(seen.text()));
            case SUBSTRING -> parts.stream().anyMatch(small(seen.text())::contains);
            case CIDR -> seen.type() == IndicatorType.ADDRESS && isWithin(seen.text());
            case HOSTNAME ->
                switch (seen.type()) {
                    case DOMAIN -> isBelow(seen.text());
                    // A page that somebody put on a well-known host is worth a word; the host alone is not.
                    case URL -> seen.text().endsWith("/") && isBelow(Values.host(seen.text()));
                    default -> false;
                };
        };
    }

    private boolean isWithin(String text) {
        var address = Addresses.parse(text).orElseThrow();
        for (int n = lengths.nextSetBit(0); n >= 0 && n <= 8 * address.length; n = lengths.nextSetBit(n + 1)) {
            if (holds(Values.network(address, n))) {
                return true;
            }
        }
        return false;
    }

    private boolean isBelow(String host) {
        for (int from = 0; from >= 0 && from < host.length(); ) {
            if (holds(host.substring(from))) {
                return true;
            }
            int dot = host.indexOf('.', from);
            from = dot < 0 ? -1 : dot + 1;
        }
        return false;
    }

    private boolean holds(String text) {
        return Arrays.binarySearch(hashes, hash(text)) >= 0;
    }

    private long stored(String entry) {
        return switch (type) {
            case CIDR -> {
                var value = Values.of(entry).orElse(null);
                if (value == null) {
                    yield hash(small(entry));
                }
                var text = value.text();
                int bits = text.indexOf(':') < 0 ? 32 : 128;
                var network = text.indexOf('/') < 0 ? text + "/" + bits : text;
                lengths.set(Integer.parseInt(network.substring(network.indexOf('/') + 1)));
                yield hash(network);
            }
            case HOSTNAME -> hash(small(entry.startsWith(".") ? entry.substring(1) : entry));
            case STRING, SUBSTRING ->
                hash(Values.of(entry).map(v -> small(v.text())).orElse(small(entry)));
        };
    }

    private static String small(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(UTF_8)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        return hash ^ hash >>> 32;
    }
}
