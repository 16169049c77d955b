package io.gabion.node.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    private Path data;

    @Test
    void attacks_are_answered_one_after_the_other_and_nothing_is_left_behind() throws Exception {
        Files.createDirectories(data.resolve("rehearsal/data"));
        Files.writeString(data.resolve("rehearsal/data/journal.db"), "of a node that was killed");
        try (var rehearsal = Rehearsal.begin(data)) {
            await().atMost(Duration.ofMinutes(2)).until(() -> rehearsal.attacks() >= 3);
        }
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void one_that_has_not_begun_ends_at_once() {
        var rehearsal = Rehearsal.begin(data);
        rehearsal.close();
        assertThat(rehearsal.attacks()).isZero();
    }
}
