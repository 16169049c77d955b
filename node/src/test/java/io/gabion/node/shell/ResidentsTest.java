package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.Add;
import io.gabion.node.shell.Counter.Sum;
import io.gabion.protocol.entity.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentsTest {
    private static final int MOST = 10;
    /** Ten rounds. */
    private static final Duration IDLE = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    @Test
    void nobody_is_looked_after_while_there_is_room() {
        var looked = new ArrayList<Integer>();
        var residents = new Residents(3, IDLE);
        for (int n = 0; n < 3; n++) {
            int who = n;
            residents.come(() -> looked.add(who));
        }
        assertThat(looked).isEmpty();
    }

    @Test
    void of_too_many_all_are_looked_after_in_turn() {
        var looked = new ArrayList<Integer>();
        var residents = new Residents(1, IDLE);
        for (int n = 0; n < 6; n++) {
            int who = n;
            residents.come(() -> looked.add(who));
        }
        assertThat(looked).contains(0, 1, 2, 3, 4);
    }

    @Test
    void each_is_looked_after_once_in_the_time_in_which_one_is_idle() {
        var looked = new ArrayList<String>();
        var residents = new Residents(100, IDLE);
        assertThat(residents.round()).isEqualTo(Duration.ofMillis(50));
        residents.come(() -> looked.add("early"));
        rounds(residents, 4);
        residents.come(() -> looked.add("late"));
        rounds(residents, 5);
        assertThat(looked).isEmpty();
        rounds(residents, 1);
        assertThat(looked).containsExactly("early");
        rounds(residents, 4);
        assertThat(looked).containsExactly("early", "late");
        rounds(residents, 10);
        assertThat(looked).containsExactly("early", "late", "early", "late");
    }

    @Test
    void who_has_left_is_not_looked_after_and_counts_once() {
        var looked = new ArrayList<String>();
        var residents = new Residents(100, IDLE);
        var gone = residents.come(() -> looked.add("gone"));
        residents.come(() -> looked.add("here"));
        residents.leave(gone);
        residents.leave(gone);
        rounds(residents, 10);
        assertThat(residents.size()).isEqualTo(1);
        assertThat(looked).containsExactly("here");
    }

    @Test
    void however_long_one_may_be_idle_not_all_are_looked_after_at_once() {
        var residents = new Residents(100, Duration.ofHours(1));
        assertThat(residents.round()).isLessThan(Duration.ofMinutes(1));
        assertThat(new Residents(100, Duration.ofMillis(20)).round()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void of_those_who_only_wait_half_as_many_may_stay() {
        var residents = new Residents(4, IDLE);
        var places = Stream.generate(() -> residents.come(() -> {})).limit(3).toList();
        assertThat(places).extracting(residents::mayWait).containsExactly(true, true, false);
        assertThat(places).extracting(residents::mayWait).containsExactly(true, true, false);
        residents.leave(places.getFirst());
        residents.leave(places.getFirst());
        assertThat(residents.mayWait(places.getLast())).isTrue();
        assertThat(residents.mayWait(residents.come(() -> {}))).isFalse();
        assertThat(residents.turnedOut()).isEqualTo(3);
    }

    private static void rounds(Residents residents, int rounds) {
        for (int i = 0; i < rounds; i++) {
            residents.goRound();
        }
    }

    /** Unfinished for good. */
    private static final class Sleeper extends Counter {
        private final List<String> woken;

        private Sleeper(List<String> woken) {
            this.woken = woken;
        }

        @Override
        public boolean unfinished(State state) {
            return true;
        }

        @Override
        public boolean mayOversleep(State state) {
            return true;
        }

        @Override
        public Decision<Event> decide(State state, Command command, Instant now) {
            if (command instanceof Wake) {
                woken.add("");
            }
            return super.decide(state, command, now);
        }
    }

    @Test
    void of_entities_that_wait_too_many_leave_and_are_woken_when_they_are_spoken_to() throws Exception {
        var pace = new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(200), 1_000, MOST);
        var woken = new CopyOnWriteArrayList<String>();
        try (var running = new RunningMesh(folder, _ -> true, pace)) {
            running.register("sleeper", new Sleeper(woken));
            for (int n = 0; n < 3 * MOST; n++) {
                running.ask(RunningMesh.id("sleeper", "n" + n), new Add(1, ""));
            }
            await().until(() -> running.mesh.residents() == MOST / 2);
            assertThat(running.mesh.turnedOut()).isGreaterThanOrEqualTo(3 * MOST - MOST / 2);
            int before = woken.size();
            for (int n = 0; n < 3 * MOST; n++) {
                assertThat(running.ask(RunningMesh.id("sleeper", "n" + n), new Add(1, "")))
                        .isEqualTo(new Sum(2));
            }
            assertThat(woken.size() - before).isBetween(3 * MOST - MOST / 2, 3 * MOST);
            await().until(() -> running.mesh.residents() == MOST / 2);
        }
        woken.clear();
        try (var running = new RunningMesh(folder, _ -> true, pace)) {
            running.register("sleeper", new Sleeper(woken));
            running.mesh.wakeUnfinished().toCompletableFuture().join();
            await().until(() -> woken.size() >= MOST / 2);
        }
        assertThat(woken).hasSize(MOST / 2);
    }

    /** Long before they are idle, and what they had counted is there when they are asked again. */
    @Test
    void entities_beyond_the_limit_leave_memory_and_lose_nothing() throws Exception {
        var pace = new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMinutes(10), 1_000, MOST);
        try (var running = new RunningMesh(folder, _ -> true, pace)) {
            for (int n = 0; n < 5 * MOST; n++) {
                assertThat(running.ask(RunningMesh.id("saved", "n" + n), new Add(1, "")))
                        .isEqualTo(new Sum(1));
            }
            int[] next = {0};
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                // Only who comes has others looked after.
                running.ask(RunningMesh.id("counter", "late" + next[0]++), new Add(1, ""));
                assertThat(running.mesh.residents()).isLessThanOrEqualTo(2 * MOST);
            });
            for (int n = 0; n < 5 * MOST; n++) {
                assertThat(running.ask(RunningMesh.id("saved", "n" + n), new Add(1, "")))
                        .isEqualTo(new Sum(2));
            }
        }
    }
}
