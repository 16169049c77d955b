package io.gabion.node.parse.evtx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** The bytes of one chunk. Numbers are little-endian; whoever asks for more than there is learns of a {@link Damage}. */
record ChunkBytes(byte[] bytes) {
    static final int SIZE = 1 << 16;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    int number8(int at) throws Damage {
        check(at, 1);
        return bytes[at] & 0xff;
    }

    int number16(int at) throws Damage {
        check(at, 2);
        return (short) SHORT.get(bytes, at) & 0xffff;
    }

    int number32(int at) throws Damage {
        check(at, 4);
        return (int) INT.get(bytes, at);
    }

    long number64(int at) throws Damage {
        check(at, 8);
        return (long) LONG.get(bytes, at);
    }

    /** A size or an offset. */
    int count32(int at) throws Damage {
        int count = number32(at);
        if (count < 0 || count > SIZE) {
            throw new Damage("a size or offset of " + Integer.toUnsignedString(count) + " bytes");
        }
        return count;
    }

    String text(int at, int length, Charset charset) throws Damage {
        check(at, length);
        return new String(bytes, at, length, charset);
    }

    String hex(int at, int length) throws Damage {
        check(at, length);
        return HEX.formatHex(bytes, at, at + length);
    }

    /** Of the ranges one after the other, each from and to. */
    int checksum(int... ranges) {
        var crc = new CRC32();
        for (int i = 0; i < ranges.length; i += 2) {
            crc.update(bytes, ranges[i], ranges[i + 1] - ranges[i]);
        }
        return (int) crc.getValue();
    }

    void check(int at, int length) throws Damage {
        if (at < 0 || length < 0 || at > bytes.length - length) {
            throw new Damage("more is said to be there than there is");
        }
    }
}
