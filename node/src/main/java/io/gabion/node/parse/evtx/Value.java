package io.gabion.node.parse.evtx;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A value that a template is filled with, as text in the spelling that Windows shows.
 *
 * @param type as [MS-EVEN6] 2.2.12 numbers it; {@link #ARRAY} marks several of one type
 * @param at its first byte in the chunk
 * @param size in bytes
 */
record Value(int type, int at, int size) {
    static final int STRING = 0x01;
    static final int ANSI = 0x02;
    static final int BINARY = 0x0e;
    static final int SIZE = 0x10;
    static final int SID = 0x13;
    static final int XML = 0x21;
    static final int ARRAY = 0x80;

    /** The code page is not told; this is the usual one. */
    private static final Charset LATIN = Charset.forName("windows-1252");

    /** From 1601-01-01 to 1970-01-01. */
    private static final long EPOCH_SECONDS = 11_644_473_600L;

    private static final long TICKS = 10_000_000;

    boolean isEmpty() {
        return type == 0 || size == 0;
    }

    boolean isXml() {
        return type == XML;
    }

    boolean isArray() {
        return (type & ARRAY) != 0;
    }

    /** One text, or as many as the array has elements. */
    List<String> texts(ChunkBytes chunk) throws Damage {
        int each = type & ~ARRAY;
        return switch (each) {
            case STRING -> strings(chunk.text(at, size, StandardCharsets.UTF_16LE));
            case ANSI -> strings(chunk.text(at, size, LATIN));
            case SID -> sids(chunk);
            default -> width(each) == 0 ? List.of(chunk.hex(at, size)) : fixed(chunk, each, width(each));
        };
    }

    private List<String> strings(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        var trimmed = text.substring(0, end);
        return isArray() ? List.of(trimmed.split("\0", -1)) : List.of(trimmed);
    }

    /** Bytes of one value; 0 for bytes that have no meaning here. */
    private int width(int each) {
        return switch (each) {
            case 0x03, 0x04 -> 1;
            case 0x05, 0x06 -> 2;
            case 0x07, 0x08, 0x0b, 0x0d, 0x14 -> 4;
            case 0x09, 0x0a, 0x0c, 0x11, 0x15 -> 8;
            case 0x0f, 0x12 -> 16;
            case SIZE -> size % 8 == 0 ? 8 : 4;
            default -> 0;
        };
    }

    private List<String> fixed(ChunkBytes chunk, int each, int width) throws Damage {
        if (isArray() ? size % width != 0 : size != width) {
            throw new Damage("a value of type 0x%02x that has %d bytes".formatted(type, size));
        }
        var texts = new ArrayList<String>(size / width);
        for (int i = at; i < at + size; i += width) {
            texts.add(one(chunk, each, i, width));
        }
        return texts;
    }

    private static String one(ChunkBytes chunk, int type, int at, int width) throws Damage {
        return switch (type) {
            case 0x03 -> Integer.toString((byte) chunk.number8(at));
            case 0x04 -> Integer.toString(chunk.number8(at));
            case 0x05 -> Integer.toString((short) chunk.number16(at));
            case 0x06 -> Integer.toString(chunk.number16(at));
            case 0x07 -> Integer.toString(chunk.number32(at));
            case 0x08 -> Integer.toUnsignedString(chunk.number32(at));
            case 0x09 -> Long.toString(chunk.number64(at));
            case 0x0a -> Long.toUnsignedString(chunk.number64(at));
            case 0x0b -> {
                float number = Float.intBitsToFloat(chunk.number32(at));
                yield real(number, Float.toString(number));
            }
            case 0x0c -> {
                double number = Double.longBitsToDouble(chunk.number64(at));
                yield real(number, Double.toString(number));
            }
            case 0x0d -> chunk.number32(at) == 0 ? "false" : "true";
            case 0x0f -> guid(chunk, at);
            case 0x11 -> fileTime(chunk.number64(at));
            case 0x12 -> systemTime(chunk, at);
            default ->
                "0x" + (width == 4 ? Integer.toHexString(chunk.number32(at)) : Long.toHexString(chunk.number64(at)));
        };
    }

    private static String real(double number, String shortest) {
        if (Double.isNaN(number)) {
            return "-1.#IND";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "1.#INF" : "-1.#INF";
        }
        return shortest.endsWith(".0") ? shortest.substring(0, shortest.length() - 2) : shortest;
    }

    private static String guid(ChunkBytes chunk, int at) throws Damage {
        var hex = HexFormat.of().withUpperCase();
        return "{" + hex.toHexDigits(chunk.number32(at))
                + "-" + hex.toHexDigits((short) chunk.number16(at + 4))
                + "-" + hex.toHexDigits((short) chunk.number16(at + 6))
                + "-" + chunk.hex(at + 8, 2)
                + "-" + chunk.hex(at + 10, 6) + "}";
    }

    /** 100 ns since 1601. */
    private static String fileTime(long ticks) {
        return Instant.ofEpochSecond(ticks / TICKS - EPOCH_SECONDS, ticks % TICKS * 100)
                .toString();
    }

    private static String systemTime(ChunkBytes chunk, int at) throws Damage {
        try {
            return LocalDateTime.of(
                            chunk.number16(at),
                            chunk.number16(at + 2),
                            chunk.number16(at + 6),
                            chunk.number16(at + 8),
                            chunk.number16(at + 10),
                            chunk.number16(at + 12),
                            chunk.number16(at + 14) * 1_000_000)
                    .toInstant(ZoneOffset.UTC)
                    .toString();
        } catch (DateTimeException e) {
            throw new Damage("a time that is none");
        }
    }

    private List<String> sids(ChunkBytes chunk) throws Damage {
        var texts = new ArrayList<String>(1);
        for (int i = at; i < at + size; i += 8 + 4 * chunk.number8(i + 1)) {
            texts.add(sid(chunk, i));
        }
        if (!isArray() && texts.size() != 1) {
            throw new Damage("a value of type 0x13 that has " + size + " bytes");
        }
        return texts;
    }

    private String sid(ChunkBytes chunk, int from) throws Damage {
        int parts = chunk.number8(from + 1);
        if (from + 8 + 4 * parts > at + size) {
            throw new Damage("a security identifier that is cut short");
        }
        var text = new StringBuilder("S-").append(chunk.number8(from)).append('-');
        long authority = Long.parseLong(chunk.hex(from + 2, 6), 16);
        text.append(authority < 1L << 32 ? Long.toString(authority) : "0x" + Long.toHexString(authority));
        for (int i = 0; i < parts; i++) {
            text.append('-').append(Integer.toUnsignedString(chunk.number32(from + 8 + 4 * i)));
        }
        return text.toString();
    }
}
