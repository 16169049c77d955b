package io.gabion.responders.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.worker.Standings.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What {@link WorkerTest} shows of targets in full, of receivers of notices as far as it is their own. */
class CourierTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Result DONE = new Result.Done();
    private static final Result LOST = new Result.Lost("no answer");

    private final List<String> sent = new ArrayList<>();
    private Result says = LOST;
    private Instant now = START;
    private final Courier courier = new Courier(
            "desk",
            (key, _, _) -> {
                sent.add(key);
                return CompletableFuture.completedFuture(says);
            },
            Care.OF_NOTICES,
            () -> now,
            new SplittableRandom(1));

    @Test
    void a_receiver_that_does_not_answer_five_times_is_left_alone_and_what_waits_is_busy() {
        for (int i = 1; i <= 5; i++) {
            assertThat(send("n" + i)).isEqualTo(LOST);
        }

        assertThat(send("n6"))
                .isInstanceOfSatisfying(
                        Result.Busy.class,
                        busy -> assertThat(busy.notBefore()).isBetween(START.plusSeconds(2), START.plusMillis(2_500)));
        assertThat(sent).hasSize(5);
        assertThat(standing()).isEqualTo(new Standing("desk", "open", 0, 5, START.plusSeconds(2)));
    }

    @Test
    void one_notice_tries_after_ever_longer_pauses_and_when_it_is_taken_all_others_follow() {
        for (int i = 0; i < 5; i++) {
            send("n");
        }
        for (int seconds : new int[] {4, 8, 16, 32, 60, 60}) {
            now = standing().quietUntil();
            assertThat(send("trial")).isEqualTo(LOST);
            assertThat(Duration.between(now, standing().quietUntil())).hasSeconds(seconds);
        }
        now = standing().quietUntil();
        says = DONE;

        assertThat(send("trial")).isEqualTo(DONE);
        assertThat(send("waited")).isEqualTo(DONE);
        assertThat(standing()).isEqualTo(new Standing("desk", "closed", 0, 0, Instant.MIN));
    }

    @Test
    void a_mail_server_that_turns_strangers_away_for_five_minutes_is_not_asked_before() {
        says = new Result.Busy(START.plusSeconds(300));
        assertThat(send("n1")).isEqualTo(says);
        now = START.plusSeconds(299);

        assertThat(send("n2")).isInstanceOf(Result.Busy.class);
        assertThat(sent).containsExactly("n1");
    }

    @Test
    void whoever_asks_for_a_day_is_told_after_a_quarter_of_an_hour() {
        says = new Result.Busy(START.plus(Duration.ofDays(1)));

        assertThat(send("n")).isEqualTo(new Result.Busy(START.plusSeconds(900)));
    }

    private Result send(String key) {
        return courier.send(key, "{}", now.plusSeconds(5)).toCompletableFuture().join();
    }

    private Standing standing() {
        return courier.standings().getFirst();
    }
}
