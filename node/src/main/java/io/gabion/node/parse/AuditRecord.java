package io.gabion.node.parse;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One record of the Linux audit system, as in {@code audit.log}. Values that the writer encoded in hexadecimal, because
 * they hold blanks, quotes or control characters, are decoded; so a value ends where it seems to. Where a name stands
 * twice the later one counts: what a user could choose stands before what the system adds.
 *
 * @param event tells the records of one event from those of others
 */
record AuditRecord(String node, String type, Instant time, String event, Map<String, String> fields) {
    /** The kernel's own limit is 8,970 bytes, to which auditd may add names. */
    static final int MAX_LENGTH = 64 << 10;

    /** A further field is left out. */
    static final int MAX_FIELDS = 200;

    private static final Pattern HEAD = Pattern.compile(
            "(?:node=(\\S{1,255}) )?type=(\\w{1,64}) (?:msg=)?audit\\((\\d{1,11}\\.\\d{1,9}):(\\d{1,20})\\):?\\s*");
    private static final Set<String> ENCODED =
            Set.of("acct", "cmd", "comm", "cwd", "data", "dir", "exe", "file", "key", "name", "path", "proctitle");
    private static final Pattern ARGUMENT = Pattern.compile("a\\d+(\\[\\d+\\])?");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** The record that the text begins with {@code from} on, or empty if there is none. */
    static Optional<AuditRecord> read(String text, int from) {
        var head = HEAD.matcher(text).region(from, text.length());
        if (text.length() - from > MAX_LENGTH || !head.lookingAt()) {
            return Optional.empty();
        }
        var time = Stamp.epoch(head.group(3));
        if (time.isEmpty()) {
            return Optional.empty();
        }
        var node = head.group(1) == null ? "" : head.group(1);
        var type = AuditNames.type(head.group(2));
        var fields = new LinkedHashMap<String, String>();
        new Body(type, text, head.end(), text.length(), false).into(fields);
        fields.put("type", type);
        if (!node.isEmpty()) {
            fields.put("node", node);
        }
        var event = node + "/" + head.group(3) + ":" + head.group(4);
        return Optional.of(new AuditRecord(node, type, time.get(), event, fields));
    }

    static boolean starts(String text) {
        return HEAD.matcher(text).lookingAt();
    }

    /** {@code name=value} pairs, between blanks or the separator in front of auditd's own translations. */
    private record Body(String type, String text, int from, int to, boolean inner) {
        void into(Map<String, String> fields) {
            int name = from;
            int at = from;
            while (at < to) {
                char c = text.charAt(at);
                if (c <= ' ') {
                    name = ++at; // what stood before it was no pair
                } else if (c == '=' && at > name) {
                    at = value(text.substring(name, at), at + 1, fields);
                    name = at;
                } else {
                    at++;
                }
            }
        }

        /** Where the value ends. */
        private int value(String name, int at, Map<String, String> fields) {
            char first = at < to ? text.charAt(at) : ' ';
            if (first == '\'' && !inner) {
                return message(at, text.lastIndexOf('\'', to - 1), fields);
            }
            if (first == '"') {
                int end = end('"', at + 1);
                put(fields, name, text.substring(at + 1, end));
                return end + 1;
            }
            if (first == '{' && !inner) {
                int end = end('}', at + 1);
                new Body(type, text, at + 1, end, true).into(fields);
                return end + 1;
            }
            int end = at;
            while (end < to && text.charAt(end) > ' ') {
                end++;
            }
            put(fields, name, decoded(name, text.substring(at, end)));
            return end;
        }

        /** What a program told the kernel, between quotes; it never replaces what the kernel says itself. */
        private int message(int quote, int end, Map<String, String> fields) {
            var told = new LinkedHashMap<String, String>();
            new Body(type, text, quote + 1, end > quote ? end : to, true).into(told);
            told.forEach((name, value) -> {
                if (!fields.containsKey(name)) {
                    put(fields, name, value);
                }
            });
            return end > quote ? end + 1 : to;
        }

        private int end(char quote, int at) {
            int end = text.indexOf(quote, at);
            return end < 0 || end > to ? to : end;
        }

        private String decoded(String name, String value) {
            boolean encoded = ENCODED.contains(name)
                    || type.equals("EXECVE") && ARGUMENT.matcher(name).matches();
            if (!encoded || value.length() < 2 || value.length() % 2 != 0 || !isHex(value)) {
                return value;
            }
            var plain = new String(HEX.parseHex(value), StandardCharsets.UTF_8);
            return plain.replace('\0', ' ');
        }

        private static boolean isHex(String value) {
            return value.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'F');
        }

        /** A long argument comes in pieces, which are one again. */
        private static void put(Map<String, String> fields, String name, String value) {
            int bracket = name.endsWith("]") ? name.indexOf('[') : -1;
            if (bracket > 0) {
                fields.merge(name.substring(0, bracket), value, String::concat);
            } else if (fields.size() < MAX_FIELDS || fields.containsKey(name)) {
                fields.put(name, value);
            }
        }
    }
}
