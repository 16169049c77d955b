package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Whole arrays in the form of {@link DataOutput}, at once: one by one they are most of what a checkpoint costs. */
final class Packed {
    static void write(long[] words, DataOutput out) throws IOException {
        var bytes = ByteBuffer.allocate(words.length * Long.BYTES);
        bytes.asLongBuffer().put(words);
        out.write(bytes.array());
    }

    static void read(long[] words, DataInput in) throws IOException {
        var bytes = new byte[words.length * Long.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asLongBuffer().get(words);
    }

    static void write(char[] counts, DataOutput out) throws IOException {
        var bytes = ByteBuffer.allocate(counts.length * Character.BYTES);
        bytes.asCharBuffer().put(counts);
        out.write(bytes.array());
    }

    static void read(char[] counts, DataInput in) throws IOException {
        var bytes = new byte[counts.length * Character.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asCharBuffer().get(counts);
    }

    static int ones(long[] words) {
        int ones = 0;
        for (long word : words) {
            ones += Long.bitCount(word);
        }
        return ones;
    }

    private Packed() {}
}
