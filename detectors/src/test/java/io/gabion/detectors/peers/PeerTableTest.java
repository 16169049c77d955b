package io.gabion.detectors.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.suspicion.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTableTest {
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final Signal AGENT = new Signal("beacon", "198.51.100.9 port 443");

    private static AssetRef host(int number) {
        return new AssetRef(Kind.HOST, "ws" + number);
    }

    private static Signal program(int number) {
        return new Signal("program", "/bin/p" + number);
    }

    private static Instant day(int number) {
        return START.plus(Duration.ofDays(number));
    }

    private static PeerTable shownBy(PeerTable table, Signal signal, int from, int to, Instant at) {
        for (int i = from; i < to; i++) {
            table = table.with(host(i), signal, false, at);
        }
        return table;
    }

    private static int others(PeerTable table, Signal signal, Instant at) {
        return table.count("host", new AssetRef(Kind.HOST, "asking"), signal, at)
                .others();
    }

    private static byte[] written(PeerTable table) throws IOException {
        var bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void one_asset_that_shows_it_a_thousand_times_is_one() {
        var table = PeerTable.empty();
        for (int i = 0; i < 1_000; i++) {
            table = table.with(host(1), AGENT, false, START);
        }

        assertThat(others(table, AGENT, START)).isEqualTo(1);
        assertThat(table.count("host", host(1), AGENT, START).others()).isZero();
    }

    @Test
    void few_are_counted_exactly_with_how_many_there_are() {
        var table = shownBy(PeerTable.empty(), AGENT, 0, 12, START);
        for (int i = 12; i < 40; i++) {
            table = table.heardOf(host(i), START);
        }
        var count = table.count("host", host(3), AGENT, START.plusSeconds(60));

        assertThat(count.others()).isEqualTo(11);
        assertThat(count.of()).isEqualTo(39);
        assertThat(count.since()).isEqualTo(START);
        assertThat(count.known()).isEqualTo(START);
        assertThat(count.version()).isEqualTo(52);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 20_000})
    void many_are_estimated(int assets) {
        var table = shownBy(PeerTable.empty(), AGENT, 0, assets, START);

        assertThat(others(table, AGENT, START)).isBetween(assets / 2, assets * 2);
        assertThat(table.count("host", host(0), AGENT, START).of()).isBetween(assets * 8 / 10, assets * 12 / 10);
    }

    @Test
    void in_which_order_assets_tell_and_how_often_changes_nothing() {
        record Told(int host, Signal signal) {}
        var all = new ArrayList<Told>();
        for (int host = 0; host < 40; host++) {
            for (int value = 0; value <= host; value++) {
                all.add(new Told(host, program(value)));
            }
        }
        var first = "";
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var order = new ArrayList<>(all);
            Collections.shuffle(order, random);
            var table = PeerTable.empty();
            for (var told : order) {
                for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                    table = table.with(host(told.host()), told.signal(), true, START);
                }
            }
            first = first.isEmpty() ? table.hash() : first;
            assertThat(table.hash()).as("seed %d", seed).isEqualTo(first);
        }
    }

    @Test
    void who_shows_endless_values_loses_his_own_and_nobody_elses() throws IOException {
        var table = shownBy(PeerTable.empty(), AGENT, 0, 4, START);
        var rare = new Signal("program", "/bin/rare");
        table = table.with(host(5), rare, false, START);
        for (int i = 0; i < 5 * PeerTable.VALUES; i++) {
            table = table.with(host(9), program(i), false, START.plusSeconds(i));
        }

        assertThat(others(table, AGENT, START)).isEqualTo(4);
        assertThat(others(table, rare, START)).isEqualTo(1);
        assertThat(others(table, program(5 * PeerTable.VALUES - PeerTable.OF_ONE), START))
                .isEqualTo(1);
        assertThat(others(table, program(5 * PeerTable.VALUES - PeerTable.OF_ONE - 1), START))
                .isZero();
    }

    @Test
    void what_two_have_shown_stays_however_many_show_whatever_and_the_size_is_bounded() throws IOException {
        var table = shownBy(PeerTable.empty(), AGENT, 0, 2, START);
        for (int i = 0; i < 5_000; i++) {
            table = table.with(host(100 + i), program(i), false, START);
        }
        assertThat(others(table, AGENT, START)).isEqualTo(2);

        var full = PeerTable.empty();
        for (int week = 0; week < 2; week++) {
            for (int value = 0; value < PeerTable.VALUES; value++) {
                full = shownBy(full, program(value), 100 * week, 100 * week + PeerTable.ASSETS, day(7 * week));
            }
            for (int i = 0; i < 2 * PeerTable.ACTIVE; i++) {
                full = full.heardOf(host(1_000 * week + i), day(7 * week));
            }
        }
        var none = new Signal("program", "/bin/none");
        assertThat(others(full.with(host(1), none, false, day(7)), none, day(7)))
                .as("there is no room")
                .isZero();
        assertThat(written(full).length).isBetween(PeerTable.MAX_BYTES * 8 / 10, PeerTable.MAX_BYTES);
    }

    @Test
    void what_nobody_shows_for_two_weeks_is_forgotten() {
        var table = shownBy(PeerTable.empty(), AGENT, 0, 5, START);

        assertThat(others(table, AGENT, day(13))).isEqualTo(5);
        assertThat(others(table, AGENT, day(14))).isZero();
        assertThat(others(table.with(host(0), AGENT, false, day(13)), AGENT, day(15)))
                .isEqualTo(1);
        assertThat(table.with(host(0), AGENT, false, day(8)).count("host", host(1), AGENT, day(9)))
                .satisfies(count -> {
                    assertThat(count.known()).isEqualTo(START);
                    assertThat(count.since()).isEqualTo(START);
                });
    }

    @Test
    void peers_know_themselves_once_ten_have_told_enough_and_little_of_it_was_new() {
        var table = PeerTable.empty();
        for (int host = 0; host < PeerTable.ASSETS; host++) {
            for (int value = 0; value < 20; value++) {
                table = table.with(host(host), program(value), false, START);
            }
        }
        assertThat(table.settled(host(99), "program", day(2))).as("all are new").isZero();
        for (int host = 0; host < 12; host++) {
            for (int value = 0; value < 10; value++) {
                table = table.with(host(host), program(value), true, day(2));
            }
        }
        assertThat(table.settled(host(99), "program", day(2))).isEqualTo(12);
        assertThat(table.settled(host(0), "program", day(2))).isEqualTo(11);
        assertThat(table.settled(host(99), "destination", day(2))).isZero();
        for (int value = 0; value < 7; value++) {
            table = table.with(host(3), program(100 + value), true, day(2));
        }
        assertThat(table.settled(host(99), "program", day(2)))
                .as("more than 5 % were new")
                .isZero();
    }

    @Test
    void what_is_written_is_read() throws IOException {
        var table = shownBy(PeerTable.empty(), AGENT, 0, 20, START).with(host(3), program(1), true, day(8));
        var read = PeerTable.read(new DataInputStream(new ByteArrayInputStream(written(table))));

        assertThat(written(read)).isEqualTo(written(table));
        assertThat(read.count("host", host(1), AGENT, day(8))).isEqualTo(table.count("host", host(1), AGENT, day(8)));
        var empty = written(PeerTable.empty());
        assertThat(written(PeerTable.read(new DataInputStream(new ByteArrayInputStream(empty)))))
                .isEqualTo(empty);
    }

    @Test
    void who_leaves_is_the_same_whether_it_was_written_and_read_meanwhile_or_not() throws IOException {
        for (long seed = 0; seed < 4; seed++) {
            var random = new Random(seed);
            var table = PeerTable.empty();
            var reread = table;
            for (int i = 0; i < 6_000; i++) {
                var at = START.plus(Duration.ofMinutes(10L * i));
                // A few show much, many show little; most of it is new.
                int asset = random.nextBoolean() ? random.nextInt(3) : random.nextInt(400);
                var shown = program(random.nextInt(4) == 0 ? random.nextInt(300) : 1_000 + i);
                table = table.with(host(asset), shown, true, at);
                reread = reread.with(host(asset), shown, true, at);
                if (i % 40 == 0) {
                    assertThat(written(reread)).as("seed %d, step %d", seed, i).isEqualTo(written(table));
                    reread = PeerTable.read(new DataInputStream(new ByteArrayInputStream(written(reread))));
                }
            }
        }
    }

    @Test
    void what_the_first_version_wrote_is_read_for_ever() throws IOException {
        var table = shownBy(PeerTable.empty(), AGENT, 0, 2, START).with(host(0), program(1), true, START);

        assertThat(HexFormat.of().formatHex(written(table))).isEqualTo(golden());
    }

    private static String golden() throws IOException {
        try (var in = PeerTableTest.class.getResourceAsStream("/golden/peers/table-1.hex")) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }
}
