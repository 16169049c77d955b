package io.gabion.node.tenant;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Bytes made smaller: their length in four bytes, big end first, then one LZ4 block. */
public final class Packed {
    private static final LZ4Compressor COMPRESSOR =
            LZ4Factory.fastestJavaInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestJavaInstance().safeDecompressor();

    public static byte[] pack(byte[] plain) {
        var packed = new byte[Integer.BYTES + COMPRESSOR.maxCompressedLength(plain.length)];
        ByteBuffer.wrap(packed).putInt(plain.length);
        int length = COMPRESSOR.compress(plain, 0, plain.length, packed, Integer.BYTES);
        return Arrays.copyOf(packed, Integer.BYTES + length);
    }

    /** @param packed believed to be ours, so that its length is: open what was sealed first */
    public static byte[] unpack(byte[] packed) {
        try {
            var plain = new byte[ByteBuffer.wrap(packed).getInt()];
            int length = DECOMPRESSOR.decompress(packed, Integer.BYTES, packed.length - Integer.BYTES, plain, 0);
            if (length != plain.length) {
                throw new IllegalArgumentException("%d bytes instead of %d".formatted(length, plain.length));
            }
            return plain;
        } catch (LZ4Exception e) {
            throw new IllegalArgumentException("not a packed row", e);
        }
    }

    private Packed() {}
}
