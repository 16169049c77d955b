package io.gabion.node.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a text is written, by the bytes that some programs of Windows put in front of it (Unicode 23.8). */
public enum ByteOrderMark {
    UTF_32LE(StandardCharsets.UTF_32LE, 0xff, 0xfe, 0, 0),
    UTF_32BE(StandardCharsets.UTF_32BE, 0, 0, 0xfe, 0xff),
    UTF_16LE(StandardCharsets.UTF_16LE, 0xff, 0xfe),
    UTF_16BE(StandardCharsets.UTF_16BE, 0xfe, 0xff),
    UTF_8(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),
    NONE(StandardCharsets.UTF_8);

    private static final int LONGEST = 4;

    private final Charset charset;
    private final byte[] mark;

    ByteOrderMark(Charset charset, int... mark) {
        this.charset = charset;
        this.mark = new byte[mark.length];
        for (int i = 0; i < mark.length; i++) {
            this.mark[i] = (byte) mark[i];
        }
    }

    /** The mark of what begins so. */
    public static ByteOrderMark of(byte[] beginning) {
        return Arrays.stream(values())
                .filter(m -> Arrays.mismatch(m.mark, beginning) < 0 || Arrays.mismatch(m.mark, beginning) == m.length())
                .findFirst()
                .orElseThrow();
    }

    /** A text as UTF-8 without its mark. What is no text of its own encoding becomes U+FFFD. */
    public static InputStream utf8(InputStream in) throws IOException {
        var peek = new PushbackInputStream(in, LONGEST);
        var beginning = peek.readNBytes(LONGEST);
        var found = of(beginning);
        peek.unread(beginning, found.length(), beginning.length - found.length());
        return found.isUtf8() ? peek : new Encoded(new InputStreamReader(peek, found.charset));
    }

    /** The first bytes of a text that is UTF-8, without the mark. */
    public static byte[] without(byte[] beginning) {
        var found = of(beginning);
        return found == UTF_8 ? Arrays.copyOfRange(beginning, found.length(), beginning.length) : beginning;
    }

    public int length() {
        return mark.length;
    }

    /** Whether what follows can be read byte by byte. */
    public boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    /** As people call it. */
    public String encoding() {
        return charset.name();
    }

    /** Characters as bytes of UTF-8, in little memory. The reader gives both halves of a character at once. */
    private static final class Encoded extends InputStream {
        private final Reader text;
        private final char[] block = new char[8192];
        private ByteArrayInputStream bytes = new ByteArrayInputStream(new byte[0]);

        Encoded(Reader text) {
            this.text = text;
        }

        @Override
        public int read() throws IOException {
            return fill() ? bytes.read() : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return length == 0 ? 0 : fill() ? bytes.read(into, from, length) : -1;
        }

        private boolean fill() throws IOException {
            while (bytes.available() == 0) {
                int count = text.read(block);
                if (count < 0) {
                    return false;
                }
                bytes = new ByteArrayInputStream(new String(block, 0, count).getBytes(StandardCharsets.UTF_8));
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
