package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private Instant now = NOW;
    private final InstantSource clock = () -> now;
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final List<Instant> deadlines = new ArrayList<>();

    private static ContainmentOrder order(Instant deadline) {
        var target = new Target("c", "203.0.113.7");
        return new ContainmentOrder(Verb.APPLY, "k", 1, Action.BLOCK_ADDRESS, target, NOW.plusSeconds(60), deadline);
    }

    private Rounds rounds() {
        return new Rounds(threads::add, clock, (asked, deadline) -> {
            sizes.add(asked.size());
            deadlines.add(deadline);
            asked.forEach(one -> one.is(new Result.Done()));
        });
    }

    private static CompletableFuture<Result> submit(Rounds rounds, int seconds) {
        return rounds.submit(order(NOW.plusSeconds(seconds))).toCompletableFuture();
    }

    @Test
    void what_has_come_in_by_then_is_one_round_and_its_time_is_that_of_the_first_to_end() {
        var rounds = rounds();
        var first = submit(rounds, 20);
        var second = submit(rounds, 10);
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(first).isCompletedWithValue(new Result.Done());
        assertThat(second).isCompletedWithValue(new Result.Done());
        assertThat(sizes).containsExactly(2);
        assertThat(deadlines).containsExactly(NOW.plusSeconds(10));

        submit(rounds, 10);
        assertThat(threads).hasSize(1);
    }

    @Test
    void no_more_are_carried_out_together_than_it_says_and_no_more_wait() {
        var rounds = rounds();
        for (int n = 0; n < Rounds.WAITING; n++) {
            submit(rounds, 10);
        }
        assertThat(submit(rounds, 10)).isCompletedWithValue(new Result.Busy(NOW.plusSeconds(1)));
        threads.remove().run();
        assertThat(sizes).containsExactly(Rounds.TOGETHER, Rounds.TOGETHER);
    }

    @Test
    void what_has_too_little_time_left_is_never_begun_and_ends_nobody_else() {
        var rounds = rounds();
        var late = submit(rounds, 5);
        now = NOW.plusMillis(4_001);
        var other = submit(rounds, 9);
        threads.remove().run();
        assertThat(late).isCompletedWithValue(new Result.Busy(now.plusSeconds(1)));
        assertThat(other).isCompletedWithValue(new Result.Done());
        assertThat(sizes).containsExactly(1);
        assertThat(deadlines).containsExactly(NOW.plusSeconds(9));
        now = NOW.plusSeconds(10);
        assertThat(submit(rounds, 10)).isCompletedWithValue(new Result.Lost("deadline passed"));
    }

    @Test
    void just_enough_time_is_enough() {
        var rounds = rounds();
        var late = submit(rounds, 5);
        now = NOW.plusSeconds(4);
        threads.remove().run();
        assertThat(late).isCompletedWithValue(new Result.Done());
    }

    @Test
    void what_finds_no_thread_is_asked_for_again_later() {
        var rounds = new Rounds(
                _ -> {
                    throw new RejectedExecutionException();
                },
                clock,
                (_, _) -> {});
        for (int n = 0; n <= Rounds.WAITING; n++) {
            assertThat(submit(rounds, 10)).isCompletedWithValue(new Result.Busy(NOW.plusSeconds(1)));
        }
    }

    @Test
    void an_exception_and_a_bug_are_no_answers_and_the_next_round_is_begun() {
        var why = new ArrayDeque<Throwable>(
                List.of(new IOException("no route"), new IllegalStateException("x"), new StackOverflowError()));
        var rounds = new Rounds(threads::add, clock, (_, _) -> {
            switch (why.remove()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalArgumentException();
            }
        });
        for (var said : List.of("no route", "a bug: IllegalStateException", "a bug: StackOverflowError")) {
            var one = submit(rounds, 10);
            threads.remove().run();
            assertThat(one).isCompletedWithValue(new Result.Lost(said));
        }
    }

    @Test
    void a_round_that_hangs_is_no_answer_by_the_deadline() {
        var hangs = new CountDownLatch(1);
        try (var executor = Executors.newSingleThreadExecutor()) {
            var rounds = new Rounds(executor, InstantSource.system(), (_, _) -> hangs.await());
            var deadline = Instant.now().plus(Rounds.ENOUGH).plusMillis(500);
            assertThat(rounds.submit(order(deadline)).toCompletableFuture().join())
                    .isEqualTo(new Result.Lost("deadline passed"));
            hangs.countDown();
        }
    }
}
