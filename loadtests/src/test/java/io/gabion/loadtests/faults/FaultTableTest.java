package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTableTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void a_run_is_read_as_it_was_written() throws IOException {
        var file = folder.resolve("deep/runs.jsonl");
        var clean = blow(THEN, 1, Without.NOTHING, List.of());
        var red = blow(THEN.plusSeconds(1), 2, Without.FENCE_AND_CLAIM, List.of("I2 \"twice\"", "I9 late"));
        clean.append(file);
        red.append(file);
        assertThat(Blow.read(file)).containsExactly(clean, red);
    }

    @Test
    void an_older_line_does_not_say_on_how_many_servers_nor_what_was_turned_away() throws IOException {
        var line =
                "{'at':'2026-01-01T00:00:00Z','version':'a','fault':'%s','seed':1,'without':'nothing','acknowledged':10,"
                        + "'blocked':2,'dropped':1,'healthy':7,'load':2,'violated':[]}\n";
        var file = Files.writeString(
                folder.resolve("runs.jsonl"),
                (line.formatted("kill-one") + line.formatted("ring-one-down")).replace('\'', '"'));
        var runs = Blow.read(file);
        assertThat(runs).extracting(Blow::servers).containsExactly(1, 3);
        assertThat(new FaultTable(runs).text().lines())
                .contains(
                        "| kill-one | 1 | 1 | 1, 0 | a | 10 | 2 | not counted | 1 | not counted | 7 s, 7 s | 2 | nothing |");
    }

    @Test
    void a_line_that_is_no_run_is_named() throws IOException {
        var file = folder.resolve("runs.jsonl");
        blow(THEN, 1, Without.NOTHING, List.of()).append(file);
        Files.writeString(file, Files.readString(file) + "{\"at\": 1}\n");
        assertThatThrownBy(() -> Blow.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("runs.jsonl:2");
    }

    @Test
    void a_later_run_of_the_seed_does_not_hide_what_was_violated_before() {
        var text = new FaultTable(List.of(
                        blow(THEN, 1, Without.NOTHING, List.of("I1 lost")),
                        blow(THEN.plusSeconds(1), 1, Without.NOTHING, List.of()),
                        blow(THEN.plusSeconds(2), 2, Without.NOTHING, List.of("I9 late", "I9 later"))))
                .text();
        assertThat(text.lines())
                .contains(
                        "| kill-one | 1 | 1 2 | 3, 2 | abc | 30 | 6 | 9 | 3 | 15 of 45, 1.5 s | 7 s, 7 s | 2 | seed 2: I9 late, and 1 more |")
                .contains("- kill-one, abc, seed 1: I1 lost");
    }

    @Test
    void what_nodes_go_without_has_a_table_of_its_own_and_what_was_never_run_is_said() {
        var text = new FaultTable(List.of(blow(THEN, 1, Without.FENCE, List.of("I1 lost [at length]")))).text();
        assertThat(text.lines())
                .contains("| the fence | kill-one | 1 | 1 | seed 1: I1 lost |", "- nothing")
                .anyMatch(line -> line.startsWith("Not in this record: kill-one, kill-oldest,"));
    }

    @Test
    void a_page_keeps_all_but_its_tables_and_one_without_a_place_for_them_is_refused() throws IOException {
        var record = folder.resolve("runs.jsonl");
        blow(THEN, 1, Without.NOTHING, List.of()).append(record);
        var page = Files.writeString(
                folder.resolve("page.md"),
                "before\n<!-- made by `loadtests/run reliability` -->\nwhat was there\n<!-- end -->\nafter\n");
        FaultTable.write(record, page);
        assertThat(Files.readString(page))
                .startsWith("before\n")
                .endsWith("<!-- end -->\nafter\n")
                .contains("| kill-one |")
                .doesNotContain("what was there");
        Files.writeString(page, "nothing\n");
        assertThatThrownBy(() -> FaultTable.write(record, page))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("page.md");
    }

    @Test
    void where_a_node_is_told_to_end_it_is_said_what_the_others_refused() {
        var stop = new Blow(THEN, "abc", "stop-one", 1, Without.NOTHING, 1, 10, 2, 1, 5, 4, 0, 1.5, 7, 2, List.of());
        assertThat(new FaultTable(List.of(stop)).text())
                .contains("| 5 of 15, 1.5 s; 4 by nodes that were not told to end |");
    }

    private static Blow blow(Instant at, long seed, Without without, List<String> violated) {
        return new Blow(at, "abc", "kill-one", seed, without, 1, 10, 2, 1, 5, 4, 3, 1.5, 7, 2, violated);
    }
}
