package io.gabion.detectors.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Detector;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginThresholdsTest {
    private static final String FROM = "203.0.113.7";
    private final Events events = new Events();

    private static <S> List<Finding> find(Detector<S> detector, AssetRef self, List<Observation> batch) {
        return detector.observe(detector.empty(), self, batch, false).findings();
    }

    private List<Observation> guesses(int count, int sources) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            batch.add(events.failure(i * 100L, "203.0.113." + (1 + i % sources), "a@srv1"));
        }
        return batch;
    }

    @Test
    void an_account_guessed_from_two_sources_is_left_to_the_sources() {
        assertThat(find(new AccountGuessing(), Events.account("a@srv1"), guesses(50, 2)))
                .isEmpty();
    }

    @Test
    void an_account_guessed_from_three_sources_is_found_and_names_them() {
        assertThat(find(new AccountGuessing(), Events.account("a@srv1"), guesses(6, 3)))
                .singleElement()
                .satisfies(f -> assertThat(f.actors()).hasSize(3));
    }

    @Test
    void who_failed_once_while_others_guessed_is_no_actor() {
        var batch = new ArrayList<>(guesses(5, 3));
        batch.add(2, events.failure(150, "203.0.113.77", "a@srv1"));
        assertThat(find(new AccountGuessing(), Events.account("a@srv1"), batch))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.explanation()).contains("from 4 sources");
                    assertThat(f.actors()).extracting(AssetRef::name).containsExactly("203.0.113.1", "203.0.113.2");
                });
    }

    @Test
    void at_most_sixteen_sources_are_named() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 40; i++) {
            batch.add(events.failure(i * 9_900L, i % 20 == 0 ? "h".repeat(200) : "203.0.113." + i % 20, "a@srv1"));
        }
        for (int i = 0; i < 5; i++) {
            batch.add(events.failure(40 * 9_900L, "203.0.113.9", "a@srv1"));
        }
        assertThat(find(new AccountGuessing(), Events.account("a@srv1"), batch))
                .last()
                .satisfies(f -> {
                    assertThat(f.actors()).hasSize(AccountGuessing.MAX_SOURCES);
                    assertThat(f.actors().getFirst().name()).hasSize(AccountGuessing.MAX_NAME);
                });
    }

    private List<Observation> spray(int accounts, long gap) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < accounts; i++) {
            batch.add(events.failure(i * gap, FROM, "u" + i + "@srv1"));
        }
        return batch;
    }

    @Test
    void the_eighth_account_within_ten_minutes_is_spraying() {
        assertThat(find(new Spraying(), Events.address(FROM), spray(7, 60_000))).isEmpty();
        assertThat(find(new Spraying(), Events.address(FROM), spray(8, 60_000)))
                .singleElement()
                .satisfies(f -> assertThat(f.explanation()).startsWith("8 accounts tried without success"));
        assertThat(find(new Spraying(), Events.address(FROM), spray(50, 90_000)))
                .isEmpty();
    }

    @Test
    void five_failures_and_a_success_are_a_right_guess() {
        var batch = spray(5, 1000);
        batch.add(events.success(6000, FROM, "u1@srv1"));
        batch.add(events.success(7000, FROM, "u1@srv1"));
        assertThat(find(new SuccessAfterFailures(), Events.address(FROM), batch))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.victims()).containsExactly(Events.HOST, Events.account("u1@srv1"));
                    assertThat(f.explanation()).contains("after 5 failed logins within 900 s");
                });
    }

    @Test
    void four_failures_or_old_ones_and_a_success_are_not() {
        var four = spray(4, 1000);
        four.add(events.success(6000, FROM, "u1@srv1"));
        assertThat(find(new SuccessAfterFailures(), Events.address(FROM), four)).isEmpty();
        var old = spray(5, 0);
        old.add(events.success(901_000, FROM, "u1@srv1"));
        assertThat(find(new SuccessAfterFailures(), Events.address(FROM), old)).isEmpty();
    }

    @Test
    void more_failures_than_are_remembered_are_at_least_so_many() {
        var batch = spray(SuccessAfterFailures.CAP + 10, 10);
        batch.add(events.success(6000, FROM, "u1@srv1"));
        assertThat(find(new SuccessAfterFailures(), Events.address(FROM), batch))
                .singleElement()
                .satisfies(f -> assertThat(f.explanation()).contains("after at least 32 failed"));
    }
}
