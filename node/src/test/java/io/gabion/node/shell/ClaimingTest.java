package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimingTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant UNTIL = NOW.plusSeconds(5);

    @TempDir
    private Path data;

    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(data);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void an_owner_claims_call_after_call() {
        var owner = owner(1, NOW);
        assertThat(taken(owner, UNTIL)).isTrue();
        assertThat(taken(owner, UNTIL)).isTrue();
        assertThat(taken(owner, UNTIL.plusSeconds(5))).isTrue();
    }

    @Test
    void a_successor_waits_until_the_call_of_the_one_before_has_ended() {
        assertThat(taken(owner(1, NOW), UNTIL)).isTrue();
        assertThat(taken(owner(2, UNTIL.minusMillis(1)), UNTIL.plusSeconds(5))).isFalse();
        assertThat(taken(owner(2, UNTIL), UNTIL.plusSeconds(5))).isTrue();
    }

    /** What it read when it began is what it replaces, and that has changed. */
    @Test
    void a_replaced_owner_takes_nothing_from_its_successor() {
        var first = owner(1, NOW);
        assertThat(taken(first, UNTIL)).isTrue();
        assertThat(taken(owner(2, UNTIL), UNTIL.plusSeconds(5))).isTrue();
        assertThat(taken(first, UNTIL.plusSeconds(9))).isFalse();
        assertThat(taken(owner(1, UNTIL.plus(Duration.ofHours(1))), UNTIL.plus(Duration.ofHours(2))))
                .isFalse();
    }

    private Claiming owner(long epoch, Instant now) {
        return new Claiming(store.claims(), "acme/containment/one", epoch, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static boolean taken(Claiming owner, Instant until) {
        return owner.take(until).toCompletableFuture().join();
    }
}
