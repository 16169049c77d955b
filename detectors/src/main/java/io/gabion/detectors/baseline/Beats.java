package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

        boolean regular() {
            return count >= ENOUGH && off <= REGULAR * gap;
        }
    }

    private final Beat[] beats = new Beat[MOST];
    private int size;

    Beats copy() {
        var copy = new Beats();
        System.arraycopy(beats, 0, copy.beats, 0, size);
        copy.size = size;
        return copy;
    }

    /** As known with this one counted. */
    Beat add(int who, long now) {
        int at = 0;
        while (at < size && beats[at].who() != who) {
            at++;
        }
        if (at < size && now >= beats[at].last()) {
            beats[at] = beats[at].again(now);
        } else if (at == size) {
            at = size < MOST ? size++ : least();
            beats[at] = new Beat(who, now, 1, 0, 0, false);
        }
        return beats[at];
    }

    void tell(int who) {
        for (int i = 0; i < size; i++) {
            var beat = beats[i];
            if (beat.who() == who) {
                beats[i] = new Beat(who, beat.last(), beat.count(), beat.gap(), beat.off(), true);
            }
        }
    }

    private int least() {
        int least = 0;
        for (int i = 1; i < size; i++) {
            int fewer = Integer.compare(beats[i].count(), beats[least].count());
            least = fewer < 0 || fewer == 0 && beats[i].last() < beats[least].last() ? i : least;
        }
        return least;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(beats[i].who());
            out.writeLong(beats[i].last());
            out.writeShort(beats[i].count());
            out.writeFloat(beats[i].gap());
            out.writeFloat(beats[i].off());
            out.writeBoolean(beats[i].told());
        }
    }

    static Beats read(DataInput in) throws IOException {
        var read = new Beats();
        read.size = in.readUnsignedByte();
        if (read.size > MOST) {
            throw new IOException("at most " + MOST + " things: " + read.size);
        }
        for (int i = 0; i < read.size; i++) {
            read.beats[i] = new Beat(
                    in.readInt(),
                    in.readLong(),
                    in.readUnsignedShort(),
                    in.readFloat(),
                    in.readFloat(),
                    in.readBoolean());
        }
        return read;
    }
}
