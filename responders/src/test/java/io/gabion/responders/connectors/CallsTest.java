package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Calls.Work NEVER = () -> {
        throw new AssertionError("this must not run");
    };

    private Instant now = NOW;
    private final InstantSource clock = () -> now;

    private static ContainmentOrder order(Instant deadline) {
        var target = new Target("c", "203.0.113.7");
        return new ContainmentOrder(Verb.APPLY, "k", 1, Action.BLOCK_ADDRESS, target, NOW.plusSeconds(60), deadline);
    }

    @Test
    void what_finds_no_room_is_not_done_and_is_asked_for_again_later() {
        var full = new Calls(
                _ -> {
                    throw new RejectedExecutionException();
                },
                clock);
        assertThat(full.submit(order(NOW.plusSeconds(10)), NEVER).toCompletableFuture())
                .isCompletedWithValue(new Result.Busy(NOW.plusSeconds(1)));
    }

    @Test
    void what_waits_for_a_thread_beyond_its_deadline_is_never_begun() {
        var queue = new ArrayDeque<Runnable>();
        var answer = new Calls(queue::add, clock).submit(order(NOW.plusSeconds(10)), NEVER);
        now = NOW.plusSeconds(10);
        queue.remove().run();
        assertThat(answer.toCompletableFuture().join()).isInstanceOf(Result.Lost.class);
    }

    @Test
    void work_that_hangs_is_no_answer_by_the_deadline() {
        var hangs = new CountDownLatch(1);
        try (var executor = Executors.newSingleThreadExecutor()) {
            var answer = new Calls(executor, clock).submit(order(NOW.plus(Duration.ofMillis(50))), () -> {
                hangs.await();
                return new Result.Done();
            });
            assertThat(answer.toCompletableFuture().join()).isInstanceOf(Result.Lost.class);
            hangs.countDown();
        }
    }

    @Test
    void an_exception_is_no_answer() {
        var answer = new Calls(Runnable::run, clock).submit(order(NOW.plusSeconds(10)), () -> {
            throw new IOException("no route");
        });
        assertThat(answer.toCompletableFuture()).isCompletedWithValue(new Result.Lost("no route"));
    }

    @Test
    void an_answer_that_nothing_is_prepared_for_is_none_and_what_it_said_is_not_told() {
        var answer = new Calls(Runnable::run, clock).submit(order(NOW.plusSeconds(10)), () -> {
            throw new ClassCastException("a secret");
        });
        assertThat(answer.toCompletableFuture())
                .isCompletedWithValue(new Result.Lost("an answer that makes no sense: ClassCastException"));
    }
}
