package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Several;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/** Reads the fields of one event. */
final class Fields {
    /** The value of the first of these fields that says something, which a dash does not; or empty. */
    static String first(Map<String, String> event, String... names) {
        for (var name : names) {
            var value = told(event, name);
            if (!value.isEmpty() && !value.equals("-")) {
                return value;
            }
        }
        return "";
    }

    /** The value of the field, or empty. */
    static String told(Map<String, String> event, String name) {
        return Several.told(event.getOrDefault(name, ""));
    }

    /** Gives the field a value if it has none. */
    static void add(Map<String, String> event, String name, String value) {
        event.merge(name, value, (old, more) -> Several.isNone(old) ? more : old);
    }

    /** The first of these fields that is a point in time. */
    static Optional<Instant> time(Map<String, String> event, List<String> names) {
        for (var name : names) {
            var text = first(event, name);
            var time = Stamp.iso(text);
            time = time.isPresent() ? time : Stamp.epoch(text);
            if (time.isPresent()) {
                return time;
            }
        }
        return Optional.empty();
    }

    /** As above; {@code otherwise} if none of the fields is there at all. What is there and no time makes none. */
    static Optional<Instant> time(Map<String, String> event, List<String> names, Instant otherwise) {
        var told = time(event, names);
        return told.isPresent()
                        || names.stream().anyMatch(name -> !Several.isNone(event.getOrDefault(name, Several.NONE)))
                ? told
                : Optional.of(otherwise);
    }

    /** The first of these fields that is an address, canonical; or empty. Of several in one field, the first one. */
    static String address(Map<String, String> event, List<String> names) {
        for (var name : names) {
            var value = first(event, name);
            int comma = value.indexOf(',');
            var first = comma < 0 ? value : value.substring(0, comma);
            var address = Addresses.canonical(first).or(() -> Addresses.canonical(bare(first)));
            if (address.isPresent()) {
                return address.get();
            }
        }
        return "";
    }

    /** Without its port and the brackets that it then has. */
    private static String bare(String address) {
        int port = address.lastIndexOf(':');
        var host = port < 0 ? address : address.substring(0, port);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The first of these fields that is a whole number of up to 18 digits, or 0. */
    static long number(Map<String, String> event, String... names) {
        for (var name : names) {
            var text = first(event, name);
            if (!text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Long.parseLong(text);
            }
        }
        return 0;
    }

    /** As above, if it fits into 16 bits, as a port does. */
    static int number16(Map<String, String> event, String... names) {
        long number = number(event, names);
        return number <= 0xffff ? (int) number : 0;
    }

    /**
     * Not more than an observation may have, without {@code spare} of them. Those that are nested the least stay: what a
     * log says of itself lies higher than what a client made it hold. Those without a value go first.
     */
    static Map<String, String> cut(Map<String, String> event, int spare) {
        int most = Observation.MAX_FIELDS - spare;
        if (event.size() <= most) {
            return event;
        }
        var kept = new LinkedHashMap<String, String>();
        event.entrySet().stream()
                .sorted(Comparator.comparing((Entry<String, String> field) -> Several.isNone(field.getValue()))
                        .thenComparingLong(field ->
                                field.getKey().chars().filter(c -> c == '.').count()))
                .limit(most)
                .forEach(field -> kept.put(field.getKey(), field.getValue()));
        return kept;
    }

    private Fields() {}
}
