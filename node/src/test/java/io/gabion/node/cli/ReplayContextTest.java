package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indicators and context in a replay, as a user runs it. */
class ReplayContextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private int runs;

    /** Twenty visits of ws1, one a minute, to an address, a name and a page. */
    private Path log() throws IOException {
        var log = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            log.append(("{\"EventID\":3,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"WS1\","
                            + "\"TimeCreated\":\"2026-01-02T03:%02d:00Z\",\"Image\":\"C:\\\\Windows\\\\a.exe\","
                            + "\"SourceIp\":\"10.0.0.5\",\"DestinationIp\":\"203.0.113.7\",\"DestinationPort\":443,"
                            + "\"DestinationHostname\":\"cdn.evil.example\",\"Note\":\"see http://Evil.example/a?b#c now\","
                            + "\"Hashes\":\"MD5=D41D8CD98F00B204E9800998ECF8427E,IMPHASH=00\"}\n")
                    .formatted(i));
        }
        return write("events.jsonl", log.toString());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path replay(Path... context) throws IOException {
        return replayOf(log(), context);
    }

    private Path replayOf(Path log, Path... context) {
        var out = folder.resolve("out" + runs++);
        var command = new ArrayList<>(List.of("replay", "--out", out.toString()));
        for (var file : context) {
            command.addAll(List.of("--context", file.toString()));
        }
        command.add(log.toString());
        assertThat(Gabion.run(command.toArray(String[]::new))).isZero();
        return out;
    }

    private static List<JsonNode> intel(Path out) throws IOException {
        var found = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(out.resolve("suspicions.jsonl"))) {
            var suspicion = JSON.readTree(line);
            if (suspicion.at("/detector/kind").asText().equals("intel")) {
                found.add(suspicion);
            }
        }
        return found;
    }

    private static List<String> titles(Path out) throws IOException {
        return intel(out).stream().map(s -> s.path("title").asText()).toList();
    }

    @Test
    void what_a_flood_holds_beyond_those_that_are_told_is_counted_to_the_end() throws IOException {
        var list = new StringBuilder("value,source,confidence\n");
        var log = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            list.append("bad%d.example,Some Cert,80\n".formatted(i));
            log.append(("{\"EventID\":22,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"WS1\","
                            + "\"TimeCreated\":\"2026-01-02T03:%02d:00Z\",\"Image\":\"C:\\\\Windows\\\\a.exe\","
                            + "\"QueryName\":\"bad%d.example\"}\n")
                    .formatted(i, i));
        }

        var out = replayOf(write("events.jsonl", log.toString()), write("bad.csv", list.toString()));

        assertThat(titles(out)).hasSize(21).last().isEqualTo("5 more known bad values");
    }

    @Test
    void an_indicator_is_one_suspicion_that_cites_its_list() throws IOException {
        var list = write("bad.csv", """
                value,id,source,confidence,valid_from,techniques
                203.0.113.0/24,net-7,Some Cert,80,2025-12-03T03:00:00Z,T1071.001
                """);

        var found = intel(replay(list));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().at("/asset/name").asText()).isEqualTo("ws1");
        assertThat(found.getFirst().at("/detector/id").asText()).isEqualTo("bad.csv");
        assertThat(found.getFirst().at("/detector/version").asText()).hasSize(64);
        assertThat(found.getFirst().at("/techniques/0").asText()).isEqualTo("T1071.001");
        assertThat(found.getFirst().path("severity").asText()).isEqualTo("low");
        assertThat(found.getFirst().at("/explanation/0").asText())
                .matches(
                        "ws1 showed 203\\.0\\.113\\.7, which Some Cert calls bad: indicator net-7 \\(it names the network "
                                + "203\\.0\\.113\\.0/24\\) of list bad\\.csv, version [0-9a-f]{12}, confidence 0\\.40, 30\\.0 days old "
                                + "\\(0\\.80 when new\\)");
    }

    @Test
    void every_kind_of_value_is_seen_and_two_runs_say_the_same() throws IOException {
        var list = write("bad.jsonl", """
                {"value":"203.0.113.7"}
                {"value":"*.evil.example","confidence":90}
                {"value":"hxxp://evil[.]example/a?b"}
                {"value":"d41d8cd98f00b204e9800998ecf8427e"}
                """);

        var out = replay(list);

        assertThat(titles(out))
                .containsExactlyInAnyOrder(
                        "Known bad address 203.0.113.7",
                        "Known bad zone cdn.evil.example",
                        "Known bad zone evil.example",
                        "Known bad url http://evil.example/a?b",
                        "Known bad hash d41d8cd98f00b204e9800998ecf8427e");
        assertThat(replay(list).resolve("suspicions.jsonl")).hasSameTextualContentAs(out.resolve("suspicions.jsonl"));
    }

    @Test
    void an_indicator_counts_only_while_it_is_valid_by_event_time() throws IOException {
        var list = write("bad.csv", """
                value,valid_from,valid_until
                203.0.113.7,,2026-01-02T03:00:00Z
                cdn.evil.example,2026-01-02T03:10:00Z,
                """);

        var found = intel(replay(list));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("time").asText()).startsWith("2026-01-02T03:10:00");
    }

    @Test
    void a_warning_list_suppresses_what_everybody_contacts() throws IOException {
        var list = write("bad.csv", "value\n203.0.113.7\ncdn.evil.example\n");
        var addresses = write("cdn.json", """
                {"name":"A CDN","type":"cidr","list":["203.0.113.0/25"],"matching_attributes":["ip-dst"]}
                """);
        var names = write("top.json", "{\"list\":[\".evil.example\"],\"name\":\"Top\",\"type\":\"hostname\"}");

        assertThat(titles(replay(list))).hasSize(2);
        assertThat(titles(replay(list, addresses))).containsExactly("Known bad domain cdn.evil.example");
        assertThat(titles(replay(list, addresses, names))).isEmpty();
    }

    @Test
    void a_stix_bundle_names_values_and_what_it_cannot_say_is_refused() throws IOException {
        var bundle = write("bundle.json", """
                {"type":"bundle","id":"bundle--1","objects":[
                {"type":"identity","id":"identity--1","name":"The Cert"},
                {"type":"indicator","id":"indicator--1","created_by_ref":"identity--1","pattern_type":"stix",
                 "pattern":"[ipv4-addr:value = '203.0.113.7' OR domain-name:value = 'x.example']",
                 "valid_from":"2026-01-01T00:00:00Z"},
                {"type":"indicator","id":"indicator--2","pattern_type":"stix",
                 "pattern":"[domain-name:value = 'cdn.evil.example' AND ipv4-addr:value = '1.2.3.4']",
                 "valid_from":"2026-01-01T00:00:00Z"}]}
                """);

        var out = replay(bundle);

        assertThat(intel(out)).hasSize(1);
        assertThat(intel(out).getFirst().at("/explanation/0").asText()).contains("The Cert", "indicator--1");
        var summary = JSON.readTree(out.resolve("summary.json").toFile());
        assertThat(summary.at("/indicators/loaded").asInt()).isEqualTo(2);
        assertThat(summary.at("/indicators/refused").asInt()).isEqualTo(1);
    }

    @Test
    void what_a_site_knows_of_its_assets_is_terms_of_the_score() throws IOException {
        var list = write("bad.csv", "value,confidence\n203.0.113.7,90\n");
        var assets = write("assets.csv", "asset,criticality,role\nWS1,critical,domain controller\n");
        var vulnerable = write("vulnerable.json", """
                {"asset":"ws1","cve":"CVE-2026-0001","kev":true,"epss":"0.97"}
                """);

        var incident = JSON.readTree(
                Files.readAllLines(replay(list, assets, vulnerable).resolve("incidents.jsonl"))
                        .getFirst());
        var without = JSON.readTree(
                Files.readAllLines(replay(list).resolve("incidents.jsonl")).getFirst());

        assertThat(incident.at("/score/total").asDouble())
                .isGreaterThan(without.at("/score/total").asDouble())
                .isLessThanOrEqualTo(1);
        assertThat(incident.at("/score/terms").findValuesAsText("why"))
                .anyMatch(why -> why.matches(
                        "ws1 is of critical criticality \\(domain controller\\), by assets.csv, version [0-9a-f]{12}"))
                .anyMatch(why ->
                        why.startsWith("ws1 has CVE-2026-0001, which is known to be exploited (KEV), EPSS 0.97"));
    }

    @Test
    void a_file_of_no_known_kind_is_one_line_and_nothing_runs() throws IOException {
        for (var text : List.of(
                "",
                "{}",
                "{\"a\":1}",
                "no,header\n1,2\n",
                "[1]",
                "\0\1\2",
                "{\"list\":",
                "{\"list\":[],\"type\":\"regex\"}")) {
            var file = write("garbage", text);
            assertThat(Gabion.run(
                            "replay",
                            "--out",
                            folder.resolve("none").toString(),
                            "--context",
                            file.toString(),
                            log().toString()))
                    .as(text)
                    .isEqualTo(Refused.UNAVAILABLE);
        }
    }
}
