package io.gabion.node.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.detectors.intel.Values;
import io.gabion.node.rules.Watched;
import io.gabion.node.rules.Watched.Refreshed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {
    @TempDir
    Path folder;

    private int writes;

    private Path write(String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name), text);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * ++writes));
    }

    private Lists.Read read(String name, String text) throws IOException {
        return Lists.read(List.of(write(name, text)));
    }

    @Test
    void a_bad_line_is_refused_with_its_place_and_the_others_load() throws IOException {
        var read = read("bad.csv", """
                # a comment
                value,type,confidence,valid_from
                203.0.113.7,address,50,2026-01-01
                "quoted.example",domain,,
                not a value,,,
                203.0.113.8,domain,,
                203.0.113.9,,101,
                203.0.113.9,,,yesterday
                203.0.113.9
                "open
                """);

        assertThat(read.intelligence().indicators().size()).isEqualTo(2);
        assertThat(read.refused())
                .hasSize(6)
                .allMatch(line -> line.startsWith(folder.resolve("bad.csv") + ":"))
                .anyMatch(line -> line.contains(":5: not an address"))
                .anyMatch(line -> line.contains(":6: '203.0.113.8' is not of type 'domain'"))
                .anyMatch(line -> line.contains(":7: confidence is 0 to 100, not '101'"))
                .anyMatch(line -> line.contains(":8: valid_from is not a time"))
                .anyMatch(line -> line.contains(":9: 1 columns where there are 4"))
                .anyMatch(line -> line.contains(":10: a quote that does not end"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"value\":\"203.0.113.7\"},{\"value\":\"nonsense!\"},{\"asset\":\"web1\",\"criticality\":\"high\"}]",
                """
                [
                  {
                    "value": "203.0.113.7", "tags": [{"value": "203.0.113.8"}], "source": null
                  },
                  { "value": "nonsense!" },
                  "203.0.113.9", 7, null,
                  { "asset": "web1",
                    "criticality": "high" }
                ]
                """,
                """
                {
                  "value": "203.0.113.7"
                }
                { "value": "nonsense!"
                }
                {"asset": "web1", "criticality": "high"}
                """,
                "\ufeff{\"value\":\"203.0.113.7\"}\n{\"value\":\"nonsense!\"}\n{\"asset\":\"web1\",\"criticality\":\"high\"}",
                "{\"value\":\"broken\n{\"value\":\"203.0.113.7\"}\n{\"value\":\n{\"asset\":\"web1\",\"criticality\":\"high\"}",
            })
    void json_objects_load_one_a_line_over_several_lines_or_in_an_array(String text) throws IOException {
        var read = read("list.json", text);

        assertThat(read.intelligence().indicators().size()).isEqualTo(1);
        assertThat(techniques(read, "203.0.113.7")).isEmpty();
        assertThat(read.site().criticality()).containsKey("web1");
        assertThat(read.refused()).isNotEmpty().allMatch(line -> line.matches(".*list.json:[1-6]: not a.*"));
        assertThat(read.idle()).isEmpty();
    }

    @Test
    void a_mistake_within_an_object_of_several_lines_is_told_with_its_place() throws IOException {
        var broken = write("list.json", "{\n \"value\": \"203.0.113.7\",\n oops\n}\n");
        assertThatThrownBy(() -> Lists.read(List.of(broken)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(broken + ":3: ");
    }

    @Test
    void an_object_of_more_names_than_any_has_is_refused() throws IOException {
        var names = IntStream.range(0, 2_000).mapToObj(i -> "\"a" + i + "\":1").collect(Collectors.joining(","));
        var read = read("list.json", "[{" + names + "},{\"value\":\"203.0.113.7\"}]");
        assertThat(read.refused()).singleElement().asString().contains("more than 1000 names");
        assertThat(read.intelligence().indicators().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "[{\"value\":\"nonsense!\"}]", "value,id\n", "value\nnonsense!\n", "{\"objects\":[]}"})
    void a_file_of_which_nothing_is_used_is_told(String text) throws IOException {
        var read = read("list", text);
        assertThat(read.idle()).containsExactly(folder.resolve("list") + ": nothing of it is used");
        assertThat(read.told()).endsWith(read.idle().getFirst());
    }

    @Test
    void a_packed_file_is_read_and_one_that_is_cut_short_is_not() throws IOException {
        var file = folder.resolve("bad.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(("value\n" + "203.0.113.7\n".repeat(1_000)).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Lists.read(List.of(file)).intelligence().indicators().size()).isEqualTo(1_000);

        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 30));
        assertThatThrownBy(() -> Lists.read(List.of(file))).isInstanceOf(IOException.class);
    }

    @Test
    void a_name_is_one_persons_in_every_spelling_and_what_is_contained_is_no_alias() throws IOException {
        var read = read("people.csv", """
                account,alias
                olga@corp.example,CORP\\olga
                olga@corp.example,Olga.P@mail.example
                olga@corp.example,"UID=olga, OU=people, DC=corp"
                OLGA@corp.example,olga@corp.example
                paul@corp.example,corp\\Olga
                corp\\olga,x@corp
                eve@corp.example,olga@corp.example
                uid=eve,eve
                """);

        assertThat(read.refused())
                .extracting(line -> line.substring(line.indexOf("people.csv")))
                .containsExactly(
                        "people.csv:6: 'olga@corp' is an alias of olga@corp.example already",
                        "people.csv:7: 'olga@corp' is an alias, and has one",
                        "people.csv:8: 'olga@corp.example' is an alias, and has one",
                        "people.csv:9: not an account: 'uid=eve'");
        var aliases = read.site().aliases();
        for (var name : List.of("olga@corp", "corp\\OLGA", "olga.p@mail.example", "uid=olga,ou=people,dc=corp")) {
            assertThat(aliases.account(name)).isEqualTo("olga@corp.example");
        }
        assertThat(aliases.account("paul@corp")).isEqualTo("paul@corp");
        assertThat(read.site().withAliases("olga@corp"::equals, List.of()))
                .containsExactly("olga.p@mail.example", "olga@corp", "olga@corp.example", "uid=olga,ou=people,dc=corp");
        assertThat(read.site().withAliases("paul@corp"::equals, List.of())).isEmpty();
    }

    @Test
    void only_so_many_refusals_are_named() throws IOException {
        var read = read("bad.csv", "value\n" + "nonsense!\n".repeat(Refusals.NAMED + 500));

        assertThat(read.refused()).hasSize(Refusals.NAMED);
        assertThat(read.refusals()).isEqualTo(Refusals.NAMED + 500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ipv4-addr:value = '203.0.113.7']",
                "[ipv6-addr:value = '2001:db8::1' OR domain-name:value = 'x.example']",
                "[file:hashes.'SHA-256' = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855']",
                "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e'] OR [url:value = 'http://x.example/a']",
                "[domain-name:value LIKE '%.x.example']",
                "[ipv4-addr:value IN ('203.0.113.7', '203.0.113.8')]",
                "[ipv4-addr:value ISSUBSET '203.0.113.0/24']",
                "[email-addr:value='a@x.example']"
            })
    void a_pattern_that_names_values_is_read(String pattern) throws StixPattern.Unusable {
        assertThat(StixPattern.read(pattern)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ipv4-addr:value = '203.0.113.7' AND url:value = 'http://x.example/'] | 'AND' (character 34",
                "[ipv4-addr:value = '203.0.113.7'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.8'] | 'FOLLOWEDBY'",
                "[ipv4-addr:value = '203.0.113.7'] WITHIN 5 SECONDS | 'WITHIN'",
                "[ipv4-addr:value != '203.0.113.7'] | '!='",
                "[NOT ipv4-addr:value = '203.0.113.7'] | 'ipv4-addr:value'",
                "[process:name = 'a.exe'] | 'process:name'",
                "[file:name = 'a.example'] | 'file:name'",
                "[domain-name:value MATCHES '^a'] | 'MATCHES'",
                "[domain-name:value LIKE '%x%'] | LIKE other than",
                "[domain-name:value = '203.0.113.7'] | compared with",
                "[ipv4-addr:value = '203.0.113.7' | ends too early",
                "'' | ends too early",
            })
    void any_other_pattern_is_refused_by_name(String pattern, String reason) {
        assertThatThrownBy(() -> StixPattern.read(pattern.strip())).hasMessageContaining(reason);
    }

    @Test
    void a_pattern_of_any_length_and_depth_ends() {
        for (var pattern : List.of(
                "[".repeat(8_000),
                "'\\".repeat(4_000),
                "[url:value = '" + "a\\\\".repeat(2_500) + "'",
                "[url:value = '",
                "(".repeat(9_000))) {
            assertThatThrownBy(() -> StixPattern.read(pattern)).isInstanceOf(StixPattern.Unusable.class);
        }
        var many = "[ipv4-addr:value IN (" + "'1.1.1.1',".repeat(300) + "'1.1.1.1')]";
        assertThatThrownBy(() -> StixPattern.read(many)).hasMessageContaining("more than 256 values");
    }

    @Test
    void json_that_is_nested_too_deep_is_refused_in_one_line() throws IOException {
        var deep = write("deep.json", "{\"objects\":[{\"a\":" + "[".repeat(100_000));

        assertThatThrownBy(() -> Lists.read(List.of(deep)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(deep + ":1: ");
    }

    @Test
    void garbage_is_refused_and_nothing_else_happens() throws IOException {
        var good = "{\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":\"indicator--1\",\"pattern_type\":"
                + "\"stix\",\"pattern\":\"[ipv4-addr:value = '203.0.113.7']\"}]}\nvalue,id\n203.0.113.7,\"a\"\n";
        var random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            var bytes = good.getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(8); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            var from = random.nextInt(bytes.length);
            var file = Files.write(
                    folder.resolve("garbage"), java.util.Arrays.copyOfRange(bytes, i % 2 * from, bytes.length));
            try {
                Lists.read(List.of(file));
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("garbage").doesNotContain("\n");
            }
        }
    }

    @Test
    void a_change_that_loses_a_good_line_is_refused_and_the_last_good_list_stays() throws IOException {
        var file = write("bad.csv", "value\n203.0.113.7\n");
        try (var context = LiveContext.start(List.of(file), Duration.ofHours(1))) {
            var watched = new Watched<>(context);
            write("bad.csv", "value\n203.0.113.7\n203.0.113.8\n");
            assertThat(watched.refresh()).isInstanceOf(Refreshed.Replaced.class);

            write("bad.csv", "value\n203.0.113.7\n203.0.113.800\n");
            assertThat(watched.refresh())
                    .isInstanceOfSatisfying(
                            Refreshed.Kept.class,
                            kept -> assertThat(kept.reason()).contains("bad.csv:3:"));
            assertThat(watched.refresh()).isInstanceOf(Refreshed.Unchanged.class);

            Files.delete(file);
            assertThat(watched.refresh()).isInstanceOf(Refreshed.Kept.class);
            assertThat(watched.current().intelligence().indicators().size()).isEqualTo(2);
        }
    }

    @Test
    void what_is_published_of_a_vulnerability_is_joined_with_who_has_it_in_whatever_order() throws IOException {
        var epss = write("epss_scores-2026-03-01.csv", """
                #model_version:v2025.03.14,score_date:2026-03-01T00:00:00+0000
                cve,epss,percentile
                CVE-2026-0001,0.00043,0.08
                CVE-2026-0002,0.71000,0.98
                CVE-2026-0003,9e-05,0.01
                none,0.5,0.5
                """);
        var assets = write("scan.csv", """
                asset,cve
                web1,cve-2026-0001
                web1,CVE-2026-0002
                db1,CVE-2026-0003
                db2,CVE-2026-0004
                """);
        var kev = write("known_exploited_vulnerabilities.json", """
                {"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "2026.03.01", "count": 2,
                 "vulnerabilities": [
                  {"cveID": "CVE-2026-0003", "vendorProject": "Acme", "dateAdded": "2026-02-01",
                   "knownRansomwareCampaignUse": "Known", "cwes": ["CWE-78"]},
                  {"cveID": "no id"}]}
                """);
        for (var files : List.of(List.of(epss, assets, kev), List.of(kev, assets, epss))) {
            var read = Lists.read(files);
            var exposure = read.site().exposure();
            assertThat(exposure.get("web1").level()).isEqualTo(0.71);
            assertThat(exposure.get("web1").why())
                    .contains("CVE-2026-0002, EPSS 0.71, by epss_scores-2026-03-01.csv")
                    .contains("by scan.csv");
            assertThat(exposure.get("db1").level()).isEqualTo(1);
            assertThat(exposure.get("db1").why())
                    .contains(
                            "known to be exploited (KEV, also for ransomware, by known_exploited_vulnerabilities.json");
            assertThat(exposure.get("db2").level()).isZero();
            assertThat(read.refused())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("epss_scores-2026-03-01.csv:6: not a CVE: 'none'"))
                    .anyMatch(line -> line.contains("known_exploited_vulnerabilities.json:5: no id: not a CVE"));
        }
    }

    private static List<String> techniques(Lists.Read read, String value) {
        return read.intelligence()
                .indicators()
                .find(Values.of(value).orElseThrow(), Instant.parse("2026-03-01T00:00:00Z"), false)
                .orElseThrow()
                .techniques();
    }

    @Test
    void an_indicator_has_the_techniques_that_its_list_names() throws IOException {
        var csv = read("bad.csv", """
                value,techniques
                203.0.113.7,T1071.001 t1573
                203.0.113.8,
                203.0.113.9,none that AT1071 or T10712 name
                """);
        assertThat(techniques(csv, "203.0.113.7")).containsExactly("T1071.001", "T1573");
        assertThat(techniques(csv, "203.0.113.8")).isEmpty();
        assertThat(techniques(csv, "203.0.113.9")).isEmpty();
    }

    /** The relation stands before what it relates. */
    @Test
    void an_indicator_of_a_bundle_has_the_techniques_that_it_indicates() throws IOException {
        var bundle = read("bundle.json", """
                {"type": "bundle", "id": "bundle--1", "objects": [
                 {"type": "relationship", "relationship_type": "indicates", "source_ref": "indicator--1", "target_ref": "attack-pattern--1"},
                 {"type": "relationship", "relationship_type": "related-to", "source_ref": "indicator--2", "target_ref": "attack-pattern--1"},
                 {"type": "indicator", "id": "indicator--1", "pattern_type": "stix", "pattern": "[ipv4-addr:value = '203.0.113.7']"},
                 {"type": "indicator", "id": "indicator--2", "pattern_type": "stix", "pattern": "[ipv4-addr:value = '203.0.113.8']",
                  "labels": ["attack.t1105"], "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "T1041"}]},
                 {"type": "attack-pattern", "id": "attack-pattern--1", "name": "Spearphishing Link",
                  "external_references": [{"source_name": "capec", "external_id": "T0001"},
                                          {"source_name": "mitre-attack", "external_id": "T1566.002"}]}]}
                """);
        assertThat(bundle.refused()).isEmpty();
        assertThat(techniques(bundle, "203.0.113.7")).containsExactly("T1566.002");
        assertThat(techniques(bundle, "203.0.113.8")).containsExactly("T1041", "T1105");
    }
}
