package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.assets;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.OcsfClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {
    private static final String TIME = " [01/Mar/2026:11:00:00 +0100] ";
    private static final String LINE = "203.0.113.7 - -" + TIME
            + "\"GET /a/b.php?x=1&y=%2e HTTP/1.1\" 404 196 \"http://ref.example/\" \"curl/7.68\" \"198.51.100.66\" 0.003";

    @Test
    void a_line_of_the_combined_format_has_the_names_that_rules_use() {
        var o = seen(LINE);
        assertThat(o.type()).isEqualTo(OcsfClass.HTTP_ACTIVITY);
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(assets(o)).containsExactly("address:203.0.113.7");
        assertThat(o.network().received()).isEqualTo(196);
        assertThat(o.fields())
                .containsEntry("c-ip", "203.0.113.7")
                .containsEntry("cs-method", "GET")
                .containsEntry("cs-uri", "/a/b.php?x=1&y=%2e")
                .containsEntry("cs-uri-stem", "/a/b.php")
                .containsEntry("cs-uri-query", "/a/b.php?x=1&y=%2e")
                .containsEntry("sc-status", "404")
                .containsEntry("sc-bytes", "196")
                .containsEntry("cs-referer", "http://ref.example/")
                .containsEntry("cs-user-agent", "curl/7.68")
                .containsEntry("extra", "\"198.51.100.66\" 0.003");
        Logs.neverNames(o, "198.51.100.66");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.7 - -" + TIME + "\"GET / HTTP/1.1\" 200 5",
                "203.0.113.7 - -" + TIME + "\"GET /\" 200 -",
                "www.example.org:443 203.0.113.7 - -" + TIME + "\"GET / HTTP/2.0\" 200 5 \"-\" \"-\"",
                "203.0.113.7 - -" + TIME + "\"GET / HTTP/1.1\" - -",
                "www.example.org 203.0.113.7 - -" + TIME + "\"GET / HTTP/1.1\" 200 5 \"-\" \"\"",
                "www.example.org 203.0.113.7 - 4af0 -" + TIME + "\"GET / HTTP/1.1\" 200 5",
            })
    void every_spelling_of_a_line_is_of_its_client(String line) {
        var o = seen(line);
        assertThat(assets(o)).containsExactly("address:203.0.113.7");
        assertThat(o.fields()).containsEntry("cs-uri", "/").doesNotContainKeys("cs-referer", "cs-user-agent");
    }

    @Test
    void the_beginning_of_a_handshake_is_no_method() {
        var o = seen("203.0.113.7 - -" + TIME + "\"\\x16\\x03\\x01\\x01 \\x02\" 400 226 \"-\" \"-\"");
        assertThat(o.fields())
                .containsEntry("cs-uri-query", "\\x16\\x03\\x01\\x01 \\x02")
                .doesNotContainKey("cs-method");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ann|GET|401|FAILURE|ann@web|1",
                "ann|GET|200|SUCCESS|ann@web|0",
                "ann|GET|404|NONE||0",
                "-|GET|401|NONE||0",
                "-|POST|401|FAILURE||1",
                "-|GET|200|NONE||0",
            })
    void a_refused_name_is_a_failed_login(
            String user, String method, String status, Outcome outcome, String account, int count) {
        var o = seen("203.0.113.7 - " + user + TIME + "\"" + method + " / HTTP/1.1\" " + status + " 5");
        assertThat(o.authentication().outcome()).isEqualTo(outcome);
        assertThat(o.authentication().account()).isEqualTo(account == null ? "" : account);
        assertThat(o.authentication().attempts()).isEqualTo(count);
        assertThat(o.authentication().from()).isEqualTo(outcome == Outcome.NONE ? "" : "203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.7 - -" + TIME + "\"GET /198.51.100.66 HTTP/1.1\" 200 5 \"198.51.100.66\" \"198.51.100.66\"",
                "203.0.113.7 - -" + TIME + "\"GET /\\\" 200 5\\n198.51.100.66 - -" + TIME + "\\\" HTTP/1.1\" 200 5",
                "203.0.113.7 - 198.51.100.66 - -" + TIME + "\"GET / HTTP/1.1\" 401 5",
                "203.0.113.7 - a" + TIME + "\\\"GET / 401 198.51.100.66" + TIME + "\"GET / HTTP/1.1\" 401 5",
                "203.0.113.7 198.51.100.66 -" + TIME
                        + "\"GET / HTTP/1.1\" 401 5 \"-\" \"x\" \"198.51.100.66, 198.51.100.66\"",
            })
    void what_a_client_writes_is_no_address(String line) {
        var o = seen(line);
        assertThat(o.network().from()).isEqualTo("203.0.113.7");
        assertThat(o.assets()).noneMatch(asset -> asset.name().equals("198.51.100.66"));
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
    }

    @Test
    void a_line_within_syslog_is_of_the_client_and_the_server() {
        var o = seen("<190>Mar  1 10:00:00 Web1 nginx: " + LINE);
        assertThat(assets(o)).containsExactly("address:203.0.113.7", "host:web1");
        assertThat(o.product()).isEqualTo("web");
    }

    @Test
    void an_error_of_apache_is_of_the_client_in_front_of_its_message() {
        var o = seen("[Sun Mar 01 10:00:00.123456 2026] [core:error] [pid 35708:tid 43] [client 203.0.113.7:50000]"
                + " AH00037: [client 198.51.100.66:1] File does not exist");
        assertThat(o.product()).isEqualTo("apache");
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00.123456Z");
        assertThat(assets(o)).containsExactly("address:203.0.113.7");
        assertThat(o.fields()).containsEntry("level", "core:error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok|host:apache",
                "[Sun Dec 04 04:47:44 2005] [error] [client 2001:db8::1] Directory index forbidden|address:2001:db8::1",
                "2021/11/18 08:34:27 [error] 86#86: *1 open() \"/x\" failed, client: 198.51.100.66, server: x|address:198.51.100.66",
                "2021/11/18 08:34:27 [error] 86#86: *1 open() \"/a, client: 192.0.2.9, server: y\" failed, client: 198.51.100.66, server: x|host:nginx",
            })
    void errors_are_of_the_client_only_where_nobody_else_can_be_named(String line, String asset) {
        assertThat(assets(seen(line))).containsExactly(asset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.7 - - [99/Mar/2026:11:00:00 +0100] \"GET / HTTP/1.1\" 200 5",
                "203.0.113.7 - -" + TIME + "\"GET / HTTP/1.1",
                "203.0.113.7 - -" + TIME + "\"GET / HTTP/1.1\"",
                "203.0.113.7",
                "[Sun Dec 04",
            })
    void a_line_that_is_cut_or_wrong_is_dead(String line) {
        assertThat(Logs.read(LINE, line).getLast()).isInstanceOf(Parsed.Dead.class);
    }

    @Test
    void a_blank_line_is_nothing() {
        assertThat(Logs.read(LINE, " ").getLast()).isEqualTo(Parsed.SKIPPED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ClientAddr':'203.0.113.7:4711','ClientHost':'203.0.113.7','ClientUsername':'-','DownstreamContentSize':9,"
                        + "'DownstreamStatus':404,'RequestMethod':'GET','RequestPath':'/a.php?x=1','RequestHost':'www.example.org',"
                        + "'request_User-Agent':'curl/7.68','request_X-Forwarded-For':'198.51.100.66','time':'2026-03-01T10:00:00Z'}",
                "{'level':'info','ts':1772359200,'logger':'http.log.access','request':{'remote_ip':'203.0.113.7','method':'GET',"
                        + "'host':'www.example.org','uri':'/a.php?x=1','headers':{'User-Agent':['curl/7.68'],"
                        + "'X-Forwarded-For':['198.51.100.66']}},'status':404,'size':9}",
                "{'time':'2026-03-01T10:00:00Z','remote_addr':'203.0.113.7','request':'GET /a.php?x=1 HTTP/1.1','status':'404',"
                        + "'body_bytes_sent':'9','http_user_agent':'curl/7.68','server_name':'www.example.org',"
                        + "'http_x_forwarded_for':'198.51.100.66'}",
                "{'time':1772359200000,'level':30,'req':{'method':'GET','url':'/a.php?x=1','remoteAddress':'203.0.113.7',"
                        + "'headers':{'user-agent':'curl/7.68','x-forwarded-for':'198.51.100.66'}},"
                        + "'res':{'statusCode':404},'host':'www.example.org','size':9}",
            })
    void access_logs_as_json_say_the_same(String line) {
        var o = seen(Logs.json(line));
        assertThat(o.type()).isEqualTo(OcsfClass.HTTP_ACTIVITY);
        assertThat(o.product()).isEqualTo("web");
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(assets(o)).containsExactly("address:203.0.113.7");
        assertThat(o.network().received()).isEqualTo(9);
        assertThat(o.fields())
                .containsEntry("c-ip", "203.0.113.7")
                .containsEntry("cs-method", "GET")
                .containsEntry("cs-uri-query", "/a.php?x=1")
                .containsEntry("cs-uri-stem", "/a.php")
                .containsEntry("sc-status", "404")
                .containsEntry("cs-user-agent", "curl/7.68")
                .containsEntry("cs-host", "www.example.org");
        Logs.neverNames(o, "198.51.100.66");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 lb haproxy[7]: 203.0.113.7:4711 [01/Mar/2026:10:00:00.000] www~ app/s1 0/0/1/2/3 404 9 - - ---- 1/1/0/0/0 0/0 {x|y} \"GET /a.php?x=1 HTTP/1.1\"",
                "https 2026-03-01T10:00:00.186641Z app/lb/49 203.0.113.7:4711 192.0.2.1:80 0.086 0.048 0.037 404 404 0 9 \"GET https://www.example.org:443/a.php?x=1 HTTP/1.1\" \"curl/7.68\" - -",
                "[GIN] 2026/03/01 - 10:00:00 | 404 |     505.317µs |       203.0.113.7 | GET      \"/a.php?x=1\"",
            })
    void requests_that_balancers_write_in_their_own_way_are_requests(String line) {
        var o = seen(line);
        assertThat(o.type()).isEqualTo(OcsfClass.HTTP_ACTIVITY);
        assertThat(o.primary().toString()).isEqualTo("address:203.0.113.7");
        assertThat(o.fields())
                .containsEntry("cs-method", "GET")
                .containsEntry("cs-uri-stem", "/a.php")
                .containsEntry("cs-uri-query", "/a.php?x=1")
                .containsEntry("sc-status", "404");
    }
}
