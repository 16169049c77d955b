package io.gabion.node.parse.evtx;

import static io.gabion.node.parse.evtx.Xml.attribute;
import static io.gabion.node.parse.evtx.Xml.data;
import static io.gabion.node.parse.evtx.Xml.element;
import static io.gabion.node.parse.evtx.Xml.plain;
import static io.gabion.node.parse.evtx.Xml.slot;
import static io.gabion.node.parse.evtx.Xml.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.parse.evtx.Xml.Filling;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EventLogLinesTest {
    private static final int FIRST_RECORD = EventLogWriter.HEAD + 512;

    private static List<String> lines(byte[] log) throws IOException {
        try (var lines = new EventLogLines(new ByteArrayInputStream(log))) {
            return new String(lines.readAllBytes(), UTF_8).lines().toList();
        }
    }

    private static String json(Xml event) throws IOException {
        var lines = lines(EventLogWriter.log(event));
        assertThat(lines).hasSize(1);
        return lines.getFirst().replace('"', '\'');
    }

    private static String why(Xml event) throws IOException {
        var line = json(event);
        assertThat(EventLogLines.isDamage(line.getBytes(UTF_8), 0, line.length()))
                .isTrue();
        return line;
    }

    private static ByteBuffer head(byte[] log) {
        return ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Xml event(int id) {
        return element("Event", element("System", element("EventID", text("" + id))));
    }

    private static String eventJson(int id) {
        return "{\"Event\":{\"System\":{\"EventID\":\"" + id + "\"}}}";
    }

    private static List<String> events(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(EventLogLinesTest::eventJson)
                .toList();
    }

    private static byte[] log(int records) {
        return EventLogWriter.log(IntStream.rangeClosed(1, records)
                .mapToObj(EventLogLinesTest::event)
                .toList());
    }

    @Test
    void an_event_has_the_form_that_converters_write() throws IOException {
        var event = element(
                "Event",
                attribute("xmlns", "http://example.org/event"),
                element(
                        "System",
                        new Xml.Element(
                                "Provider", List.of(attribute("Name", "P"), attribute("Guid", "{1}")), List.of()),
                        element("EventID", attribute("Qualifiers", "0"), text("800")),
                        element("Correlation"),
                        element("Computer", text("ws1"))),
                element("EventData", data("A b", text("x")), data("Empty"), element("Data", text("bare"))));
        assertThat(json(event))
                .isEqualTo("{'Event':{'System':{'Provider':{'#attributes':{'Name':'P','Guid':'{1}'}},"
                        + "'EventID':{'#attributes':{'Qualifiers':'0'},'#text':'800'},'Correlation':null,'Computer':'ws1'},"
                        + "'EventData':{'A b':'x','Empty':null,'Data':'bare'}}}");
    }

    @Test
    void a_template_is_written_once_and_filled_many_times() throws IOException {
        var template = element("Event", element("EventID", slot(0, 0x06)), element("Computer", slot(1, 0x01)));
        var log = new EventLogWriter();
        for (int i = 0; i < 3; i++) {
            log.add(new Xml.Instance(
                    template, List.of(plain(0x06, (byte) i, (byte) 1), plain(0x01, "ws1".getBytes(UTF_16LE)))));
        }
        assertThat(lines(log.bytes()))
                .containsExactlyElementsOf(IntStream.range(256, 259)
                        .mapToObj(id -> "{\"Event\":{\"EventID\":\"" + id + "\",\"Computer\":\"ws1\"}}")
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "01|610062000000|'ab'",
                "02|61e900|'aé'",
                "03|ff|'-1'",
                "04|ff|'255'",
                "05|feff|'-2'",
                "06|feff|'65534'",
                "07|ffffffff|'-1'",
                "08|ffffffff|'4294967295'",
                "09|ffffffffffffffff|'-1'",
                "0a|ffffffffffffffff|'18446744073709551615'",
                "0b|0000c03f|'1.5'",
                "0b|cdcccc3d|'0.1'",
                "0c|0000000000004540|'42'",
                "0c|000000000000f07f|'1.#INF'",
                "0c|000000000000f0ff|'-1.#INF'",
                "0c|000000000000f87f|'-1.#IND'",
                "0d|01000000|'true'",
                "0d|00000000|'false'",
                "0e|00a1ff|'00A1FF'",
                "0f|25968454785494 49a5ba3e3b0328c30d|'{54849625-5478-4994-A5BA-3E3B0328C30D}'",
                "10|10000000|'0x10'",
                "10|1000000000000000|'0x10'",
                "11|f0a8c4a8a09ad701|'2021-08-26T17:34:44.762443200Z'",
                "12|e607040005001d0008003a0015019a01|none",
                "12|e607040005001d0008003a0015009a01|'2022-04-29T08:58:21.410Z'",
                "13|010500000000000515000000c72a29fc0d09b0977f0bfeb157040000|'S-1-5-21-4230556359-2544896269-2986216319-1111'",
                "13|010000000000000a|'S-1-10'",
                "14|6d0000c0|'0xc000006d'",
                "15|0000000000002080|'0x8020000000000000'",
                "20|0102|'0102'",
                "08|0102|none",
                "81|61000000000062000000|['a','','b']",
                "82|61006200|['a','b']",
                "83|01ff|['1','-1']",
                "86|01000200|['1','2']",
                "88|0100000002000000|['1','2']",
                "8d|0100000000000000|['true','false']",
                "8f|0000000000000000000000000000000000000000000000000000000000000000|['{00000000-0000-0000-0000-000000000000}','{00000000-0000-0000-0000-000000000000}']",
                "93|010000000000000a010000000000000b|['S-1-10','S-1-11']",
                "94|0100000002000000|['0x1','0x2']",
                "86|010002|none",
                "13|0105000000000005|none",
                "13|010000000000000a010000000000000b|none",
                "00|ffff|null",
                "81||null",
                "08||null",
            })
    void a_value_is_spelled_as_windows_does(String type, String bytes, String expected) throws IOException {
        var value = bytes == null ? new byte[0] : HexFormat.of().parseHex(bytes.replace(" ", ""));
        int kind = Integer.parseInt(type, 16);
        var line = json(new Xml.Instance(element("E", slot(0, kind)), List.of(plain(kind, value))));
        if (expected.equals("none")) {
            assertThat(line).startsWith("damaged event log: record at byte 4608: a ");
        } else {
            assertThat(line).isEqualTo("{'E':" + expected + "}");
        }
    }

    @Test
    void a_value_may_be_a_document_with_its_own_template() throws IOException {
        var inner = element("EventXML", element("Param1", slot(0, 0x01)));
        var outer = element("Event", element("UserData", slot(0, Value.XML)), element("More", slot(1, Value.XML)));
        var filled = new Xml.Instance(inner, List.of(plain(0x01, "ann".getBytes(UTF_16LE))));
        assertThat(json(new Xml.Instance(
                        outer, List.of(new Filling.Nested(filled), new Filling.Nested(element("Plain", text("x")))))))
                .isEqualTo("{'Event':{'UserData':{'EventXML':{'Param1':'ann'}},'More':{'Plain':'x'}}}");
    }

    @Test
    void text_is_put_together_of_its_pieces() throws IOException {
        var pieces = new Xml[] {
            text("a "),
            new Xml.Entity("amp"),
            new Xml.Character('<'),
            new Xml.Section("<b>"),
            new Xml.Instruction("target", "left out"),
            new Xml.Entity("lt"),
            new Xml.Entity("other"),
            new Xml.Character('\ud83d'),
            text("\ud83d\ude00\n")
        };
        assertThat(json(element("E", element("In", pieces))))
                .isEqualTo("{'E':{'In':'a &<<b><&other;\ufffd\\uD83D\\uDE00\\n'}}");
        assertThat(json(element("E", attribute("A", text("x"), new Xml.Entity("gt"), text("y")))))
                .isEqualTo("{'E':{'#attributes':{'A':'x>y'}}}");
    }

    @Test
    void what_is_null_leaves_no_attribute_and_no_text() throws IOException {
        var template = element("E", attribute("A", slot(0, 0x01)), element("In", slot(0, 0x01)));
        assertThat(json(new Xml.Instance(template, List.of(plain(0))))).isEqualTo("{'E':{'In':null}}");
    }

    @Test
    void elements_of_one_name_are_an_array() throws IOException {
        assertThat(json(element("E", element("D", text("a")), element("F"), element("D", element("G")))))
                .isEqualTo("{'E':{'D':['a',{'G':null}],'F':null}}");
    }

    /** Events of random values, in as many chunks as they need. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_is_written_is_read(long seed) throws IOException {
        var random = new Random(seed);
        var events = new ArrayList<Xml>();
        var expected = new ArrayList<Object>();
        var templates =
                IntStream.range(0, 5).mapToObj(i -> new RandomEvent(random, i)).toList();
        for (int i = 0; i < 500; i++) {
            var template = templates.get(random.nextInt(templates.size()));
            template.fill(random, events, expected);
        }
        var log = EventLogWriter.log(events);
        assertThat(log.length).isGreaterThan(EventLogWriter.HEAD + EventLogWriter.CHUNK);
        var mapper = new ObjectMapper();
        var read = new ArrayList<Object>();
        for (var line : lines(log)) {
            read.add(mapper.readValue(line, Object.class));
        }
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void a_changed_byte_is_told_and_the_other_records_are_read() throws IOException {
        var log = log(50);
        log[FIRST_RECORD + 24] = 0x33; // the first token of the first record
        var lines = lines(log);
        assertThat(lines.subList(0, 2))
                .containsExactly(
                        "damaged event log: chunk at byte 4096: the checksum of its records differs",
                        "damaged event log: record at byte 4608: a token 0x33 at the beginning of a document");
        // names that the first record held are where they were
        assertThat(lines.subList(2, lines.size())).isEqualTo(events(2, 50));
    }

    @Test
    void a_record_of_a_wrong_size_is_passed_over() throws IOException {
        var log = log(50);
        head(log).putInt(FIRST_RECORD + 4, 1 << 20);
        int size = head(log).getInt(EventLogWriter.HEAD + 44);
        EventLogWriter.seal(log, EventLogWriter.HEAD);
        assertThat(size).isPositive();
        var lines = lines(log);
        assertThat(lines.getFirst())
                .startsWith("damaged event log: record at byte 4608: ")
                .endsWith(" no record");
        assertThat(lines.subList(1, lines.size())).isEqualTo(events(2, 50));
    }

    @Test
    void a_chunk_that_does_not_begin_as_one_is_passed_over() throws IOException {
        var log = new EventLogWriter()
                .add(event(1))
                .endChunk()
                .add(event(2))
                .endChunk()
                .add(event(3))
                .bytes();
        log[EventLogWriter.HEAD + EventLogWriter.CHUNK] = 'X';
        assertThat(lines(log))
                .containsExactly(
                        eventJson(1), "damaged event log: chunk at byte 69632: does not begin as one", eventJson(3));
    }

    @Test
    void a_changed_head_is_told() throws IOException {
        var log = log(2);
        log[16]++;
        assertThat(lines(log))
                .containsExactly("damaged event log: head at byte 0: its checksum differs", eventJson(1), eventJson(2));
        var chunk = log(1);
        chunk[EventLogWriter.HEAD + 200]++;
        assertThat(lines(chunk))
                .containsExactly(
                        "damaged event log: chunk at byte 4096: the checksum of its head differs", eventJson(1));
    }

    @Test
    void a_log_that_is_cut_short_is_read_as_far_as_it_goes() throws IOException {
        var log = log(50);
        int last = EventLogWriter.HEAD + head(log).getInt(EventLogWriter.HEAD + 44);
        assertThat(lines(Arrays.copyOf(log, last + 30)))
                .startsWith("damaged event log: chunk at byte 4096: cut short after " + (last + 30 - 4096) + " bytes")
                .containsAll(events(1, 49))
                .doesNotContain(eventJson(50));
        assertThat(lines(Arrays.copyOf(log, 20))).hasSize(1).first().asString().startsWith("damaged event log: head");
        assertThat(lines(Arrays.copyOf(log, EventLogWriter.HEAD))).isEmpty();
    }

    /** The head of the last chunk was written before the records behind it. */
    @Test
    void records_that_the_head_does_not_count_are_read() throws IOException {
        var log = log(50);
        var old = EventLogWriter.log(event(1));
        System.arraycopy(old, EventLogWriter.HEAD, log, EventLogWriter.HEAD, 512);
        assertThat(lines(log)).isEqualTo(events(1, 50));
    }

    /** A chunk is written over what the one before it held. */
    @Test
    void what_is_left_of_an_earlier_chunk_is_not_read_again() throws IOException {
        var log = new EventLogWriter()
                .add(event(1))
                .add(event(2))
                .add(event(3))
                .endChunk()
                .add(event(4))
                .add(event(5))
                .bytes();
        int first = EventLogWriter.HEAD;
        int second = first + EventLogWriter.CHUNK;
        int free = head(log).getInt(second + 48);
        System.arraycopy(log, first + free, log, second + free, EventLogWriter.CHUNK - free);
        assertThat(lines(log)).isEqualTo(events(1, 5));
    }

    @Test
    void chunks_that_the_head_does_not_count_are_read_and_unused_ones_passed_over() throws IOException {
        var log = Arrays.copyOf(log(5_000), 2 << 20);
        head(log).putShort(42, (short) 1);
        EventLogWriter.sealHead(log);
        assertThat(lines(log)).isEqualTo(events(1, 5_000));
    }

    @Test
    void elements_lie_within_each_other_as_deep_as_the_limit() throws IOException {
        assertThat(json(nested(BinXml.MOST_DEPTH))).endsWith("null" + "}".repeat(BinXml.MOST_DEPTH));
        assertThat(why(nested(BinXml.MOST_DEPTH + 1))).endsWith("more than 24 elements within each other");
    }

    private static Xml nested(int depth) {
        var inner = element("E");
        for (int i = 1; i < depth; i++) {
            inner = element("E", inner);
        }
        return inner;
    }

    @Test
    void a_name_is_as_long_as_the_limit() throws IOException {
        assertThat(json(element("n".repeat(BinXml.MOST_NAME)))).contains("nnn");
        assertThat(why(element("n".repeat(BinXml.MOST_NAME + 1)))).endsWith("a name of more than 256 characters");
    }

    @Test
    void a_template_that_multiplies_its_value_ends_at_the_limit_of_text() throws IOException {
        var long1 = plain(0x01, "x".repeat(20_000).getBytes(UTF_16LE));
        assertThat(json(new Xml.Instance(repeated(13), List.of(long1)))).hasSizeGreaterThan(13 * 20_000);
        assertThat(why(new Xml.Instance(repeated(14), List.of(long1)))).endsWith("more than 262144 characters");
    }

    @Test
    void an_array_of_empty_texts_ends_there_too() throws IOException {
        var empty = plain(0x81, ("\0".repeat(20_000) + "x").getBytes(UTF_16LE));
        assertThat(json(new Xml.Instance(repeated(13), List.of(empty)))).contains("'','','x']");
        assertThat(why(new Xml.Instance(repeated(14), List.of(empty)))).endsWith("more than 262144 characters");
    }

    private static Xml.Element repeated(int times) {
        var slots = new Xml[times];
        Arrays.fill(slots, slot(0, 0x01));
        return element("E", slots);
    }

    /** Each template holds the next one ten times. */
    @Test
    void templates_within_templates_end_at_the_limit_of_tokens() throws IOException {
        Xml document = element("Leaf");
        for (int depth = 0; depth < 6; depth++) {
            var slots = new Xml[10];
            Arrays.fill(slots, slot(0, Value.XML));
            document = new Xml.Instance(element("E" + depth, slots), List.of(new Filling.Nested(document)));
        }
        assertThat(why(document)).endsWith("more than 65536 tokens");
    }

    @Test
    void a_template_that_refers_to_itself_ends() throws IOException {
        var log = EventLogWriter.log(new Xml.Instance(element("E", element("F", text("0123456789"))), List.of()));
        int definition = FIRST_RECORD - EventLogWriter.HEAD + 24 + 4 + 10;
        // in place of the element: an instance of the same template
        head(log)
                .position(EventLogWriter.HEAD + definition + 24 + 4)
                .put((byte) 0x0c)
                .put((byte) 1)
                .putInt(0)
                .putInt(definition);
        EventLogWriter.seal(log, EventLogWriter.HEAD);
        assertThat(lines(log)).hasSize(1).first().asString().endsWith("more than 24 elements within each other");
    }

    /** Small records that each take as much as a record may. */
    @Test
    void the_records_of_a_chunk_end_at_the_limit_of_all() throws IOException {
        var slots = new Xml[5_000];
        Arrays.fill(slots, slot(0, 0x01));
        var template = element("E", slots);
        var log = new EventLogWriter();
        for (int i = 0; i < 400; i++) {
            log.add(new Xml.Instance(
                    template, List.of(plain(0x01, "x".repeat(40).getBytes(UTF_16LE)))));
        }
        var bytes = log.bytes();
        assertThat(bytes).hasSize(EventLogWriter.HEAD + 2 * EventLogWriter.CHUNK);
        var lines = lines(bytes);
        assertThat(lines)
                .hasSizeLessThan(100)
                .contains("damaged event log: chunk at byte 4096: more than 1048576 tokens or 4194304 characters,"
                        + " the rest is left out");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_log_changed_anywhere_is_read_or_told(long seed) throws IOException {
        var random = new Random(seed);
        var events = new ArrayList<Xml>();
        var template = new RandomEvent(random, 0);
        for (int i = 0; i < 20; i++) {
            template.fill(random, events, new ArrayList<>());
        }
        var whole = EventLogWriter.log(events);
        int used = head(whole).getInt(EventLogWriter.HEAD + 48);
        int told = 0;
        for (int round = 0; round < 1_000; round++) {
            var log = whole.clone();
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                int at = EventLogWriter.HEAD + random.nextInt(used);
                log[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(0x22));
            }
            for (var line : lines(log)) {
                told += EventLogLines.isDamage(line.getBytes(UTF_8), 0, line.length()) ? 1 : 0;
            }
        }
        assertThat(told).isGreaterThan(900);
    }

    @Test
    void only_the_magic_number_makes_an_event_log() {
        assertThat(EventLogLines.begins(log(1))).isTrue();
        assertThat(EventLogLines.begins("ElfFile".getBytes(US_ASCII))).isFalse();
        assertThat(EventLogLines.begins("ElfFile x".getBytes(US_ASCII))).isFalse();
    }
}
