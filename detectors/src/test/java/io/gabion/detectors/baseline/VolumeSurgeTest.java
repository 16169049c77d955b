package io.gabion.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeSurgeTest {
    private static final String FROM = "10.0.0.5";
    private static final AssetRef SELF = Events.address(FROM);
    private static final long WINDOW = VolumeSurge.WINDOW_MILLIS;
    private final Events events = new Events("conn.log");
    private final VolumeSurge surge = new VolumeSurge();

    private Observation sent(long window, long bytes, String to) {
        return events.connection(window * WINDOW, FROM, to, 443, bytes, 1000, "SF");
    }

    private List<Finding> find(int windows, long usual, long bytes, String to) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < windows; i++) {
            batch.add(sent(i, usual, "8.8.8.8"));
        }
        batch.add(sent(windows, bytes / 2, to));
        batch.add(sent(windows, bytes - bytes / 2, to));
        return surge.observe(surge.empty(), SELF, batch, false).findings();
    }

    @Test
    void more_than_fifty_megabytes_and_ten_times_the_usual_is_a_surge() {
        assertThat(find(50, 100_000, 50_000_001, "8.8.8.8"))
                .singleElement()
                .satisfies(f -> assertThat(f.explanation())
                        .contains(
                                "sent 50.0 MB",
                                "99 % of 50 windows since 2026-01-05T08:00:00Z",
                                "limit 50.0 MB",
                                "is 1 in 1000000)"));
        assertThat(find(50, 100_000, 50_000_000, "8.8.8.8")).isEmpty();
        assertThat(find(50, 10_000_000, 99_000_000, "8.8.8.8")).isEmpty();
        assertThat(find(50, 10_000_000, 125_000_000, "8.8.8.8")).hasSize(1);
    }

    @Test
    void private_destinations_and_short_histories_do_not_count() {
        assertThat(find(50, 100_000, 900_000_000, "10.0.0.9")).isEmpty();
        assertThat(find(49, 100_000, 900_000_000, "8.8.8.8")).isEmpty();
    }

    @Test
    void windows_seen_frozen_are_scored_but_not_learned() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 100; i++) {
            batch.add(sent(i, 100_000, "8.8.8.8"));
        }
        var frozen = surge.observe(surge.empty(), SELF, batch, true);
        var then = List.of(sent(101, 900_000_000, "8.8.8.8"));
        assertThat(surge.observe(frozen.state(), SELF, then, false).findings()).isEmpty();
        var learned = surge.observe(surge.empty(), SELF, batch, false);
        assertThat(surge.observe(learned.state(), SELF, then, true).findings()).hasSize(1);
    }

    @Test
    void a_sum_of_bytes_does_not_run_over() {
        var batch = List.of(sent(0, Long.MAX_VALUE, "8.8.8.8"), sent(0, Long.MAX_VALUE, "8.8.8.8"));
        assertThat(surge.observe(surge.empty(), SELF, batch, false).findings()).isEmpty();
        assertThat(find(50, 100_000, Long.MAX_VALUE, "8.8.8.8")).hasSize(1);
    }

    @Test
    void a_quantile_is_at_most_a_fifth_too_high_and_a_full_bin_halves_all() {
        var histogram = Histogram.ofBytes();
        for (int i = 1; i <= 1000; i++) {
            histogram.add(i * 100_000L);
        }
        assertThat(histogram.quantile(0.99) / 99e6).isCloseTo(1.1, within(0.1));
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.quantile(1)).isGreaterThan(1e12);
        for (int i = 0; i <= Histogram.FULL; i++) {
            histogram.add(1);
        }
        assertThat(histogram.total()).isBetween(Histogram.FULL / 2, Histogram.FULL / 2 + 600);
    }
}
