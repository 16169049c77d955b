package io.gabion.node.demo;

import static io.gabion.node.demo.DemoAttack.ATTACKER;
import static io.gabion.node.demo.DemoAttack.DB1;
import static io.gabion.node.demo.DemoAttack.WEB1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAttackTest {
    private static final Instant START = Instant.parse("2026-01-31T08:00:00Z");

    private final DemoAttack attack = new DemoAttack();
    private final List<Timed> lines = attack.lines(DemoAttack.SEED, START);

    @TempDir
    Path directory;

    @Test
    void the_same_seed_gives_the_same_bytes() throws IOException {
        attack.write(directory.resolve("one"), 7, START);
        attack.write(directory.resolve("two"), 7, START);
        for (var file : List.of("auth.log", "conn.log")) {
            assertThat(directory.resolve("one").resolve(file))
                    .hasSameBinaryContentAs(directory.resolve("two").resolve(file));
        }
        assertThat(attack.lines(8, START)).isNotEqualTo(attack.lines(7, START));
    }

    @Test
    void lines_are_in_order_of_time_over_six_hours_and_twenty_minutes() {
        assertThat(lines).isSortedAccordingTo(Comparator.comparing(Timed::at));
        assertThat(lines.getFirst().at()).isEqualTo(START);
        assertThat(Duration.between(START, lines.getLast().at()))
                .isBetween(DemoAttack.LENGTH.minusMinutes(3), DemoAttack.LENGTH);
    }

    @Test
    void the_stages_go_by_their_techniques() {
        assertThat(attack.expectedStages())
                .extracting(Stage::technique)
                .containsExactly("T1046", "T1110.001", "T1078", "T1021.004", "T1048");
    }

    @Test
    void everyday_comes_first() {
        assertThat(lines.stream().filter(l -> l.at().isBefore(START.plus(DemoAttack.HISTORY))))
                .hasSizeGreaterThan(100)
                .noneMatch(l -> l.line().contains(ATTACKER));
    }

    @Test
    void the_attacker_scans_ports_and_hosts() {
        var attempts = flows(ATTACKER, f -> f[11].equals("S0") || f[11].equals("REJ"));
        assertThat(attempts.stream()
                        .filter(f -> f[4].equals(WEB1))
                        .map(f -> f[5])
                        .distinct())
                .hasSizeGreaterThan(100);
        assertThat(attempts.stream().map(f -> f[4]).distinct()).hasSizeGreaterThan(90);
    }

    @Test
    void the_attacker_guesses_and_enters_web1() {
        assertThat(failures("web1", ATTACKER, Duration.ofSeconds(60))).isGreaterThanOrEqualTo(12);
        assertThat(auth("web1 ", "Accepted password for deploy from " + ATTACKER + " "))
                .hasSize(1);
    }

    @Test
    void web1_scans_its_network_and_enters_db1() {
        assertThat(flows(WEB1, f -> f[5].equals("22") && !f[11].equals("SF")).stream()
                        .map(f -> f[4])
                        .distinct())
                .hasSizeGreaterThan(200);
        assertThat(failures("db1", WEB1, Duration.ofSeconds(60))).isGreaterThanOrEqualTo(12);
        assertThat(auth("db1 ", "Accepted password for deploy from " + WEB1 + " "))
                .hasSize(1);
    }

    @Test
    void db1_sends_more_than_500_megabytes_to_the_attacker() {
        assertThat(flows(DB1, f -> f[4].equals(ATTACKER)).stream()
                        .mapToLong(f -> Long.parseLong(f[9]))
                        .sum())
                .isGreaterThan(500_000_000);
    }

    @Test
    void every_connection_has_all_fields_of_the_header() throws IOException {
        attack.write(directory);
        var log = Files.readAllLines(directory.resolve("conn.log"));
        int fields = log.stream()
                        .filter(l -> l.startsWith("#fields"))
                        .findFirst()
                        .orElseThrow()
                        .split("\t")
                        .length
                - 1;
        assertThat(fields).isEqualTo(21);
        assertThat(log.stream().filter(l -> !l.startsWith("#"))).allMatch(l -> l.split("\t").length == fields);
    }

    private List<String[]> flows(String from, Predicate<String[]> wanted) {
        return lines.stream()
                .filter(l -> l.file().equals("conn.log") && !l.line().startsWith("#"))
                .map(l -> l.line().split("\t"))
                .filter(f -> f[2].equals(from) && wanted.test(f))
                .toList();
    }

    private Stream<Timed> auth(String host, String text) {
        return lines.stream()
                .filter(l -> l.file().equals("auth.log"))
                .filter(l -> l.line().startsWith("Jan 31 ") && l.line().startsWith(host, 16))
                .filter(l -> l.line().contains(text));
    }

    /** Failures within the given time from the first one. */
    private long failures(String host, String from, Duration within) {
        var failed = auth(host + " ", "Failed password")
                .filter(l -> l.line().contains(" from " + from + " "))
                .toList();
        var end = failed.getFirst().at().plus(within);
        return failed.stream().filter(l -> l.at().isBefore(end)).count();
    }
}
