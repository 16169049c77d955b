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

    @Test
    void no_rules_at_all_are_no_change_that_anybody_meant() throws IOException {
        Files.delete(folder.resolve("one.yml"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Kept.class);
        assertThat(titles()).containsExactly("one");
    }
}
