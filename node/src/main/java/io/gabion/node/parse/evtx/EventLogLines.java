package io.gabion.node.parse.evtx;

import com.fasterxml.jackson.core.JsonFactory;
import io.gabion.node.parse.evtx.Chunk.Found;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A binary log of Windows events (EVTX) as lines of JSON, one a record, in the form that converters write: the first record
 * is line 1. Every chunk is read up to the end of the file, whatever the file's head counts. What cannot be read is a line that
 * {@link #isDamage} knows, with the place and the reason; the rest is read. One chunk is in memory, and one record.
 */
public final class EventLogLines extends InputStream {
    /** So many bytes tell it. */
    public static final int BEGINNING = 8;

    private static final byte[] MAGIC = "ElfFile\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DAMAGE = "damaged event log: ".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = 4096;
    private static final int VERSION = 3;
    private static final JsonFactory JSON = new JsonFactory();

    private final InputStream in;
    private final Line line = new Line();
    private Optional<Chunk> chunk = Optional.empty();
    /** Of the chunk, or of what is read next. */
    private long place;

    private long next;

    private static final class Line extends ByteArrayOutputStream {
        private int at;

        int take(byte[] into, int from, int length) {
            int taken = Math.min(length, count - at);
            System.arraycopy(buf, at, into, from, taken);
            at += taken;
            return taken;
        }

        boolean isTaken() {
            return at == count;
        }

        @Override
        public void reset() {
            super.reset();
            at = 0;
        }
    }

    /** @param in begins as {@link #begins} knows it */
    public EventLogLines(InputStream in) {
        this.in = in;
    }

    /** Whether what begins so is a binary event log. */
    public static boolean begins(byte[] bytes) {
        return starts(bytes, 0, bytes.length, MAGIC);
    }

    /** Whether a line tells of something that could not be read. */
    public static boolean isDamage(byte[] bytes, int offset, int length) {
        return starts(bytes, offset, length, DAMAGE);
    }

    private static boolean starts(byte[] bytes, int offset, int length, byte[] with) {
        return length >= with.length && Arrays.equals(bytes, offset, offset + with.length, with, 0, with.length);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (line.isTaken()) {
            line.reset();
            if (!advance()) {
                return -1;
            }
        }
        return line.take(into, from, length);
    }

    /** Towards the next line; false at the end. */
    private boolean advance() throws IOException {
        if (next == 0) {
            head();
            return true;
        }
        if (chunk.isEmpty()) {
            return block();
        }
        var found = chunk.get().next();
        if (found.isEmpty()) {
            chunk = Optional.empty();
            return true;
        }
        switch (found.get()) {
            case Found.Event(var event) -> write(event);
            case Found.Damaged(var what, int at, var why) -> tell(what, place + at, why);
        }
        return true;
    }

    private void head() throws IOException {
        next = HEAD;
        var head = new ChunkBytes(Arrays.copyOf(in.readNBytes(HEAD), HEAD));
        try {
            if (head.checksum(0, 120) != head.number32(124)) {
                tell("head", 0, "its checksum differs");
            } else if (head.number16(38) != VERSION || head.number16(40) != HEAD) {
                tell("head", 0, "version " + head.number16(38) + " with a head of " + head.number16(40) + " bytes");
            }
        } catch (Damage e) {
            throw new IllegalStateException("only what is there is asked for", e);
        }
    }

    private boolean block() throws IOException {
        var block = in.readNBytes(ChunkBytes.SIZE);
        place = next;
        next += block.length;
        if (block.length == 0) {
            return false;
        }
        if (starts(block, 0, block.length, Chunk.MAGIC)) {
            chunk = Optional.of(new Chunk(new ChunkBytes(Arrays.copyOf(block, ChunkBytes.SIZE))));
            if (block.length < ChunkBytes.SIZE) {
                tell("chunk", place, "cut short after " + block.length + " bytes");
            }
        } else if (!isUnused(block)) {
            tell("chunk", place, "does not begin as one");
        }
        return true;
    }

    private static boolean isUnused(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void write(Element event) throws IOException {
        try (var json = JSON.createGenerator(line)) {
            json.writeStartObject();
            event.write(json);
            json.writeEndObject();
        }
        line.write('\n');
    }

    private void tell(String what, long at, String why) throws IOException {
        line.write(DAMAGE);
        line.write((what + " at byte " + at + ": " + why + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
