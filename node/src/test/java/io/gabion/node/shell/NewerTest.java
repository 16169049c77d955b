package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gabion.node.shell.Counter.*;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A node beside a newer one, or after one: what it does not understand it does not touch. */
class NewerTest {
    /** As a newer node writes it. */
    private static final EventCodec<Event> NEWER = new EventCodec<>(Event.class, List.of(UnaryOperator.identity()));

    private static final EntityId NEW = RunningMesh.id("versioned", "new");
    private static final EntityId OLD = RunningMesh.id("versioned", "old");
    private static final EntityId ONE = RunningMesh.id("counter", "one");
    /** Nothing is sent again while it is still on its way: a counter counts a repeat. */
    private static final Pace PACE =
            new Pace(Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofMinutes(1), 1_000);

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    }

    @Test
    void an_entity_with_an_event_of_a_newer_version_stops_and_loses_nothing() throws Exception {
        try (var older = start(Counter.CODEC)) {
            assertThat(older.ask(NEW, new Add(1, ""))).isEqualTo(new Sum(1));
            assertThat(older.ask(OLD, new Add(1, ""))).isEqualTo(new Sum(1));
        }
        try (var newer = start(NEWER)) {
            assertThat(newer.ask(NEW, new Add(2, ""))).isEqualTo(new Sum(3));
        }
        try (var older = start(Counter.CODEC)) {
            // It owes NEW one; who cannot be recovered acknowledges nothing.
            older.ask(ONE, new Forward("f-1", NEW));
            assertThatThrownBy(() -> older.ask(NEW, new Add(4, ""), Duration.ofSeconds(1)))
                    .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
            await().untilAsserted(() -> assertThat(warnings())
                    .contains(NEW + " cannot be recovered: Event: version 2 is unknown, newest is 1"));
            assertThat(older.ask(OLD, new Add(1, ""))).isEqualTo(new Sum(2));
            assertThat(older.types(ONE)).containsExactly("forwarded");
            assertThat(older.types(NEW)).containsExactly("added", "added");
        }
        try (var newer = start(NEWER)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(newer.types(ONE)).containsExactly("forwarded", "handed"));
            assertThat(newer.ask(NEW, new Add(0, ""))).isEqualTo(new Sum(4));
        }
    }

    private RunningMesh start(EventCodec<Event> codec) throws IOException {
        var running = new RunningMesh(folder, _ -> true, PACE);
        running.mesh.register(
                "versioned", Command.class, _ -> new EntityFactory.Made<>(new Counter(), codec, Calls.none()));
        if (codec == NEWER) {
            running.mesh.wakeUnfinished().toCompletableFuture().join();
        }
        return running;
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
