package io.gabion.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final Budget budget = new Budget(64);

    @Test
    void one_tenant_gets_half_and_the_next_half_of_the_rest() {
        var first = budget.share("acme");
        assertThat(first.raise(33)).isFalse();
        assertThat(first.raise(32)).isTrue();
        assertThat(budget.share("acme").raise(1)).isFalse();
        assertThat(budget.share("other").raise(17)).isFalse();
        assertThat(budget.share("other").raise(16)).isTrue();
        assertThat(budget.share("third").raise(8)).isTrue();
        assertThat(budget.used()).isEqualTo(56);
    }

    @Test
    void what_is_given_back_can_be_taken_again() {
        var share = budget.share("acme");
        assertThat(share.raise(32)).isTrue();
        share.lower(10);
        assertThat(budget.share("acme").raise(10)).isTrue();
        share.close();
        assertThat(budget.used()).isEqualTo(10);
    }

    @Test
    void a_share_is_given_back_once_and_takes_nothing_afterwards() {
        var share = budget.share("acme");
        assertThat(share.raise(5)).isTrue();
        var other = budget.share("acme");
        assertThat(other.raise(3)).isTrue();
        share.close();
        share.close();
        assertThat(share.raise(1)).isFalse();
        share.lower(2);
        assertThat(budget.used()).isEqualTo(3);
    }

    @Test
    void many_threads_never_take_more_than_there_is_and_leave_nothing() throws InterruptedException {
        var highest = new AtomicLong();
        var threads = new ArrayList<Thread>();
        for (int tenant : IntStream.range(0, 8).toArray()) {
            threads.add(Thread.ofPlatform().start(() -> {
                var random = RandomGenerator.of("L64X128MixRandom");
                for (int i = 0; i < 20_000; i++) {
                    try (var share = budget.share("t" + tenant % 4)) {
                        while (share.raise(1 + random.nextInt(8))) {
                            highest.accumulateAndGet(budget.used(), Math::max);
                        }
                    }
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(highest.get()).isBetween(1L, 64L);
        assertThat(budget.used()).isZero();
    }
}
