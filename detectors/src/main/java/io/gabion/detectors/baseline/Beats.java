package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How regularly each of {@value #MOST} things comes, by a moving mean of its gaps and of how far they are from it; the
 * weight of the latest is an eighth. Who came least often goes first, of those the one that came longest ago. Gaps below
 * {@value #MIN_GAP} ms are one burst, one of more than two and a half means is a pause and costs a beat.
 */
final class Beats {
    static final int MOST = 16;
    static final int ENOUGH = 24;
    static final long MIN_GAP = 5_000;
    /** Of the mean gap. What comes at random is at 0.74, a beacon with half its period of jitter at 0.17. */
    static final double REGULAR = 0.2;

    private static final double PAUSE = 2.5;
    private static final int LATEST = 8;
    /** Of one thing: who, last, count, gap, off, told. */
    private static final int BYTES = Integer.BYTES + Long.BYTES + Character.BYTES + 2 * Float.BYTES + 1;

    /** @param off how far from the mean gap a gap is, on average; both in milliseconds */
    record Beat(int who, long last, int count, float gap, float off, boolean told) {
        private Beat again(long now) {
            long since = now - last;
            if (since < MIN_GAP) {
                return this;
            }
            if (count == 1) {
                return new Beat(who, now, 2, since, since, told);
            }
            if (since > PAUSE * gap) {
                return new Beat(who, now, Math.max(1, count - 1), gap, off, told);
            }
            float away = Math.abs(since - gap);
            return new Beat(
                    who,
                    now,
                    Math.min(count + 1, Short.MAX_VALUE),
                    gap + (since - gap) / LATEST,
                    off + (away - off) / LATEST,
                    told);
        }

        private Beat toldNow() {
            return new Beat(who, last, count, gap, off, true);
        }

        boolean regular() {
            return count >= ENOUGH && off <= REGULAR * gap;
        }
    }

    /** The beats as they are stored, each in {@value #BYTES} bytes. */
    private byte[] stored;

    Beats() {
        this(new byte[0]);
    }

    private Beats(byte[] stored) {
        this.stored = stored;
    }

    Beats copy() {
        return new Beats(stored.clone());
    }

    /** As known with this one counted. */
    Beat add(int who, long now) {
        int size = size();
        int at = 0;
        while (at < size && who(at) != who) {
            at++;
        }
        if (at == size) {
            at = size < MOST ? room() : least();
            put(at, new Beat(who, now, 1, 0, 0, false));
        } else if (now >= beat(at).last()) {
            put(at, beat(at).again(now));
        }
        return beat(at);
    }

    void tell(int who) {
        for (int i = 0; i < size(); i++) {
            if (who(i) == who) {
                put(i, beat(i).toldNow());
            }
        }
    }

    private int least() {
        int least = 0;
        for (int i = 1; i < size(); i++) {
            int fewer = Integer.compare(beat(i).count(), beat(least).count());
            least = fewer < 0 || fewer == 0 && beat(i).last() < beat(least).last() ? i : least;
        }
        return least;
    }

    private int size() {
        return stored.length / BYTES;
    }

    /** The place of one more. */
    private int room() {
        stored = Arrays.copyOf(stored, stored.length + BYTES);
        return size() - 1;
    }

    private int who(int at) {
        return ByteBuffer.wrap(stored).getInt(at * BYTES);
    }

    private Beat beat(int at) {
        var from = ByteBuffer.wrap(stored, at * BYTES, BYTES);
        return new Beat(
                from.getInt(), from.getLong(), from.getChar(), from.getFloat(), from.getFloat(), from.get() != 0);
    }

    private void put(int at, Beat beat) {
        ByteBuffer.wrap(stored, at * BYTES, BYTES)
                .putInt(beat.who())
                .putLong(beat.last())
                .putChar((char) beat.count())
                .putFloat(beat.gap())
                .putFloat(beat.off())
                .put((byte) (beat.told() ? 1 : 0));
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(size());
        out.write(stored);
    }

    static Beats read(DataInput in) throws IOException {
        int size = in.readUnsignedByte();
        if (size > MOST) {
            throw new IOException("at most " + MOST + " things: " + size);
        }
        var stored = new byte[size * BYTES];
        in.readFully(stored);
        return new Beats(stored);
    }
}
