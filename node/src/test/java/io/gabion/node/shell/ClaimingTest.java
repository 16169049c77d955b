package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.store.Claims;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
    void a_successor_waits_until_the_call_of_the_one_before_has_ended_by_that_ones_clock() {
        var ended = UNTIL.plus(Claims.APART);
        assertThat(taken(owner(1, NOW), UNTIL)).isTrue();
        assertThat(taken(owner(2, ended.minusMillis(1)), ended.plusSeconds(5))).isFalse();
        assertThat(taken(owner(2, ended), ended.plusSeconds(5))).isTrue();
    }

    /** What it read when it began is what it replaces, and that has changed. */
    @Test
    void a_replaced_owner_takes_nothing_from_its_successor() {
        var first = owner(1, NOW);
        assertThat(taken(first, UNTIL)).isTrue();
        assertThat(taken(owner(2, UNTIL.plus(Claims.APART)), UNTIL.plusSeconds(9)))
                .isTrue();
        assertThat(taken(first, UNTIL.plusSeconds(19))).isFalse();
        assertThat(taken(owner(1, UNTIL.plus(Duration.ofHours(1))), UNTIL.plus(Duration.ofHours(2))))
                .isFalse();
    }

    @Test
    void the_first_call_of_all_asks_the_store_once_and_a_successors_twice() {
        assertThat(asked(1, NOW)).containsExactly("take");
        assertThat(asked(2, NOW)).containsExactly("take");
        assertThat(asked(3, UNTIL.plus(Claims.APART))).containsExactly("take", "take");
    }

    /** What an owner's first claim asks. */
    private List<String> asked(long epoch, Instant now) {
        var asked = new ArrayList<String>();
        var claims = store.claims();
        taken(
                owner(epoch, now, new Claims() {
                    @Override
                    public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
                        asked.add("take");
                        return claims.take(entity, instead, wanted);
                    }

                    @Override
                    public CompletionStage<Optional<Claim>> standing(String entity) {
                        asked.add("standing");
                        return claims.standing(entity);
                    }
                }),
                UNTIL);
        return asked;
    }

    private Claiming owner(long epoch, Instant now) {
        return owner(epoch, now, store.claims());
    }

    private static Claiming owner(long epoch, Instant now, Claims claims) {
        return new Claiming(claims, "acme/containment/one", epoch, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static boolean taken(Claiming owner, Instant until) {
        return owner.take(until).toCompletableFuture().join();
    }
}
