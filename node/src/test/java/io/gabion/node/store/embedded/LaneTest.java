package io.gabion.node.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneTest {
    @Test
    void whoever_hands_in_work_while_it_is_closed_is_answered() throws Exception {
        for (int round = 0; round < 300; round++) {
            var lane = new Lane("lane", DriverManager.getConnection("jdbc:sqlite::memory:"));
            var answers = new ArrayList<CompletableFuture<?>>();
            var sender = Thread.ofPlatform().start(() -> {
                while (answers.isEmpty() || !answers.getLast().isCompletedExceptionally()) {
                    answers.add(lane.submit(_ -> true).toCompletableFuture());
                }
            });
            Thread.yield();
            lane.close();
            sender.join();
            for (var answer : answers) {
                assertThat(answer.handle((_, _) -> true).get(10, TimeUnit.SECONDS))
                        .isTrue();
            }
        }
    }
}
