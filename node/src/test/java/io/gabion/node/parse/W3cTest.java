package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.assets;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class W3cTest {
    private static final String SOFTWARE = "#Software: Microsoft Internet Information Services 10.0";
    private static final String FIELDS =
            "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent)"
                    + " cs(Referer) sc-status sc-substatus sc-win32-status time-taken";

    private static String line(String method, String user, String result) {
        return "2026-03-01 10:00:00 192.0.2.1 " + method + " /a x=1 443 " + user + " 203.0.113.7 Mozilla/5.0+(X11) - "
                + result + " 15";
    }

    @Test
    void a_line_has_the_names_of_its_columns_and_those_that_rules_use() {
        var o = seen(SOFTWARE, FIELDS, line("GET", "-", "404 0 2"));
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(assets(o)).containsExactly("address:203.0.113.7");
        assertThat(o.fields())
                .containsEntry("cs-uri-stem", "/a")
                .containsEntry("cs-uri", "/a?x=1")
                .containsEntry("cs-user-agent", "Mozilla/5.0+(X11)")
                .containsEntry("sc-status", "404")
                .doesNotContainKeys("cs-username", "cs-referer");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, eve, 401 1 1326, FAILURE",
        "POST, -, 401 1 1326, FAILURE",
        "GET, eve, 200 0 0, SUCCESS",
        "GET, -, 401 2 5, NONE",
        "POST, -, 401 2 5, NONE",
        "POST, -, 401 1 2148074254, NONE",
        "PASS, -, 530 41 1326, FAILURE",
        "USER, -, 530 41 1326, NONE",
    })
    void a_login_is_refused_to_who_tried_one(String method, String user, String result, Outcome outcome) {
        var login = seen(SOFTWARE, FIELDS, line(method, user, result)).authentication();
        assertThat(login.outcome()).isEqualTo(outcome);
        assertThat(login.from()).isEqualTo(outcome == Outcome.NONE ? "" : "203.0.113.7");
        assertThat(login.account()).isEqualTo(outcome == Outcome.NONE || user.equals("-") ? "" : "eve@web");
    }

    @Test
    void columns_may_change_within_a_file_and_tabs_may_part_them() {
        var other = "#Fields: date time x-edge-location c-ip cs-method cs(Host) cs-uri-stem sc-status";
        var o = seen(
                FIELDS,
                line("GET", "-", "200 0 0"),
                other,
                "2026-03-01\t10:00:00\tFRA\t2001:db8::7\tGET\td.example\t/b\t403");
        assertThat(assets(o)).containsExactly("address:2001:db8::7");
        assertThat(o.fields()).containsEntry("cs-host", "d.example").containsEntry("sc-status", "403");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2026-03-01 10:00:00 192.0.2.1;3 columns where the last #Fields names 15",
                "2026-13-01 10:00:00 192.0.2.1 GET / - 443 - 203.0.113.7 - - 200 0 0 1;no date and time",
            })
    void a_line_that_fits_no_columns_or_has_no_time_is_dead(String line, String reason) {
        assertThat(Logs.read(FIELDS, line).getLast()).isEqualTo(new Parsed.Dead(reason));
    }
}
