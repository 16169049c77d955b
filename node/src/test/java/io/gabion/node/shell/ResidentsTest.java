package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.Add;
import io.gabion.node.shell.Counter.Sum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentsTest {
    private static final int MOST = 10;

    @TempDir
    private Path folder;

    @Test
    void nobody_is_looked_after_while_there_is_room() {
        var looked = new ArrayList<Integer>();
        var residents = new Residents(3);
        for (int n = 0; n < 3; n++) {
            int who = n;
            residents.come(() -> looked.add(who));
        }
        assertThat(looked).isEmpty();
    }

    @Test
    void of_too_many_all_are_looked_after_in_turn() {
        var looked = new ArrayList<Integer>();
        var residents = new Residents(1);
        for (int n = 0; n < 6; n++) {
            int who = n;
            residents.come(() -> looked.add(who));
        }
        assertThat(looked).contains(0, 1, 2, 3, 4);
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
