package io.gabion.node.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLinesTest {
    private static String lines(String text) throws IOException {
        return new String(new RecordLines(new ByteArrayInputStream(text.getBytes(UTF_8))).readAllBytes(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Records\":[{\"a\":1},{\"b\":[2,3]}]}|{\"a\":1}~{\"b\":[2,3]}~",
                "{\"records\" : [ {\"a\":1} , {\"b\":2} ], \"more\": {\"x\":[\"]}\"]}}|{\"a\":1}~{\"b\":2}~",
                "[{\"a\":\"},]{\\\"\"},{\"b\":2}]|{\"a\":\"},]{\\\"\"}~{\"b\":2}~",
                "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"metadata\":{},\"items\":[{\"a\":1}]}|{\"a\":1}~",
                "{\"@odata.context\":\"https://x\",\"value\":[{\"a\":1}]}|{\"a\":1}~",
                "{\"Records\":[]}|``",
                "{\"Records\":[{\"a\":1}]}{\"Records\":[{\"b\":2}]}~{\"c\":3}~[{\"d\":4}]|{\"a\":1}~{\"b\":2}~{\"c\":3}~{\"d\":4}~",
                "{\"Records\":[{\"a\":1},{\"b|{\"a\":1}~{\"b",
            })
    void the_records_of_a_document_are_lines(String document, String expected) throws IOException {
        assertThat(lines(document.replace('~', '\n'))).isEqualTo(expected.replace('~', '\n'));
    }

    @Test
    void a_record_on_several_lines_is_one() throws IOException {
        assertThat(lines("{\n  \"Records\": [\r\n    {\n \"a\": 1\r\n}\n,\n{}\n]\n}\n"))
                .isEqualTo("{  \"a\": 1  }\n{}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"a\":1}\n{\"Records\":[{\"b\":2}]}\n",
                "{\"Records\":[1,2]}",
                "{\"items\":[{\"a\":1}]}",
                "{\"value\":[{\"a\":1}],\"b\":2}",
                "[Sun Dec 04 04:47:44 2005] [notice] {}",
                "Mar  1 10:00:00 web1 x: {\"Records\":[{}]}\n",
                "  \n\nhello",
            })
    void any_other_text_is_passed_on_as_it_is(String text) throws IOException {
        assertThat(lines(text)).isEqualTo(text);
    }

    @Test
    void a_document_larger_than_every_buffer_is_read_in_pieces_of_any_size() throws IOException {
        var document = new StringBuilder("{\"Records\":[");
        var expected = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            var record = "{\"n\":" + i + ",\"text\":\"" + "é,]".repeat(i % 50) + "\"}";
            document.append(i == 0 ? "" : ",\n  ").append(record);
            expected.append(record).append('\n');
        }
        document.append("]}");
        for (int size : new int[] {1, 7, 100_000}) {
            var in = new RecordLines(slow(document.toString().getBytes(UTF_8), size));
            var text = new StringBuilder();
            var piece = new byte[4096];
            var bytes = new java.io.ByteArrayOutputStream();
            for (int n = in.read(piece, 0, size % 4096 + 1); n >= 0; n = in.read(piece, 0, size % 4096 + 1)) {
                bytes.write(piece, 0, n);
            }
            assertThat(text.append(bytes.toString(UTF_8)).toString()).isEqualTo(expected.toString());
        }
    }

    @Test
    void a_line_of_a_watched_file_that_is_such_a_document_is_dead() {
        assertThat(Logs.read("{\"Records\":[{\"eventName\":\"x\"}]}").getLast())
                .isEqualTo(new Parsed.Dead("a document of many records: replay it, or send it over HTTP"));
    }

    /** Gives at most so many bytes at a time. */
    private static InputStream slow(byte[] bytes, int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, most));
            }
        };
    }
}
