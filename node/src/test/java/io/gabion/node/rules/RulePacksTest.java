package io.gabion.node.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.rules.Watched.Refreshed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulePacksTest {
    @TempDir
    Path folder;

    private RulePacks packs;

    private static String rule(String id, String value) {
        return "title: " + id + "\nid: " + id + "\nlogsource: {product: windows}\ndetection: {s: {A: " + value
                + "}, condition: s}\n";
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    @BeforeEach
    void one_rule_and_one_that_never_loaded() throws IOException {
        write("one.yml", rule("one", "x"));
        write("sub/broken.yaml", "title: broken\n");
        write("LICENSE", "\n Detection Rule License 1.1\n\nmore\n");
        packs = new RulePacks(List.of(folder), null);
    }

    private List<String> titles() {
        return packs.current().pack().detections().stream()
                .map(r -> r.meta().title())
                .toList();
    }

    @Test
    void what_loads_is_taken_and_what_does_not_is_named() {
        assertThat(titles()).containsExactly("one");
        assertThat(packs.current().pack().refused()).hasSize(1);
        assertThat(packs.refresh()).isEqualTo(new Refreshed.Unchanged<>());
    }

    @Test
    void a_rule_without_a_licence_has_that_of_its_folder() {
        assertThat(packs.current().pack().detections().getFirst().meta().license())
                .isEqualTo("DRL-1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "# Licenses - The rules are released under the [Detection Rule License (DRL) 1.1](https://x); DRL-1.1",
                "Detection Rule License (DRL) 1.0; DRL-1.0",
                "MIT License\\nPermission is hereby granted, free of charge,\\nto any person obtaining a copy; MIT",
                "Apache License\\n   Version 2.0, January 2004; Apache-2.0",
                "GNU GENERAL PUBLIC LICENSE\\n  Version 3, 29 June 2007; GPL-3.0-only",
                "Elastic License 2.0; Elastic-2.0",
                "SPDX-License-Identifier: CC-BY-4.0; CC-BY-4.0",
                "All rights reserved; NOASSERTION",
            })
    void a_licence_file_is_known_by_what_it_says(String text, String spdx) {
        assertThat(FolderLicense.spdx(text.replace("\\n", "\n"))).isEqualTo(spdx);
    }

    @Test
    void the_nearest_licence_counts_and_one_beside_the_pack_if_there_is_none_within() throws IOException {
        write(
                "sub/LICENSE.md",
                "MIT License. Permission is hereby granted, free of charge, to any person obtaining a copy");
        write("sub/deep/two.yml", rule("two", "y"));
        write("other/three.yml", rule("three", "z"));
        var packs = new RulePacks(List.of(folder), null).current().pack().detections();
        assertThat(packs).extracting(r -> r.meta().license()).containsExactly("DRL-1.1", "DRL-1.1", "MIT");
        var beside = new RulePacks(List.of(folder.resolve("other")), null);
        assertThat(beside.current().pack().detections().getFirst().meta().license())
                .isEqualTo("DRL-1.1");
    }

    @Test
    void new_and_removed_files_change_the_rules_as_a_whole() throws IOException {
        write("sub/two.yml", rule("two", "y"));
        Files.delete(folder.resolve("one.yml"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Replaced.class);
        assertThat(titles()).containsExactly("two");
        assertThat(packs.current().set().size()).isEqualTo(1);
    }

    @Test
    void a_change_that_breaks_a_rule_leaves_the_last_good_ones() throws IOException {
        write("one.yml", rule("one", "x").replace("condition: s", "condition: t"));
        write("two.yml", rule("two", "y"));
        assertThat(packs.refresh())
                .isInstanceOfSatisfying(
                        Refreshed.Kept.class,
                        kept -> assertThat(kept.reason()).contains("one.yml:4: the condition names no selection"));
        assertThat(titles()).containsExactly("one");
        assertThat(packs.refresh()).isEqualTo(new Refreshed.Unchanged<>());
        write("one.yml", rule("one", "longer than before"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Replaced.class);
        assertThat(titles()).containsExactly("one", "two");
    }

    /** What of the change is not used. */
    private List<String> taken() {
        if (packs.refresh() instanceof Refreshed.Replaced<?> now) {
            return now.refused();
        }
        throw new AssertionError("the change is not taken");
    }

    private void two(String first) throws IOException {
        write("both.yml", first + "---\ntitle: never\nid: never\n---\n" + rule("two", "y"));
    }

    @Test
    void a_good_rule_above_one_that_never_loaded_is_taken() throws IOException {
        two("");
        assertThat(taken())
                .singleElement()
                .asString()
                .startsWith("A rule is not used: " + folder.resolve("both.yml") + ":");
        two(rule("three", "z"));
        assertThat(taken()).isEmpty();
        assertThat(titles()).containsExactly("three", "two", "one");
    }

    @Test
    void a_new_rule_that_cannot_be_used_costs_itself_only() throws IOException {
        write("bad.yml", rule("bad", "x").replace("A: x", "'A|expand': '%Nobody%'"));
        write("two.yml", rule("two", "y"));
        assertThat(taken()).singleElement().asString().contains("bad.yml:");
        assertThat(titles()).containsExactly("one", "two");
    }

    @Test
    void a_rule_of_a_site_replaces_one_of_gabion_by_its_id() throws IOException {
        var packs = RulePacks.withOwn(List.of(folder), null);
        var own = packs.current().pack().files().entrySet().stream()
                .filter(file -> file.getValue().equals("gabion:okta.yml"))
                .findFirst()
                .orElseThrow()
                .getKey();
        write("mine.yml", rule(own, "x"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Replaced.class);
        assertThat(packs.current().pack().files())
                .containsEntry(own, folder.resolve("mine.yml").toString());
    }

    @Test
    void a_filter_or_a_correlation_that_breaks_leaves_the_last_good_rules() throws IOException {
        var filter =
                "title: f\nid: f\nlogsource: {product: windows}\nfilter: {rules: [one], s: {A: x}, condition: s}\n";
        var correlation =
                "title: c\nid: c\ncorrelation: {type: event_count, rules: [one], group-by: [A], timespan: 5m, condition: {gte: 3}}\n";
        write("filter.yml", filter);
        write("correlation.yml", correlation);
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Replaced.class);
        write("filter.yml", filter.replace("condition: s", "condition: absent"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Kept.class);
        write("filter.yml", filter);
        write("correlation.yml", correlation.replace("[one]", "[nobody]"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Kept.class);
        assertThat(packs.current().pack().loaded()).isEqualTo(2);
    }

    @Test
    void no_rules_at_all_are_no_change_that_anybody_meant() throws IOException {
        Files.delete(folder.resolve("one.yml"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Kept.class);
        assertThat(titles()).containsExactly("one");
    }
}
