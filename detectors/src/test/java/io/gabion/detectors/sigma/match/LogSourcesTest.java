package io.gabion.detectors.sigma.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSourcesTest {
    /** Macs, appliances, antivirus and what applications say of their errors: no reader makes events of those. */
    private static final String[] UNMAPPED = {
        "*/antivirus/*",
        "*/database/*",
        "cisco/*/aaa",
        "cisco/*/bgp",
        "cisco/*/ldp",
        "cisco/*/syslog",
        "django/application/*",
        "fortigate/*/event",
        "fortios/*/sslvpnd",
        "huawei/*/bgp",
        "juniper/*/bgp",
        "jvm/application/*",
        "macos/file_event/*",
        "nodejs/application/*",
        "paloalto/appliance/globalprotect",
        "paloalto/file_event/globalprotect",
        "python/application/*",
        "qualys/*/*",
        "ruby_on_rails/application/*",
        "spring/application/*",
        "sql/application/*",
        "velocity/application/*"
    };

    /** A source of the corpus, and how many of its rules ask for it. */
    private record Asked(LogSource source, int rules) {}

    private static List<Asked> corpus() throws IOException {
        try (var in = LogSourcesTest.class.getResourceAsStream("/sigma/corpus-sources.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(LogSourcesTest::asked)
                    .toList();
        }
    }

    private static Asked asked(String line) {
        int blank = line.lastIndexOf(' ');
        var words = Stream.of(line.substring(0, blank).split("/"))
                .map(word -> word.equals("*") ? "" : word)
                .toList();
        return new Asked(
                new LogSource(words.get(0), words.get(1), words.get(2)), Integer.parseInt(line.substring(blank + 1)));
    }

    @Test
    void the_corpus_asks_for_no_other_unmapped_sources_than_these() throws IOException {
        var mapping = LogSources.bundled();
        assertThat(corpus().stream()
                        .filter(asked -> !mapping.knows(asked.source()))
                        .map(asked -> asked.source().toString()))
                .containsExactlyInAnyOrder(UNMAPPED);
    }

    @Test
    void nearly_all_rules_of_the_corpus_are_of_a_mapped_source() throws IOException {
        var mapping = LogSources.bundled();
        int all = corpus().stream().mapToInt(Asked::rules).sum();
        int mapped = corpus().stream()
                .filter(asked -> mapping.knows(asked.source()))
                .mapToInt(Asked::rules)
                .sum();
        assertThat(mapped * 100).isGreaterThan(all * 93);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fields: {}\nsources:\n  - {product: a}\n",
                "fields: {}\nsources:\n  - {where: {x: y}}\n",
                "fields: {}\nsources:\n  - {product: a, where: {x: y}, fields: none}\n",
                "fields: {}\nsources:\n  - {product: a, where: {x: y}, servise: b}\n",
                "fields: {f: {A: '{b'}}\nsources: []\n",
                "fields: {f: {A: {B: C}}}\nsources: []\n",
            })
    void a_mapping_with_a_mistake_is_refused_as_it_is_read(String text) {
        assertThatThrownBy(() -> LogSources.read(text)).isInstanceOf(Refusal.class);
    }
}
