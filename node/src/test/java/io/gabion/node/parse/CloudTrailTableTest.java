package io.gabion.node.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Source;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudTrailTableTest {
    private static final String CONSOLE = "Event ID,Event time,User name,Event name,Source IP address,Error code";

    private static Parsed row(String header, String row) {
        var format = Formats.detect((header + "\n" + row + "\n").getBytes(UTF_8), Instant.EPOCH, "events.csv");
        assertThat(format.name()).isEqualTo("cloudtrail-csv");
        var bytes = header.getBytes(UTF_8);
        assertThat(format.parse(new Source("events.csv", 1), bytes, 0, bytes.length))
                .isEqualTo(Parsed.SKIPPED);
        return row(format, row);
    }

    private static Parsed row(Format format, String row) {
        var bytes = row.getBytes(UTF_8);
        return format.parse(new Source("events.csv", 2), bytes, 0, bytes.length);
    }

    @Test
    void a_row_of_the_console_is_an_event() {
        var parsed = row(CONSOLE, "e-1,2026-01-02T00:00:00Z,ann,StopLogging,192.0.2.7,AccessDenied");
        var seen = ((Parsed.Seen) parsed).observation();
        assertThat(seen.product()).isEqualTo("cloudtrail");
        assertThat(seen.time()).isEqualTo("2026-01-02T00:00:00Z");
        assertThat(seen.fields())
                .containsEntry("eventName", "StopLogging")
                .containsEntry("sourceIPAddress", "192.0.2.7")
                .containsEntry("userIdentity.userName", "ann")
                .containsEntry("errorCode", "AccessDenied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\"accountId\"\": \"\"111\"\", \"\"n\"\": {\"\"b\"\": 1}}",
                "{'accountId': '111', 'n': {'b': '1'}}"
            })
    void an_object_in_a_cell_is_read_as_one(String object) {
        var parsed = row(
                "eventname,eventtime,sourceipaddress,useridentity,Mine",
                "PutObject,2026-01-02T00:00:00Z,192.0.2.7,\"" + object + "\",\"a,b\"");
        assertThat(((Parsed.Seen) parsed).observation().fields())
                .containsEntry("userIdentity.accountId", "111")
                .containsEntry("userIdentity.n.b", "1")
                .containsEntry("Mine", "a,b")
                .doesNotContainKey("userIdentity");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e-1,,ann,StopLogging,192.0.2.7,|a CloudTrail record without its time",
                "e-1,yesterday,ann,StopLogging,192.0.2.7,|a CloudTrail record whose time cannot be read",
                "e-1,2026-01-02T00:00:00Z,ann|3 columns where there are 6",
                "e-1,\"x|a quote that does not end",
            })
    void a_row_that_is_none_is_dead(String row, String reason) {
        assertThat(row(CONSOLE, row)).isEqualTo(new Parsed.Dead(reason));
    }

    /** A stream that goes on has its header before what is read now. */
    @Test
    void rows_without_their_header_are_read_if_the_beginning_has_it() {
        var format = Formats.detect((CONSOLE + "\n").getBytes(UTF_8), Instant.EPOCH, "events.csv");
        assertThat(row(format, "e-1,2026-01-02T00:00:00Z,ann,StopLogging,192.0.2.7,"))
                .isInstanceOf(Parsed.Seen.class);
        assertThat(row(Formats.named("cloudtrail-csv").orElseThrow(), "a,b"))
                .isEqualTo(new Parsed.Dead("2 columns where there are 0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Event name,Event time,User name",
                "eventname eventtime sourceip",
                "a,\"eventName,eventTime,sourceIP"
            })
    void any_other_header_is_none(String header) {
        assertThat(CloudTrailTable.isHeader(header)).isFalse();
        assertThat(CloudTrailTable.isHeader("eventName,eventTime,sourceIP," + "x".repeat(8_192)))
                .isFalse();
    }
}
