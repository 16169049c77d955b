package io.gabion.node.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
    private static List<String> read(byte[] bytes, int max) throws IOException {
        var found = new ArrayList<String>();
        new Lines(max).read(new ByteArrayInputStream(bytes), new Lines.Sink() {
            @Override
            public void line(long number, byte[] line, int offset, int length) {
                found.add(number + "=" + new String(line, offset, length, StandardCharsets.UTF_8));
            }

            @Override
            public void dead(long number, String reason, byte[] beginning) {
                found.add(number + "!" + reason);
            }
        });
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void lines_end_at_line_feeds_with_or_without_carriage_return() throws IOException {
        assertThat(read(bytes("a\r\n\nb"), 100)).containsExactly("1=a", "2=", "3=b");
        assertThat(read(bytes(""), 100)).isEmpty();
    }

    @Test
    void a_line_too_long_is_reported_and_the_rest_goes_on() throws IOException {
        var text = "ab\n" + "x".repeat(200_000) + "\ncd\n";
        assertThat(read(bytes(text), 10)).containsExactly("1=ab", "2!line longer than 10 bytes", "3=cd");
    }

    @Test
    void compressed_lines_read_like_plain_ones() throws IOException {
        assertThat(read(gzip(bytes("a\nb\n")), 100)).containsExactly("1=a", "2=b");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_line() throws IOException {
        assertThat(read(bytes("\ufeffa\n\ufeffb\n"), 100)).containsExactly("1=a", "2=\ufeffb");
        assertThat(read(gzip(bytes("\ufeffa\n")), 100)).containsExactly("1=a");
        assertThat(read(bytes("\ufeff[{\"a\":1},\n{\"b\":2}]"), 100)).containsExactly("1={\"a\":1}", "2={\"b\":2}");
        assertThat(read(bytes("\ufeff"), 100)).isEmpty();
        assertThat(read(new byte[] {(byte) 0xef, (byte) 0xbb}, 100)).containsExactly("1=\ufffd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void a_text_whose_mark_says_how_it_is_written_is_read_so(String encoding) throws IOException {
        var first = "ä".repeat(8_191) + "😀".repeat(8_192);
        var text = ("\ufeff" + first + "\r\nb\u0a0a\n").getBytes(Charset.forName(encoding));

        assertThat(read(text, 1 << 20)).containsExactly("1=" + first, "2=b\u0a0a");
        assertThat(read(gzip(text), 1 << 20)).containsExactly("1=" + first, "2=b\u0a0a");
        assertThat(read(Arrays.copyOf(text, text.length - 1), 1 << 20))
                .containsExactly("1=" + first, "2=b\u0a0a\ufffd");
    }

    @Test
    void a_truncated_compressed_stream_is_a_dead_letter() throws IOException {
        var whole = gzip(bytes("a\nb\n"));
        assertThat(read(Arrays.copyOf(whole, whole.length - 6), 100))
                .last()
                .asString()
                .contains("cut short");
        assertThat(read(new byte[] {0x1f, (byte) 0x8b, 8}, 100)).containsExactly("1!compressed stream cut short");
    }
}
