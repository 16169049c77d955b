package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gabion.node.shell.Counter.*;
import io.gabion.node.store.Mount;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** What a shell does when something is wrong: with the disk, the fence, the journal, its entity or its neighbour. */
class TroubleTest {
    private static final EntityId ONE = RunningMesh.id("counter", "one");
    private static final EntityId TWO = RunningMesh.id("counter", "two");
    private static final EntityId ODD = RunningMesh.id("odd", "one");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Pace PACE =
            new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMinutes(1), 1_000);

    @TempDir
    private Path folder;

    private final AtomicBoolean fence = new AtomicBoolean(true);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
    }

    @Test
    void nothing_is_acknowledged_on_a_full_disk_and_all_goes_on_when_there_is_space() throws Exception {
        try (var mount = new Mount(folder, "size=2m");
                var running = start(mount.at())) {
            assertThat(running.ask(ONE, new Add(1, ""))).isEqualTo(new Sum(1));
            var ballast = mount.fill();
            int acknowledged = 1;
            for (int n = 0; n < 4; n++) {
                try {
                    running.ask(ONE, new Add(1, "x".repeat(200_000)), SHORT);
                    acknowledged++;
                } catch (Exception e) {
                    assertThat(e).hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
                }
            }
            assertThat(running.rows(ONE)).hasSizeGreaterThanOrEqualTo(acknowledged);
            await().untilAsserted(() -> assertThat(warnings())
                    .anyMatch(line -> line.startsWith(ONE + " ends: its journal takes no write")));
            Files.delete(ballast);
            // What was not answered may still come, once; what was answered is there.
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> running.ask(ONE, new Add(0, ""), Duration.ofSeconds(5)) != null);
            var sum = (Sum) running.ask(ONE, new Add(0, ""));
            assertThat(sum.sum()).isBetween((long) acknowledged, 5L);
            assertThat(running.rows(ONE).stream().filter(row -> row.payload().length > 100_000))
                    .hasSize((int) sum.sum() - 1);
            assertThat(log.list).noneMatch(event -> event.getThrowableProxy() != null);
        }
    }

    @Test
    void without_the_fence_nothing_is_even_read() throws Exception {
        try (var running = start(folder)) {
            fence.set(false);
            unanswered(running, ONE, new Add(1, ""));
            await().untilAsserted(
                            () -> assertThat(warnings()).contains(ONE + " does not start: the fence does not hold"));
            assertThat(running.rows(ONE)).isEmpty();
            fence.set(true);
            assertThat(running.ask(ONE, new Add(1, ""))).isEqualTo(new Sum(1));
        }
    }

    @Test
    void a_fence_that_is_lost_during_recovery_is_seen_before_anything_is_said() throws Exception {
        try (var running = start(folder)) {
            running.ask(ONE, new Forward("f-1", RunningMesh.id("nobody", "x")));
        }
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        try (var running = new RunningMesh(folder, _ -> asked.incrementAndGet() == 1, PACE)) {
            unanswered(running, ONE, new Add(1, ""));
            await().untilAsserted(() -> assertThat(warnings()).contains(ONE + " steps down: the fence does not hold"));
            assertThat(running.types(ONE)).containsExactly("forwarded");
        }
    }

    /** A fence that holds, but is confirmed only when the test says so. */
    private record Unheard(Queue<CompletableFuture<Boolean>> asked) implements Fence {
        @Override
        public boolean holdsFor(Duration time) {
            return true;
        }

        @Override
        public CompletionStage<Boolean> confirmed() {
            var answer = new CompletableFuture<Boolean>();
            asked.add(answer);
            return answer;
        }
    }

    private static void startConfirmed(Queue<CompletableFuture<Boolean>> asked) {
        await().until(() -> !asked.isEmpty());
        asked.remove().complete(true);
    }

    @Test
    void nothing_is_read_by_a_start_that_is_not_confirmed_after_its_claim() throws Exception {
        var asked = new ConcurrentLinkedQueue<CompletableFuture<Boolean>>();
        try (var running = new RunningMesh(folder, new Unheard(asked), PACE)) {
            unanswered(running, ONE, new Add(1, ""));
            assertThat(asked).hasSize(1);
            asked.remove().complete(false);
            await().untilAsserted(() ->
                    assertThat(warnings()).contains(ONE + " does not start: not to be had: the fence does not hold"));
            assertThat(running.rows(ONE)).isEmpty();
        }
    }

    @Test
    void no_checkpoint_is_saved_of_what_is_not_confirmed() throws Exception {
        var saved = RunningMesh.id("saved", "one");
        var asked = new ConcurrentLinkedQueue<CompletableFuture<Boolean>>();
        try (var running = new RunningMesh(folder, new Unheard(asked), PACE)) {
            var answer = running.mesh.ask(saved, new AddInPassing(1), LONG).toCompletableFuture();
            startConfirmed(asked);
            await().until(() -> asked.size() == 3); // It wakes, it decides, and it would save.
            var last = List.copyOf(asked).get(2);
            List.copyOf(asked).subList(0, 2).forEach(each -> each.complete(true));
            assertThat(answer.get()).isEqualTo(new Sum(1));
            last.complete(false);
            await().untilAsserted(() -> assertThat(warnings())
                    .contains(saved + " steps down: checkpoint not saved: the fence does not hold"));
        }
        try (var running = start(folder)) {
            assertThat(running.ask(saved, new AddInPassing(0))).isEqualTo(new Sum(0));
        }
    }

    @Test
    void what_is_written_is_answered_in_order_once_the_fence_is_confirmed_and_not_before() throws Exception {
        var asked = new ConcurrentLinkedQueue<CompletableFuture<Boolean>>();
        try (var running = new RunningMesh(folder, new Unheard(asked), PACE)) {
            var first = running.mesh.ask(ONE, new Add(1, ""), LONG).toCompletableFuture();
            startConfirmed(asked);
            await().until(() -> asked.size() == 2); // To wake is a decision too.
            var second = running.mesh.ask(ONE, new Add(1, ""), LONG).toCompletableFuture();
            await().until(() -> asked.size() == 3);
            assertThat(running.types(ONE)).containsExactly("added", "added");
            assertThat(first).isNotDone();
            var answers = List.copyOf(asked);
            asked.clear();
            answers.get(2).complete(true);
            assertThat(second.get()).isEqualTo(new Sum(2));
            assertThat(first.get()).isEqualTo(new Sum(1));
            // What waited before was confirmed with it; its own answer changes nothing.
            answers.forEach(answer -> answer.complete(true));
            var third = running.mesh.ask(ONE, new Add(1, ""), LONG).toCompletableFuture();
            await().until(() -> !asked.isEmpty());
            asked.remove().complete(true);
            assertThat(third.get()).isEqualTo(new Sum(3));
        }
    }

    @Test
    void what_is_written_by_one_that_nobody_confirms_is_neither_answered_nor_handed_on() throws Exception {
        var asked = new ConcurrentLinkedQueue<CompletableFuture<Boolean>>();
        try (var running = new RunningMesh(folder, new Unheard(asked), PACE)) {
            var answer = running.mesh.ask(ONE, new Forward("f-1", TWO), SHORT).toCompletableFuture();
            startConfirmed(asked);
            await().until(() -> asked.size() >= 3); // One wakes and decides, and the other one starts.
            asked.forEach(each -> each.complete(false));
            assertThatThrownBy(answer::get).hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
            await().untilAsserted(() -> assertThat(warnings()).contains(ONE + " steps down: the fence does not hold"));
            assertThat(running.types(TWO)).isEmpty();
        }
    }

    /** As the transport does now and then when the others went on without this node. */
    @Test
    void an_actor_system_that_does_not_end_keeps_nobody_waiting_for_good() throws Exception {
        var never = new CountDownLatch(1);
        try (var running = start(folder)) {
            running.mesh
                    .system()
                    .systemActorOf(
                            Behaviors.receive(String.class)
                                    .onSignal(PostStop.class, _ -> {
                                        never.await();
                                        return Behaviors.same();
                                    })
                                    .build(),
                            "stubborn",
                            Props.empty());
            var stopped = running.mesh.stop().toCompletableFuture();
            assertThat(running.mesh.ended()).succeedsWithin(Duration.ofSeconds(60));
            assertThat(running.mesh.system().getWhenTerminated().toCompletableFuture())
                    .isNotDone();
            assertThat(stopped).succeedsWithin(Duration.ofSeconds(60));
            never.countDown();
        }
    }

    @Test
    void a_command_that_cannot_be_decided_is_set_aside_and_others_go_on() throws Exception {
        try (var running = start(folder)) {
            assertThat(running.ask(ONE, new Add(1, ""))).isEqualTo(new Sum(1));
            for (int n = 0; n < 3; n++) {
                unanswered(running, ONE, new Poison());
            }
            assertThat(running.ask(ONE, new Add(1, ""))).isEqualTo(new Sum(2));
            assertThat(warnings())
                    .containsExactly(ONE + " cannot decide on a command, a bug; it is set aside: Poison: "
                            + "java.lang.IllegalStateException: poisoned");
        }
    }

    @Test
    void what_is_owed_to_one_that_cannot_decide_stays_owed_until_it_can() throws Exception {
        var cures = new AtomicBoolean();
        var tries = new CopyOnWriteArrayList<Instant>();
        try (var running = start(folder)) {
            running.register("odd", new Counter() {
                @Override
                public Decision<Event> decide(State state, Command command, Instant now) {
                    if (command instanceof Add) {
                        tries.add(now);
                    }
                    if (state.sum() > 0) {
                        return Decision.nothing(); // It was sent once more while it was counted.
                    }
                    return super.decide(state, command instanceof Add && !cures.get() ? new Poison() : command, now);
                }
            });
            running.ask(ONE, new Forward("f-1", ODD));
            await().until(() -> tries.size() >= 3);
            assertThat(running.types(ONE)).containsExactly("forwarded");
            assertThat(running.ask(TWO, new Add(1, ""))).isEqualTo(new Sum(1));
            cures.set(true);
            await().untilAsserted(() -> assertThat(running.types(ONE)).containsExactly("forwarded", "handed"));
            assertThat(running.types(ODD)).containsExactly("added");
        }
    }

    @Test
    void an_entity_that_cannot_be_recovered_is_tried_ever_more_rarely() throws Exception {
        try (var running = start(folder)) {
            for (int n = 0; n < 3; n++) {
                running.ask(ONE, new Add(1, ""));
            }
        }
        RunningMesh.tamper(
                folder, "DELETE FROM event_journal WHERE persistence_id = '%s' AND sequence_number = 2".formatted(ONE));
        try (var running = start(folder)) {
            var began = Instant.now();
            await().until(() -> {
                unanswered(running, ONE, new Add(1, ""));
                return warnings().size() >= 3;
            });
            assertThat(warnings()).allMatch(line -> line.equals(ONE + " cannot be recovered: row 2 is missing"));
            // The second try waits for one second, the third for two.
            assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
            assertThat(running.ask(TWO, new Add(1, ""))).isEqualTo(new Sum(1));
            assertThat(log.list).noneMatch(event -> event.getThrowableProxy() != null);
        }
    }

    @Test
    void many_that_cannot_be_recovered_stand_in_nobodys_way() throws Exception {
        var bad = IntStream.range(0, 60)
                .mapToObj(n -> RunningMesh.id("saved", "bad-" + n))
                .toList();
        try (var running = start(folder)) {
            for (var id : bad) {
                running.ask(id, new Add(1, ""));
            }
        }
        RunningMesh.tamper(folder, "UPDATE event_journal SET payload = x'00' WHERE persistence_id LIKE '%/bad-%'");
        try (var running = start(folder)) {
            for (var id : bad) {
                running.mesh.tell(id, new Add(1, ""));
            }
            await().untilAsserted(() -> assertThat(warnings()).hasSizeGreaterThanOrEqualTo(bad.size()));
            assertThat(running.ask(RunningMesh.id("saved", "good"), new Add(1, "")))
                    .isEqualTo(new Sum(1));
        }
    }

    @Test
    void who_fails_while_its_snapshot_is_read_is_gone_too() throws Exception {
        try (var running = start(folder)) {
            RunningMesh.tamper(folder, "ALTER TABLE snapshot RENAME TO away");
            for (int n = 0; n < 60; n++) {
                running.mesh.tell(RunningMesh.id("saved", "one-" + n), new Add(1, ""));
                running.mesh.tell(RunningMesh.id("kept", "one-" + n), new Add(1, ""));
            }
            await().untilAsserted(() -> assertThat(warnings()).hasSizeGreaterThan(100));
            await().untilAsserted(() -> assertThat(running.mesh.residents()).isZero());
        }
    }

    /** As the shard does with those that are not ready in time when it moves. */
    @Test
    void who_is_stopped_while_its_snapshot_is_read_is_gone_too() throws Exception {
        SlowSnapshots.READS.clear();
        var settings = "pekko.persistence.snapshot-store.plugin = slow\n"
                + "slow = ${gabion.embedded.snapshots} { class = \"" + SlowSnapshots.class.getName() + "\" }";
        try (var running = RunningMesh.configured(folder, settings, PACE)) {
            for (int n = 0; n < 60; n++) {
                running.mesh.tell(RunningMesh.id("saved", "one-" + n), new Add(1, ""));
                running.mesh.tell(RunningMesh.id("kept", "one-" + n), new Add(1, ""));
            }
            await().until(() -> SlowSnapshots.READS.size() >= 48);
            // Of those that wait for their turn too.
            for (var kind : List.of("saved", "kept")) {
                running.mesh
                        .system()
                        .classicSystem()
                        .actorSelection("/system/sharding/" + kind + "/*/*")
                        .tell(PoisonPill.getInstance(), ActorRef.noSender());
            }
            await().untilAsserted(() -> assertThat(running.mesh.residents()).isZero());
            var late = running.mesh
                    .ask(RunningMesh.id("saved", "late"), new Add(1, ""), LONG)
                    .toCompletableFuture();
            await().until(() -> SlowSnapshots.READS.contains("acme/saved/late"));
            SlowSnapshots.NONE.complete(Optional.empty());
            assertThat(late).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(new Sum(1));
        }
    }

    /** Finds nothing, and says so when the test lets it. Pekko makes it. */
    public static final class SlowSnapshots extends SnapshotStore {
        private static final Set<String> READS = ConcurrentHashMap.newKeySet();
        private static final CompletableFuture<Optional<SelectedSnapshot>> NONE = new CompletableFuture<>();

        @Override
        public Future<Optional<SelectedSnapshot>> doLoadAsync(String entity, SnapshotSelectionCriteria criteria) {
            READS.add(entity);
            return FutureConverters.asScala(NONE);
        }

        @Override
        public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
            return Futures.successful(null);
        }

        @Override
        public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
            return Futures.successful(null);
        }

        @Override
        public Future<Void> doDeleteAsync(String entity, SnapshotSelectionCriteria criteria) {
            return Futures.successful(null);
        }
    }

    @Test
    void a_store_that_never_answers_keeps_the_turn_from_nobody() throws Exception {
        var mute = new AtomicBoolean(true);
        var soon = new Pace(SHORT, SHORT, LONG, SHORT, 1_000, 1 << 20, 1_000);
        try (var running = RunningMesh.claiming(folder, _ -> !mute.get(), soon)) {
            for (int n = 0; n < 60; n++) {
                running.mesh.tell(RunningMesh.id("saved", "one-" + n), new Add(1, ""));
            }
            var late = RunningMesh.id("saved", "late");
            running.mesh.tell(late, new Add(1, ""));
            await().untilAsserted(() -> assertThat(warnings())
                    .anyMatch(line -> line.startsWith("acme/saved/one-0 does not start: not to be had: ")));
            mute.set(false);
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> running.ask(late, new Add(1, ""), SHORT) != null);
        }
    }

    @Test
    void a_flood_that_is_to_be_started_holds_up_no_other_sender() throws Exception {
        var claimed = new CopyOnWriteArrayList<String>();
        var soon = new Pace(SHORT, SHORT, LONG, Duration.ofSeconds(3), 1_000, 1 << 20, 1_000);
        try (var running = RunningMesh.claiming(folder, entity -> claimed.add(entity) && false, soon)) {
            for (int n = 0; n < 200; n++) {
                running.mesh.tell(RunningMesh.id("saved", "flood-" + n), new Add(1, "flood"));
            }
            await().until(() -> claimed.size() >= 48);
            var other = RunningMesh.id("saved", "other");
            int before = claimed.size();
            running.mesh.tell(other, new Add(1, "other"));
            await().until(() -> claimed.contains(other.toString()));
            assertThat(claimed.indexOf(other.toString()) - before).isLessThan(100);
        }
    }

    @Test
    void an_idle_entity_leaves_and_comes_back_without_waiting() throws Exception {
        var idle = new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(150));
        var made = new CopyOnWriteArrayList<EntityId>();
        try (var running = new RunningMesh(folder, _ -> true, idle)) {
            running.mesh.register("seen", Command.class, id -> {
                made.add(id);
                return new EntityFactory.Made<>(new Counter(), Counter.CODEC, Calls.none());
            });
            var seen = RunningMesh.id("seen", "one");
            assertThat(running.ask(seen, new Add(1, ""))).isEqualTo(new Sum(1));
            // Whoever did not leave in order would wait for twice as long each time.
            for (int n = 0; n < 5; n++) {
                await().until(() -> running.mesh.residents() == 0);
                assertThat(running.ask(seen, new Add(0, ""))).isEqualTo(new Sum(1));
            }
            assertThat(made).hasSize(6);
        }
    }

    @Test
    void an_alarm_wakes_the_entity_at_its_time_and_again_after_a_restart() throws Exception {
        var woken = new CopyOnWriteArrayList<Instant>();
        var due = Instant.now().plusMillis(600);
        for (int life = 1; life <= 2; life++) {
            try (var running = start(folder)) {
                running.register("odd", new Alarmed(due, woken));
                running.ask(ODD, new OpenTask());
                int wakes = 2 * life;
                await().until(() -> woken.size() >= wakes);
            }
        }
        assertThat(woken.get(1)).isAfterOrEqualTo(due);
    }

    /** Asks to be woken at one instant whenever it wakes before. */
    private static final class Alarmed extends Counter {
        private final Instant due;
        private final List<Instant> woken;

        private Alarmed(Instant due, List<Instant> woken) {
            this.due = due;
            this.woken = woken;
        }

        @Override
        public Decision<Event> decide(State state, Command command, Instant now) {
            if (command instanceof Wake) {
                woken.add(now);
                return woken.size() % 2 == 1 ? Decision.only(new Effect.Schedule(due)) : Decision.nothing();
            }
            return super.decide(state, command, now);
        }
    }

    private RunningMesh start(Path data) throws IOException {
        return new RunningMesh(data, _ -> fence.get(), PACE);
    }

    private static void unanswered(RunningMesh running, EntityId id, Command command) {
        assertThatThrownBy(() -> running.ask(id, command, SHORT))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    /** Of the shells, in the order in which they came. */
    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .filter(event -> event.getLoggerName().startsWith("io.gabion"))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
