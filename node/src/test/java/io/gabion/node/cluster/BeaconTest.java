package io.gabion.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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

    private static boolean isLit(Store store, Instant now) {
        return beacon(store, now).isLit().toCompletableFuture().join();
    }

    private static void renew(Store store, Instant now) {
        beacon(store, now).renew().toCompletableFuture().join();
    }

    private static Beacon beacon(Store store, Instant now) {
        return new Beacon(store.claims(), Clock.fixed(now, ZoneOffset.UTC));
    }
}
