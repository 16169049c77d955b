package io.gabion.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Sight;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstSeenTest {
    private static final long HOUR = 3_600_000;
    private final Events events = new Events("sysmon.log");
    private final FirstSeen firstSeen = new FirstSeen();

    private List<Observation> routine(int count, long gap, int images) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            batch.add(events.process(i * gap, "/bin/p" + i % images, ""));
        }
        return batch;
    }

    private List<Finding> after(List<Observation> routine, AssetRef self, Observation... then) {
        var learned = firstSeen.observe(firstSeen.empty(), self, routine, false);
        assertThat(learned.findings()).isEmpty();
        return firstSeen.observe(learned.state(), self, List.of(then), false).findings();
    }

    @Test
    void a_new_program_is_told_once_after_the_warm_up() {
        var found = after(
                routine(300, HOUR, 3),
                Events.HOST,
                events.process(301 * HOUR, "/tmp/x", ""),
                events.process(303 * HOUR, "/tmp/x", ""));
        assertThat(found)
                .singleElement()
                .satisfies(f -> assertThat(f.explanation())
                        .isEqualTo("/tmp/x was never seen on srv1 as a program in 300 observations since"
                                + " 2026-01-05T08:00:00Z,"
                                + " of the latest 200 of which 0 were new (limit 2 %)"));
    }

    @Test
    void what_is_shown_is_told_to_the_peers_once_a_week_and_asked_of_them_as_long_as_nothing_is_usual() {
        var day = 24 * HOUR;
        var first = firstSeen.observe(
                firstSeen.empty(),
                Events.HOST,
                List.of(events.process(0, "/bin/a", ""), events.process(1, "/bin/a", "")),
                false);
        assertThat(first.sights()).containsExactly(new Sight(new Signal("program", "/bin/a"), false));
        assertThat(first.strange())
                .singleElement()
                .satisfies(
                        f -> assertThat(f.explanation())
                                .isEqualTo(
                                        "/bin/a was seen on srv1 as a program, of which too little was seen there to know what is usual"));
        assertThat(first.findings()).isEmpty();

        var warm = firstSeen
                .observe(first.state(), Events.HOST, routine(300, HOUR / 20, 1), false)
                .state();
        var later = firstSeen.observe(warm, Events.HOST, List.of(events.process(7 * day, "/bin/a", "")), false);
        assertThat(later.sights()).containsExactly(new Sight(new Signal("program", "/bin/a"), true));
        assertThat(later.strange()).isEmpty();
        assertThat(firstSeen
                        .observe(warm, Events.HOST, List.of(events.process(7 * day, "/bin/a", "")), true)
                        .sights())
                .as("nothing is told of an asset under suspicion")
                .isEmpty();
    }

    @Test
    void peers_are_told_of_at_most_128_values_a_week() {
        var many = new ArrayList<Observation>();
        for (int i = 0; i < 10_000; i++) {
            many.add(events.process(i, "/bin/q" + i, ""));
        }
        assertThat(firstSeen
                        .observe(firstSeen.empty(), Events.HOST, many, false)
                        .sights())
                .hasSize(Telling.MOST);
    }

    @Test
    void fewer_than_200_observations_or_less_than_a_day_are_no_baseline() {
        assertThat(after(routine(199, HOUR, 3), Events.HOST, events.process(301 * HOUR, "/tmp/x", "")))
                .isEmpty();
        assertThat(after(routine(400, 1000, 3), Events.HOST, events.process(24 * HOUR - 1, "/tmp/x", "")))
                .isEmpty();
        assertThat(after(routine(400, 1000, 3), Events.HOST, events.process(24 * HOUR, "/tmp/x", "")))
                .hasSize(1);
    }

    @Test
    void an_asset_that_often_shows_new_things_is_left_alone() {
        var novelty = new Novelty();
        for (int i = 0; i < 1000; i++) {
            novelty.add(i % 50 == 0, i * HOUR);
        }
        assertThat(novelty.fresh()).isEqualTo(4);
        assertThat(novelty.warm(1000 * HOUR)).isFalse();
        for (int i = 0; i < 200; i++) {
            novelty.add(i % 60 == 59, i * HOUR);
        }
        assertThat(novelty.fresh()).isEqualTo(3);
        assertThat(novelty.warm(1000 * HOUR)).isTrue();
    }

    @Test
    void a_frozen_baseline_learns_nothing_and_repeats_nothing_within_the_hour() {
        var state = firstSeen
                .observe(firstSeen.empty(), Events.HOST, routine(300, HOUR, 3), false)
                .state();
        var again = new ArrayList<Observation>();
        for (int i = 0; i < 90; i++) {
            again.add(events.process(301 * HOUR + i * 60_000, "/tmp/x", ""));
        }
        assertThat(firstSeen.observe(state, Events.HOST, again, true).findings())
                .hasSize(2);
        assertThat(firstSeen.observe(state, Events.HOST, again, false).findings())
                .hasSize(1);
    }

    @Test
    void more_new_things_than_are_remembered_as_told_push_out_the_oldest() {
        var state = firstSeen
                .observe(firstSeen.empty(), Events.HOST, routine(300, HOUR, 3), false)
                .state();
        var many = new ArrayList<Observation>();
        for (int i = 0; i <= FirstSeen.REPORTED; i++) {
            many.add(events.process(301 * HOUR + i * 1000, "/tmp/x" + i, ""));
        }
        many.add(events.process(301 * HOUR + 60_000, "/tmp/x16", ""));
        many.add(events.process(301 * HOUR + 60_000, "/tmp/x0", ""));
        assertThat(firstSeen.observe(state, Events.HOST, many, true).findings()).hasSize(FirstSeen.REPORTED + 2);
    }

    @Test
    void a_login_from_a_new_source_and_a_new_parent_and_destination_are_told() {
        var logins = new ArrayList<Observation>();
        var children = new ArrayList<Observation>();
        var connections = new ArrayList<Observation>();
        for (int i = 0; i < 200; i++) {
            logins.add(events.success(i * HOUR, "10.0.0.1", "a@srv1"));
            children.add(events.process(i * HOUR, "/bin/sh", i % 2 == 0 ? "/bin/init" : "/sbin/sshd"));
            connections.add(events.connection(i * HOUR, "10.0.0.5", "8.8.8.8", 53, 1, 1, "SF"));
        }
        children.addAll(List.copyOf(children.subList(2, 102)));
        assertThat(after(logins, Events.account("a@srv1"), events.success(201 * HOUR, "203.0.113.7", "a@srv1")))
                .singleElement()
                .satisfies(f -> assertThat(f.actors()).containsExactly(Events.address("203.0.113.7")));
        assertThat(after(children, Events.HOST, events.process(201 * HOUR, "/bin/sh", "/usr/bin/word")))
                .extracting(Finding::key)
                .containsExactly("LINEAGE:/usr/bin/word -> /bin/sh");
        assertThat(after(
                        connections,
                        Events.address("10.0.0.5"),
                        events.connection(201 * HOUR, "10.0.0.5", "8.8.8.8", 4444, 1, 1, "SF")))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.key()).isEqualTo("DESTINATION:8.8.8.8 port 4444");
                    assertThat(f.actors()).isEmpty();
                    assertThat(f.victims()).containsExactly(Events.address("10.0.0.5"));
                });
    }

    @Test
    void the_filter_never_fills_and_takes_few_new_items_for_known() {
        var filter = new Filter();
        int known = 0;
        for (int i = 0; i < 100_000; i++) {
            int hash = Hash32.of("item" + i);
            known += filter.contains(hash) ? 1 : 0;
            filter.add(hash);
            assertThat(filter.contains(hash)).isTrue();
        }
        assertThat(known).isLessThan(12_500);
        assertThat(filter.contains(Hash32.of("item1"))).isFalse();
    }
}
