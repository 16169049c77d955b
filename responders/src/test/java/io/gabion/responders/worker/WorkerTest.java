package io.gabion.responders.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.worker.Standings.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Care CARE =
            new Care(3, 2, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Result DONE = new Result.Done();
    private static final Result LOST = new Result.Lost("no answer");

    private final Scripted target = new Scripted();
    private Instant now = START;
    private final Worker worker = worker(1);

    private Worker worker(long seed) {
        return new Worker("lab", target, CARE, () -> now, new SplittableRandom(seed));
    }

    /** Answers what it is told to, or not yet, and counts its calls. */
    private static final class Scripted implements Connector {
        final List<CompletableFuture<Result>> calls = new ArrayList<>();
        Supplier<CompletionStage<Result>> broken;

        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            if (broken != null) {
                return broken.get();
            }
            calls.add(new CompletableFuture<>());
            return calls.getLast();
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            return apply(order);
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            return apply(order);
        }
    }

    @Test
    void losses_in_a_row_open_it_and_after_the_pause_one_call_tries() {
        call(LOST);
        assertThat(standing().state()).isEqualTo("closed");
        call(LOST);
        assertThat(standing()).isEqualTo(new Standing("lab", "open", 0, 2, START.plusSeconds(4)));
        assertThat(ask(Verb.APPLY)).isCompletedWithValueMatching(r -> within(r, START.plusSeconds(4), 1_000));
        assertThat(target.calls).hasSize(2);

        now = START.plusSeconds(4);
        var trial = ask(Verb.QUERY);
        assertThat(standing().state()).isEqualTo("half-open");
        assertThat(ask(Verb.APPLY)).as("beside the trial").isCompleted();
        assertThat(target.calls).hasSize(3);
        target.calls.getLast().complete(DONE);
        assertThat(trial).isCompletedWithValue(DONE);
        assertThat(standing()).isEqualTo(new Standing("lab", "closed", 0, 0, Instant.MIN));
    }

    @Test
    void every_lost_trial_doubles_the_pause_up_to_the_longest() {
        call(LOST);
        call(LOST);
        for (int seconds : new int[] {8, 10, 10}) {
            now = standing().quietUntil();
            call(LOST);
            assertThat(standing().state()).isEqualTo("open");
            assertThat(standing().quietUntil()).isEqualTo(now.plusSeconds(seconds));
        }
    }

    @Test
    void a_refusal_is_a_sign_of_life() {
        call(LOST);
        call(new Result.Refused("no"));
        call(LOST);

        assertThat(standing()).isEqualTo(new Standing("lab", "closed", 0, 1, Instant.MIN));
    }

    @Test
    void losses_of_calls_that_began_before_it_was_left_alone_do_not_prolong_that() {
        var calls = List.of(ask(Verb.APPLY), ask(Verb.APPLY), ask(Verb.APPLY));
        target.calls.get(0).complete(LOST);
        target.calls.get(1).complete(LOST);
        now = START.plusSeconds(3);
        target.calls.get(2).complete(LOST);

        assertThat(calls).allSatisfy(c -> assertThat(c).isCompletedWithValue(LOST));
        assertThat(standing().quietUntil()).isEqualTo(START.plusSeconds(4));
    }

    @Test
    void of_who_does_not_answer_a_reading_is_lost_and_nobody_waits_for_it_in_silence() {
        call(LOST);
        call(LOST);

        assertThat(ask(Verb.QUERY)).isCompletedWithValueMatching(Result.Lost.class::isInstance);
        assertThat(ask(Verb.RELEASE)).isCompletedWithValueMatching(Result.Busy.class::isInstance);
    }

    @Test
    void what_a_target_asks_of_one_it_asks_of_all() {
        var until = START.plusSeconds(7);
        assertThat(call(new Result.Busy(until))).isCompletedWithValue(new Result.Busy(until));

        assertThat(ask(Verb.QUERY)).isCompletedWithValueMatching(r -> within(r, until, 1_000));
        assertThat(target.calls).hasSize(1);
        now = until;
        call(DONE);
        assertThat(target.calls).hasSize(2);
    }

    @Test
    void a_target_that_asks_for_days_gets_the_longest_pause() {
        assertThat(call(new Result.Busy(START.plus(Duration.ofDays(3)))))
                .isCompletedWithValue(new Result.Busy(START.plusSeconds(10)));
        assertThat(standing().quietUntil()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void more_calls_than_there_is_room_for_are_told_to_come_again() {
        IntStream.range(0, 3).forEach(_ -> ask(Verb.APPLY));
        assertThat(ask(Verb.APPLY)).isCompletedWithValueMatching(r -> within(r, START, 1_000));
        assertThat(target.calls).hasSize(3);
        assertThat(standing().underWay()).isEqualTo(3);

        target.calls.getFirst().complete(DONE);
        ask(Verb.APPLY);
        assertThat(target.calls).hasSize(4);
    }

    /** Anybody may write one. */
    @Test
    void a_connector_that_throws_gives_no_answer_and_takes_no_room() {
        var bugs = List.<Supplier<CompletionStage<Result>>>of(
                () -> {
                    throw new IllegalStateException("with a secret");
                },
                () -> {
                    throw new StackOverflowError();
                },
                () -> CompletableFuture.failedFuture(new IllegalStateException("with a secret")),
                () -> CompletableFuture.completedFuture(null),
                () -> null);
        for (int i = 0; i < 2 * bugs.size(); i++) {
            target.broken = bugs.get(i % bugs.size());
            assertThat(ask(Verb.APPLY)).isCompletedWithValueMatching(WorkerTest::isABug);
            assertThat(standing().underWay()).isZero();
            now = now.plusSeconds(60);
        }
        assertThat(standing().state()).isEqualTo("half-open");
        target.broken = null;
        call(DONE);
        assertThat(standing().state()).isEqualTo("closed");
    }

    private static boolean isABug(Result result) {
        return result instanceof Result.Lost(var why, var _) && why.startsWith("a bug: ") && !why.contains("secret");
    }

    @Test
    void those_who_are_sent_away_come_back_at_different_times_the_same_for_one_seed() {
        assertThat(new HashSet<>(sentAway(7))).hasSizeGreaterThan(90);
        assertThat(sentAway(7)).isEqualTo(sentAway(7)).isNotEqualTo(sentAway(8));
    }

    private List<Instant> sentAway(long seed) {
        target.calls.clear();
        var one = worker(seed);
        for (int i = 0; i < 2; i++) {
            one.perform(order(Verb.APPLY));
            target.calls.getLast().complete(LOST);
        }
        return IntStream.range(0, 100)
                .mapToObj(_ ->
                        one.perform(order(Verb.APPLY)).toCompletableFuture().join())
                .map(r -> ((Result.Busy) r).notBefore())
                .toList();
    }

    private CompletableFuture<Result> call(Result result) {
        int before = target.calls.size();
        var answer = ask(Verb.APPLY);
        assertThat(target.calls).hasSize(before + 1);
        target.calls.getLast().complete(result);
        return answer;
    }

    private CompletableFuture<Result> ask(Verb verb) {
        return worker.perform(order(verb)).toCompletableFuture();
    }

    private Standing standing() {
        return worker.standings().getFirst();
    }

    private static boolean within(Result result, Instant until, long millis) {
        return result instanceof Result.Busy(var at)
                && !at.isBefore(until)
                && at.isBefore(until.plusMillis(millis + 1));
    }

    private ContainmentOrder order(Verb verb) {
        return new ContainmentOrder(
                verb,
                "key",
                1,
                Action.BLOCK_ADDRESS,
                new Target("lab", "203.0.113.7"),
                now.plusSeconds(60),
                now.plusSeconds(5));
    }
}
