package io.gabion.node.parse.evtx;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The records of one chunk, one by one. What the head of a chunk counts is out of date in a log that was not closed: behind
 * the last record that it counts they go on as long as each has the number after the one before. What lies there otherwise
 * is left of what the chunk's place held earlier.
 */
final class Chunk {
    static final byte[] MAGIC = "ElfChnk\0".getBytes(StandardCharsets.US_ASCII);

    /** Of all records of a chunk. */
    static final int MOST_TOKENS = 1 << 20;

    static final int MOST_TEXT = 1 << 22;

    /** {@code **} and two zeros. */
    private static final int RECORD = 0x2a2a;

    private static final int HEAD = 512;
    private static final int RECORD_HEAD = 24;
    private static final int RECORD_TAIL = 4;

    /** What was found at a place of the chunk. */
    sealed interface Found {
        record Event(Element event) implements Found {}

        /** @param at where in the chunk */
        record Damaged(String what, int at, String why) implements Found {}
    }

    private final ChunkBytes in;
    private final Map<Integer, String> names = new HashMap<>();
    private Optional<Found> told = Optional.empty();
    private int free;
    private int at;
    private long last;
    private int tokens;
    private int text;

    /** @param in begins with {@link #MAGIC} */
    Chunk(ChunkBytes in) {
        this.in = in;
    }

    /** The next record or damage, or empty at the end. */
    Optional<Found> next() {
        try {
            if (at == 0) {
                begin();
            }
            if (told.isPresent()) {
                var now = told;
                told = Optional.empty();
                return now;
            }
            return isRecord(at) ? record() : gap();
        } catch (Damage e) {
            throw new IllegalStateException("only what is there is asked for", e);
        }
    }

    private void begin() throws Damage {
        at = HEAD;
        free = Math.clamp(in.number32(48), HEAD, ChunkBytes.SIZE);
        if (in.checksum(0, 120, 128, HEAD) != in.number32(124)) {
            tell("the checksum of its head differs");
        } else if (in.checksum(HEAD, free) != in.number32(52)) {
            tell("the checksum of its records differs");
        }
    }

    private void tell(String why) {
        told = Optional.of(new Found.Damaged("chunk", 0, why));
    }

    private boolean isRecord(int from) throws Damage {
        if (from > ChunkBytes.SIZE - RECORD_HEAD - RECORD_TAIL || in.number32(from) != RECORD) {
            return false;
        }
        int size = in.number32(from + 4);
        return size >= RECORD_HEAD + RECORD_TAIL
                && size <= ChunkBytes.SIZE - from
                && in.number32(from + size - RECORD_TAIL) == size;
    }

    private Optional<Found> record() throws Damage {
        int from = at;
        int size = in.number32(from + 4);
        long number = in.number64(from + 8);
        if (from >= free && number != last + 1) {
            return Optional.empty();
        }
        at = from + size;
        last = number;
        var xml = new BinXml(in, names);
        try {
            return Optional.of(new Found.Event(xml.read(from + RECORD_HEAD, at - RECORD_TAIL)));
        } catch (Damage e) {
            return Optional.of(new Found.Damaged("record", from, e.getMessage()));
        } finally {
            charge(xml);
        }
    }

    private void charge(BinXml xml) {
        tokens += xml.tokens();
        text += xml.text();
        if (tokens > MOST_TOKENS || text > MOST_TEXT) {
            tell("more than " + MOST_TOKENS + " tokens or " + MOST_TEXT + " characters, the rest is left out");
            at = ChunkBytes.SIZE;
        }
    }

    /** Passes over what is no record, up to the next one. */
    private Optional<Found> gap() throws Damage {
        if (at >= free) {
            return Optional.empty();
        }
        int from = at;
        while (at < free && !isRecord(at)) {
            at++;
        }
        return Optional.of(new Found.Damaged("record", from, (at - from) + " bytes that are no record"));
    }
}
