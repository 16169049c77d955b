package io.gabion.node.intel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.intel.Values;
import io.gabion.protocol.intel.Indicator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several versions of an object say, and objects in any order. */
class StixBundlesTest {
    private static final String OLD = version("2026-01-01T00:00:00.000Z", "203.0.113.1", "");
    private static final String NEWER = version("2026-01-01T00:00:00.001Z", "203.0.113.2", "");
    private static final String NEWEST = version("2026-02-01T00:00:00Z", "203.0.113.3", "");
    private static final String REVOKED = version("2026-03-01T00:00:00Z", "203.0.113.3", ", \"revoked\": true");

    @TempDir
    private Path folder;

    private static String version(String modified, String address, String more) {
        return """
                {"type": "indicator", "id": "indicator--1", "created_by_ref": "identity--1", "modified": "%s",
                 "pattern_type": "stix", "pattern": "[ipv4-addr:value = '%s']"%s}""".formatted(modified, address, more);
    }

    private Path bundle(String name, List<String> objects) throws IOException {
        return Files.writeString(
                folder.resolve(name), "{\"type\": \"bundle\", \"objects\": [" + String.join(",\n", objects) + "]}");
    }

    private static Optional<Indicator> find(Lists.Read read, String address) {
        return read.intelligence()
                .indicators()
                .find(Values.of(address).orElseThrow(), Instant.parse("2026-03-01T00:00:00Z"), false);
    }

    private static List<String> loaded(Lists.Read read) {
        return List.of("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.9").stream()
                .filter(address -> find(read, address).isPresent())
                .toList();
    }

    private static List<List<String>> orders(List<String> objects) {
        var all = new ArrayList<List<String>>();
        for (int seed = 0; seed < 10; seed++) {
            var order = new ArrayList<>(objects);
            Collections.shuffle(order, new Random(seed));
            all.add(order);
        }
        return all;
    }

    @Test
    void of_several_versions_the_newest_counts_in_whatever_order_and_bundle() throws IOException {
        for (var order : orders(List.of(OLD, NEWER, NEWEST))) {
            assertThat(loaded(Lists.read(List.of(bundle("one.json", order))))).containsExactly("203.0.113.3");
            var apart = List.of(
                    bundle("one.json", order.subList(0, 1)), bundle("two.json", order.subList(1, order.size())));
            assertThat(loaded(Lists.read(apart))).containsExactly("203.0.113.3");
        }
    }

    @Test
    void a_version_that_is_revoked_last_takes_all_before_it_with_it() throws IOException {
        for (var order : orders(List.of(OLD, NEWEST, REVOKED))) {
            assertThat(loaded(Lists.read(List.of(bundle("one.json", order))))).isEmpty();
            var apart = List.of(
                    bundle("one.json", order.subList(0, 1)), bundle("two.json", order.subList(1, order.size())));
            assertThat(loaded(Lists.read(apart))).isEmpty();
        }
    }

    @Test
    void one_that_was_revoked_and_is_no_more_counts() throws IOException {
        var again = version("2026-04-01T00:00:00Z", "203.0.113.1", "");
        assertThat(loaded(Lists.read(List.of(bundle("one.json", List.of(again, REVOKED, OLD))))))
                .containsExactly("203.0.113.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday"})
    void versions_that_do_not_tell_their_time_are_one_and_older_than_any_that_does(String modified) throws IOException {
        var one = version(modified, "203.0.113.1", "");
        var other = version(modified, "203.0.113.2", "");
        assertThat(loaded(Lists.read(List.of(bundle("one.json", List.of(one, other))))))
                .containsExactly("203.0.113.1", "203.0.113.2");
        assertThat(loaded(Lists.read(List.of(bundle("one.json", List.of(one, NEWEST, other))))))
                .containsExactly("203.0.113.3");
    }

    @Test
    void an_old_version_that_cannot_be_used_is_no_mistake() throws IOException {
        var bad = OLD.replace("[ipv4-addr:value = '203.0.113.1']", "[a:b = 'c']");
        assertThat(Lists.read(List.of(bundle("one.json", List.of(bad, NEWEST)))).told())
                .isEmpty();
    }

    @Test
    void objects_come_in_any_order_and_from_any_bundle() throws IOException {
        var objects = List.of(
                NEWEST,
                "{\"type\": \"identity\", \"id\": \"identity--1\", \"name\": \"Some Cert\"}",
                "{\"type\": \"relationship\", \"relationship_type\": \"indicates\", \"source_ref\": \"indicator--1\", \"target_ref\": \"attack-pattern--1\"}",
                "{\"type\": \"attack-pattern\", \"id\": \"attack-pattern--1\", \"external_references\": [{\"source_name\": \"mitre-attack\", \"external_id\": \"T1566\"}]}");
        var said = new TreeSet<String>();
        for (var order : orders(objects)) {
            for (var files : List.of(
                    List.of(bundle("all.json", order)),
                    List.of(bundle("one.json", order.subList(0, 2)), bundle("two.json", order.subList(2, 4))))) {
                var found = find(Lists.read(files), "203.0.113.3").orElseThrow();
                said.add(found.source() + " " + found.techniques());
            }
        }
        assertThat(said).containsExactly("Some Cert [T1566]");
    }

    @Test
    void of_very_many_indicators_those_with_versions_are_found() throws IOException {
        var objects = new ArrayList<String>();
        for (int i = 0; i < 2_000; i++) {
            for (int v = 0; v < (i % 100 == 0 ? 3 : 1); v++) {
                objects.add(version(
                                "2026-01-0%dT00:00:00Z".formatted(v + 1),
                                "10.%d.%d.%d".formatted(v, i / 256, i % 256),
                                "")
                        .replace("indicator--1", "indicator--" + i));
            }
        }
        Collections.shuffle(objects, new Random(1));
        var read = Lists.read(List.of(bundle("all.json", objects)));
        assertThat(read.intelligence().indicators().size()).isEqualTo(2_000);
        assertThat(find(read, "10.0.0.0")).isEmpty();
        assertThat(find(read, "10.2.0.0")).isPresent();
    }
}
