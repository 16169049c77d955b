package io.gabion.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeaconTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void is_lit_for_twenty_seconds_after_whoever_renewed_it_last(@TempDir Path data) throws Exception {
        try (Store store = EmbeddedStore.open(data)) {
            assertThat(isLit(store, NOW)).isFalse();
            renew(store, NOW);
            assertThat(isLit(store, NOW.plusMillis(19_999))).isTrue();
            assertThat(isLit(store, NOW.plusSeconds(20))).isFalse();
            renew(store, NOW.plusSeconds(5));
            renew(store, NOW.plusSeconds(5));
            assertThat(isLit(store, NOW.plusMillis(24_999))).isTrue();
            // Whose clock is behind renews it too.
            renew(store, NOW);
            assertThat(isLit(store, NOW.plusSeconds(20))).isFalse();
        }
    }

    @Test
    void of_many_who_see_it_out_at_the_same_instant_one_may_begin(@TempDir Path data) throws Exception {
        try (Store store = EmbeddedStore.open(data)) {
            for (int round = 0; round < 20; round++) {
                var now = NOW.plusSeconds(60L * round);
                var begun = IntStream.range(0, 8)
                        .mapToObj(n -> beacon(store, now, n).begin().toCompletableFuture())
                        .toList();
                assertThat(begun).filteredOn(own -> own.join().isPresent()).hasSize(1);
            }
        }
    }

    @Test
    void who_began_keeps_it_until_somebody_replaces_it(@TempDir Path data) throws Exception {
        try (Store store = EmbeddedStore.open(data)) {
            var begun = beacon(store, NOW, 1).begin().toCompletableFuture().join();
            assertThat(begun).isPresent();
            assertThat(beacon(store, NOW, 2).begin().toCompletableFuture().join())
                    .isEmpty();
            var later = NOW.plusSeconds(15);
            var kept = beacon(store, later, 1)
                    .keep(begun.get())
                    .toCompletableFuture()
                    .join();
            assertThat(kept).isPresent();
            assertThat(isLit(store, NOW.plusSeconds(34))).isTrue();
            var out = NOW.plusSeconds(36);
            assertThat(beacon(store, out, 2).begin().toCompletableFuture().join())
                    .isPresent();
            assertThat(beacon(store, out, 1)
                            .keep(kept.get())
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
        }
    }

    private static boolean isLit(Store store, Instant now) {
        return beacon(store, now).isLit().toCompletableFuture().join();
    }

    private static void renew(Store store, Instant now) {
        beacon(store, now).renew().toCompletableFuture().join();
    }

    private static Beacon beacon(Store store, Instant now) {
        return beacon(store, now, 7);
    }

    private static Beacon beacon(Store store, Instant now, long whose) {
        return new Beacon(store.claims(), Clock.fixed(now, ZoneOffset.UTC), whose);
    }
}
