package io.gabion.detectors.sigma.rule;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The encodings in which a text is looked for. Bytes are held as characters up to 255. */
final class Encoding {
    static String wide(String text, boolean bigEndian, boolean mark) {
        var bytes = new ByteArrayOutputStream();
        if (mark) {
            bytes.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe});
        }
        bytes.writeBytes(text.getBytes(bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE));
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * What base64 of a longer text holds if these bytes stand in it at an offset of 0, 1 or 2 bytes to its groups of
     * three: without the characters that their neighbours have a part in.
     */
    static List<String> base64Offsets(byte[] bytes) {
        var parts = new String[3];
        for (int offset = 0; offset < 3; offset++) {
            var shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            var text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            int from = (offset * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            parts[offset] = from < to ? text.substring(from, to) : "";
        }
        return Arrays.asList(parts);
    }

    private Encoding() {}
}
