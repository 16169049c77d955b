package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final int LONGEST = 64;

    private final List<String> found = new ArrayList<>();

    @Test
    void a_line_feed_ends_a_message() throws Exception {
        assertThat(read("<13>one\n<13>two\r\n\n<13>three\0\n")).containsExactly("<13>one", "<13>two", "<13>three");
    }

    @Test
    void a_count_tells_how_long_a_message_is_whatever_is_in_it() throws Exception {
        assertThat(read("7 <13>one11 <13>2\n3 4 57 <13>end")).containsExactly("<13>one", "<13>2\n3 4 5", "<13>end");
    }

    @Test
    void a_line_that_begins_with_digits_is_no_count() throws Exception {
        assertThat(read("2026-01-02T03:04:05Z h p: m\n7 days\n"))
                .containsExactly("2026-01-02T03:04:05Z h p: m", "7 days");
    }

    @Test
    void a_message_cut_by_the_end_of_the_connection_is_a_fault_in_both_framings() throws Exception {
        assertThat(read("<13>one\n<13>from 203.0.113.1"))
                .containsExactly("<13>one", "! the connection ended within a message: <13>from 203.0.113.1");
        assertThat(read("7 <13>one30 <13>two"))
                .containsExactly("<13>one", "! the connection ended within a message: <13>two");
        assertThat(read("7 <13>one200 " + "x".repeat(100)))
                .containsExactly("<13>one", "! the connection ended within a message: " + "x".repeat(64));
    }

    @Test
    void a_message_too_long_is_a_fault_and_the_next_one_is_found() throws Exception {
        var giant = "x".repeat(100_000);
        assertThat(read("<13>one\n" + giant + "\n" + "y".repeat(LONGEST) + "\n"))
                .containsExactly(
                        "<13>one", "! message longer than 64 bytes: " + "x".repeat(LONGEST), "y".repeat(LONGEST));
        assertThat(read("100000 " + giant + "7 <13>two"))
                .containsExactly("! message longer than 64 bytes: " + "x".repeat(LONGEST), "<13>two");
    }

    @Test
    void where_a_count_is_broken_nothing_more_is_read() throws Exception {
        var fault = "! no octet count where one is due; the connection was closed: ";
        assertThat(read("7 <13>one<13>two\n")).containsExactly("<13>one", fault + "<");
        assertThat(read("7 <13>one123456789 x")).containsExactly("<13>one", fault + "1");
        assertThat(read("7 <13>one12")).containsExactly("<13>one", fault + "1");
    }

    @Test
    void nothing_comes_of_nothing() throws Exception {
        assertThat(read("")).isEmpty();
        assertThat(read("\n\n")).isEmpty();
    }

    private List<String> read(String bytes) throws Exception {
        found.clear();
        var in = new BufferedInputStream(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1)), 16);
        new Frames(in, LONGEST, new Frames.Sink() {
                    @Override
                    public void message(byte[] text) {
                        found.add(new String(text, ISO_8859_1));
                    }

                    @Override
                    public void fault(String reason, byte[] head) {
                        found.add("! " + reason + ": " + new String(head, ISO_8859_1));
                    }
                })
                .syslog();
        return List.copyOf(found);
    }
}
