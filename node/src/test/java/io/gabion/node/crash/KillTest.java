package io.gabion.node.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.crash.FileConnector.Pause;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Verified;
import io.gabion.protocol.intake.IntakeEvent.Absorbed;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten lives of a node on one data directory, each ended by SIGKILL at a moment that matters, and one that is left to
 * finish. After each the {@link Checker} compares what was acknowledged, journaled, saved and done.
 */
class KillTest {
    private static final long SEED = Long.getLong("gabion.kill.seed", 20_260_102);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int ACKS = 50;

    /** What is under way when the node is killed. */
    private enum Moment {
        INGESTION,
        CHECKPOINT,
        BEFORE_EFFECT,
        AFTER_EFFECT,
        BEFORE_VERIFICATION
    }

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private long lines;
    private int attackers;

    @BeforeEach
    void emptyLog() throws IOException {
        Files.createFile(folder.resolve(Child.WATCHED));
    }

    @Test
    void ten_kills_lose_nothing_and_do_nothing_twice() throws Exception {
        for (var moment : moments()) {
            die(moment);
            new Checker(folder).nothing_is_lost_or_done_twice();
        }
        // Nothing new comes from here on: what is unfinished has to go on by itself.
        try (var life = new Life(folder, Pause.NONE, false)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(this::everything_is_finished);
            life.stop();
        }
        var checker = new Checker(folder);
        checker.nothing_is_lost_or_done_twice();
        checker.everything_is_counted_exactly_once(lines);
        assertThat(FileConnector.effects(folder)).hasSize(attackers);
    }

    private List<Moment> moments() {
        var moments = new ArrayList<Moment>();
        moments.addAll(Collections.nCopies(3, Moment.INGESTION));
        moments.addAll(Collections.nCopies(3, Moment.CHECKPOINT));
        moments.addAll(List.of(Moment.BEFORE_EFFECT, Moment.AFTER_EFFECT, Moment.BEFORE_VERIFICATION));
        moments.add(Moment.values()[random.nextInt(Moment.values().length)]);
        Collections.shuffle(moments, random);
        return moments;
    }

    private void die(Moment moment) throws Exception {
        var pause =
                switch (moment) {
                    case INGESTION, CHECKPOINT -> Pause.NONE;
                    case BEFORE_EFFECT -> Pause.INTENT;
                    case AFTER_EFFECT -> Pause.EFFECT;
                    case BEFORE_VERIFICATION -> Pause.VERIFICATION;
                };
        Files.deleteIfExists(folder.resolve(FileConnector.PAUSED));
        try (var life = new Life(folder, pause, true)) {
            switch (moment) {
                case INGESTION -> appendUntil(life, acks() + random.nextInt(1, ACKS));
                case CHECKPOINT -> {
                    appendUntil(life, acks() + random.nextInt(1, ACKS));
                    awaitGrowth(life, "data/state.db-wal");
                }
                case BEFORE_EFFECT, AFTER_EFFECT, BEFORE_VERIFICATION -> {
                    attack();
                    awaitLife(life, () -> Files.exists(folder.resolve(FileConnector.PAUSED)));
                }
            }
            life.kill();
        }
    }

    /** Until so many batches have been acknowledged. The kill comes while the file grows. */
    private void appendUntil(Life life, long acks) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (acks() < acks && System.nanoTime() < end) {
            assertThat(life.lasts(Duration.ofMillis(1 + random.nextInt(10))))
                    .as(() -> Life.said(folder))
                    .isTrue();
            append("web1", "192.0.2." + random.nextInt(1, 30), true);
        }
    }

    private long acks() throws IOException {
        var file = folder.resolve(Child.ACKS);
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private void attack() throws IOException {
        attackers++;
        for (int n = 0; n < 30; n++) {
            append("web1", "203.0.113." + attackers, false);
        }
    }

    private void append(String host, String from, boolean success) throws IOException {
        lines++;
        var line = lines % 50 == 0 ? "\u0000 no line of any log\n" : Child.line(host, lines, from, success);
        int cut = random.nextInt(line.length());
        for (var part : List.of(line.substring(0, cut), line.substring(cut))) {
            Files.writeString(folder.resolve(Child.WATCHED), part, UTF_8, StandardOpenOption.APPEND);
        }
    }

    private void awaitGrowth(Life life, String file) {
        var path = folder.resolve(file);
        long before = size(path);
        awaitLife(life, () -> size(path) != before);
    }

    private static long size(Path path) {
        var file = path.toFile();
        return file.length() + file.lastModified();
    }

    private void awaitLife(Life life, java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .failFast(() -> assertThat(life.ended())
                        .as(() -> "ended by itself: " + Life.said(folder))
                        .isFalse())
                .until(condition);
    }

    private void everything_is_finished() throws IOException {
        var journal = Journal.read(folder.resolve("data"));
        for (var intake : List.of(Checker.BROUGHT, Checker.watched(folder))) {
            assertThat(journal.events(intake, Absorbed.class))
                    // One of nothing but dead letters has nobody to wait for.
                    .hasSize((int) journal.events(intake, Accepted.class)
                            .filter(batch -> !batch.observations().isEmpty())
                            .count());
        }
        assertThat(journal.events(Checker.watched(folder), Accepted.class)
                        .mapToInt(batch -> batch.observations().size()
                                + batch.deadLetters().size())
                        .sum())
                .isEqualTo((int) lines);
        assertThat(journal.ids("containment"))
                .hasSize(attackers)
                .allSatisfy(id -> assertThat(
                                journal.events(id, ContainmentEvent.class).reduce((_, last) -> last))
                        .containsInstanceOf(Verified.class));
    }
}
