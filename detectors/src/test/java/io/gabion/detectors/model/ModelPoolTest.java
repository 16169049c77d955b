package io.gabion.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.ModelPool.Answer;
import io.gabion.detectors.model.ModelPool.Judge;
import io.gabion.detectors.model.ModelPool.Scores;
import io.gabion.detectors.model.ModelPool.Without;
import io.gabion.detectors.model.Scorer.Input;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ModelPoolTest {
    private static final List<Input> ONE = List.of(new Input.Domain("a.example"));

    private final List<String> alarms = new ArrayList<>();

    private interface Scoring {
        double[] score() throws IOException;
    }

    private static Judge judge(Scoring scoring) {
        return new Judge() {
            @Override
            public double[] score(List<? extends Input> inputs) throws IOException {
                return scoring.score();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void it_scores() {
        try (var pool = new ModelPool(() -> judge(() -> new double[] {0.5}), 1, Duration.ofSeconds(30), alarms::add)) {
            assertThat(pool.score(ONE))
                    .isInstanceOfSatisfying(
                            Scores.class, s -> assertThat(s.scores()).containsExactly(0.5));
            assertThat(alarms).isEmpty();
        }
    }

    @Test
    void a_model_that_fails_is_left_out_with_one_alarm() {
        try (var pool = new ModelPool(
                () -> {
                    throw new IOException("no such file");
                },
                1,
                Duration.ofSeconds(30),
                alarms::add)) {
            assertThat(pool.score(ONE)).isEqualTo(new Without("failed"));
            assertThat(pool.score(ONE)).isEqualTo(new Without("resting"));
            assertThat(alarms).singleElement().asString().contains("no such file");
        }
    }

    @Test
    void a_model_that_crashes_takes_nobody_with_it() {
        try (var pool = new ModelPool(
                () -> judge(() -> {
                    throw new StackOverflowError("native");
                }),
                1,
                Duration.ofSeconds(30),
                alarms::add)) {
            assertThat(pool.score(ONE)).isEqualTo(new Without("failed"));
        }
    }

    @Test
    void a_slow_model_costs_one_wait() {
        var never = new CountDownLatch(1);
        try (var pool = new ModelPool(
                () -> judge(() -> {
                    await(never);
                    return new double[0];
                }),
                1,
                Duration.ofMillis(50),
                alarms::add)) {
            assertThat(pool.score(ONE)).isEqualTo(new Without("slow"));
            assertThat(pool.score(ONE)).isEqualTo(new Without("resting"));
            assertThat(alarms).hasSize(1);
        }
    }

    @Test
    @Timeout(300)
    void a_call_that_never_ends_is_left_behind_and_others_take_its_place() {
        var never = new CountDownLatch(1);
        var opened = new AtomicInteger();
        try (var pool = new ModelPool(
                () -> opened.incrementAndGet() > 1
                        ? judge(() -> new double[] {0.5})
                        : judge(() -> {
                            hang(never);
                            return new double[0];
                        }),
                1,
                Duration.ofMillis(200),
                Duration.ZERO,
                alarms::add)) {
            assertThat(pool.score(ONE)).isEqualTo(new Without("slow"));
            assertScores(pool);
            assertThat(opened.get()).isGreaterThanOrEqualTo(2);
            never.countDown();
        }
    }

    @Test
    @Timeout(300)
    void a_model_that_hangs_again_and_again_is_not_asked_until_a_call_comes_back() {
        var never = new CountDownLatch(1);
        try (var pool = new ModelPool(
                () -> judge(() -> {
                    hang(never);
                    return new double[] {0.5};
                }),
                1,
                Duration.ofMillis(50),
                Duration.ZERO,
                alarms::add)) {
            for (int i = 0; i < ModelPool.LEFT_BEHIND; i++) {
                assertThat(pool.score(ONE)).isEqualTo(new Without("slow"));
            }
            assertThat(pool.score(ONE)).isEqualTo(new Without("hung"));
            never.countDown();
            assertScores(pool);
        }
    }

    /** At last: a machine that is slow itself may not keep to the time of a call. */
    private static void assertScores(ModelPool pool) {
        while (!(pool.score(ONE) instanceof Scores)) {
            Thread.onSpinWait();
        }
    }

    /** As native code does: an interrupt ends nothing. */
    private static void hang(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            await(latch);
        }
        Thread.interrupted();
    }

    @Test
    void no_more_questions_wait_than_the_queue_holds() {
        var go = new CountDownLatch(1);
        try (var pool = new ModelPool(
                () -> judge(() -> {
                    await(go);
                    return new double[] {1};
                }),
                1,
                Duration.ofSeconds(60),
                alarms::add)) {
            var asked = new ArrayList<CompletableFuture<Answer>>();
            for (int i = 0; i < ModelPool.QUEUE + 4; i++) {
                var answer = new CompletableFuture<Answer>();
                Thread.ofVirtual().start(() -> answer.complete(pool.score(ONE)));
                asked.add(answer);
            }
            // The first that finds no room is answered while all others wait.
            assertThat(CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new))
                            .join())
                    .isEqualTo(new Without("busy"));
            go.countDown();
            assertThat(asked).allSatisfy(a -> assertThat(a.join()).isNotNull());
            assertThat(asked.stream().filter(a -> a.join() instanceof Scores)).hasSizeGreaterThanOrEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
