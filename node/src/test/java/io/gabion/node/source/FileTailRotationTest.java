package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are renamed, copied, truncated or replaced, while the tail runs and while it is down. */
class FileTailRotationTest {
    @TempDir
    Path directory;

    private LogScene log;

    @BeforeEach
    void name_the_log() {
        log = new LogScene(directory);
    }

    @AfterEach
    void stop() {
        log.stop();
    }

    @Test
    void begins_anew_when_the_log_is_copied_and_truncated() throws IOException {
        log.append("one\ntwo\n");
        log.start();
        log.expect("one", "two");
        Files.copy(log.path(), log.rotated(1));
        log.write("");
        log.append("three\nfour, a longer line than before\n");
        log.expect("one", "two", "three", "four, a longer line than before");
        assertThat(log.ingest.observations().get(2).source()).isEqualTo(new Source("app.log", 1));
    }

    @Test
    void recognises_a_log_that_was_overwritten_with_a_longer_one_while_down() throws IOException {
        log.append("one\ntwo\n");
        log.start();
        log.expect("one", "two");
        log.stop();
        log.write("three\nfour\nfive\nsix\n");
        log.start();
        log.expect("one", "two", "three", "four", "five", "six");
    }

    @Test
    void finishes_the_copy_of_a_log_that_was_truncated_while_down() throws IOException {
        log.append(LogScene.lines(0, 50));
        log.start();
        await().until(() -> log.ingest.texts().size() == 50);
        log.stop();
        log.append(LogScene.lines(50, 60));
        Files.copy(log.path(), log.rotated(1));
        log.write(LogScene.lines(60, 70));
        log.start();
        log.expect(LogScene.numbered(70));
    }

    @Test
    void finishes_the_files_that_were_rotated_while_down() throws IOException {
        log.append("one\n");
        log.start();
        log.expect("one");
        log.stop();
        log.append("two\n");
        log.rotate();
        log.append("three\n");
        log.rotate();
        log.append("four\n");
        log.start();
        log.expect("one", "two", "three", "four");
    }

    @Test
    void reads_a_renamed_file_until_its_successor_is_written_to() throws IOException {
        log.append("one\n");
        log.start();
        log.expect("one");
        log.rotate();
        Files.createFile(log.path());
        Files.writeString(log.rotated(1), "late\n", StandardOpenOption.APPEND);
        log.expect("one", "late");
        log.append("two\n");
        log.expect("one", "late", "two");
    }

    @Test
    void gives_up_a_line_which_the_rotated_file_never_ends() throws IOException {
        log.append("one\nhal");
        log.start();
        log.expect("one");
        log.rotate();
        log.append("two\n");
        log.expect("one", "two");
        assertThat(log.ingest.deadLetters())
                .containsExactly(new DeadLetter(new Source("app.log", 2), "the file ends within the line", "hal"));
    }

    @Test
    void loses_and_repeats_nothing_when_rotated_under_continuous_writing() throws IOException {
        log.append(LogScene.lines(0, 1));
        log.start();
        log.expect("line 0");
        log.rotate();
        int written = 1;
        for (int file = 0; file < 20; file++) {
            try (var writer = Files.newBufferedWriter(log.path(), ISO_8859_1)) {
                for (int i = 0; i < 2_000; i++) {
                    if (i == 1_500) {
                        log.rotate();
                    }
                    writer.write("line " + written++ + "\n");
                }
            }
        }
        log.expect(LogScene.numbered(written));
    }

    @Test
    void loses_and_repeats_nothing_over_restarts_under_continuous_writing() throws Exception {
        log.append(LogScene.lines(0, 100));
        log.start();
        log.expect(LogScene.numbered(100));
        log.stop();
        var writer = Thread.ofPlatform().start(() -> {
            for (int i = 1; i < 400; i++) {
                log.append(LogScene.lines(100 * i, 100 * i + 100));
                if (i % 50 == 49) {
                    log.rotate();
                }
            }
            log.append(LogScene.lines(40_000, 40_001));
        });
        while (writer.isAlive()) {
            int before = log.ingest.texts().size();
            log.start();
            await().until(() -> log.ingest.texts().size() > before || !writer.isAlive());
            log.stop();
        }
        log.start();
        log.expect(LogScene.numbered(40_001));
    }

    @Test
    void does_not_take_lines_of_the_same_length_after_a_truncation_for_the_old_ones() {
        log.append("one\n");
        log.start();
        log.expect("one");
        log.write("");
        log.append("two\n");
        log.expect("one", "two");
    }

    @Test
    void begins_anew_in_another_file_that_has_the_inode_of_the_last_one() throws IOException {
        log.append("one\n");
        log.start();
        log.expect("one");
        log.stop();
        var inode = Files.getAttribute(log.path(), "unix:ino").toString();
        // What a file system does that gives the number of a deleted file to the next one.
        log.write("other\n");
        assertThat(Files.getAttribute(log.path(), "unix:ino").toString()).isEqualTo(inode);
        log.start();
        log.expect("one", "other");
        // the lines of both, and the letter on what may lie between them
        assertThat(new HashSet<>(log.ingest.broughtKeys())).hasSize(3);
    }

    @Test
    void reads_from_the_start_when_the_journaled_position_is_of_another_form() {
        log.ingest.remember("{\"file\":\"(dev=1,ino=2)\",\"round\":0,\"offset\":4,\"line\":1}");
        log.append("one\ntwo\n");
        log.start();
        log.expect("one", "two");
    }
}
