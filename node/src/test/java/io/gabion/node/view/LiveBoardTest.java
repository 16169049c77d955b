package io.gabion.node.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.shell.QuarantineTest;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Denied;
import io.gabion.protocol.containment.ContainmentEvent.Wanted;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LiveBoardTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Tenant TENANT = new Tenant("default");
    private static final EntityId DAMAGED = containment("203.0.113.1");
    private static final EntityId WHOLE = containment("203.0.113.2");

    /** A journal whose rows are replaced while it is followed. */
    private static final class Journal implements Rows {
        private final Map<EntityId, List<Envelope>> rows = new ConcurrentHashMap<>();
        private final List<Envelope> news = new CopyOnWriteArrayList<>();
        private final AtomicInteger looks = new AtomicInteger();
        private volatile boolean away;

        void write(EntityId id, Envelope row) {
            rows.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>()).add(row);
            news.add(row);
        }

        @Override
        public Iterable<Envelope> scan(Set<String> kinds) {
            return news;
        }

        @Override
        public Following follow(Set<String> kinds) {
            return () -> {
                looks.incrementAndGet();
                if (away) {
                    throw new UncheckedIOException(new IOException("no server\nanswers"));
                }
                var next = List.copyOf(news);
                news.clear();
                return next;
            };
        }

        @Override
        public List<EntityId> entities(Tenant tenant, String kind) {
            return List.copyOf(rows.keySet());
        }

        @Override
        public List<Envelope> of(EntityId entity) {
            return List.copyOf(rows.get(entity));
        }
    }

    @Test
    void an_entity_with_a_damaged_row_is_shown_when_it_is_mended_and_all_others_before(@TempDir Path keys)
            throws Exception {
        var envelopes = new Envelopes(new Keys(keys));
        var journal = new Journal();
        var first = row(envelopes, DAMAGED, 1, new Wanted(1, Action.BLOCK_ADDRESS, target(), holder(), "p/block"));
        journal.write(DAMAGED, first.withPayload("nothing".getBytes(UTF_8)));
        journal.write(DAMAGED, row(envelopes, DAMAGED, 2, new Denied(new Notice(1, 1, List.of("r")), "protected")));
        journal.write(
                WHOLE, row(envelopes, WHOLE, 1, new Wanted(1, Action.BLOCK_ADDRESS, target(), holder(), "p/block")));

        try (var board = new LiveBoard(journal, envelopes, "observe")) {
            board.catchUp();
            assertThat(board.containment("default", WHOLE.name())).isPresent();
            assertThat(board.containment("default", DAMAGED.name())).isEmpty();

            journal.rows.get(DAMAGED).set(0, first);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(board.containment("default", DAMAGED.name()))
                            .hasValueSatisfying(found ->
                                    assertThat(found.path("state").asText()).isEqualTo("idle")));
        }
    }

    @Test
    void a_journal_that_cannot_be_read_for_a_while_is_told_once_and_its_return_too(@TempDir Path keys)
            throws Exception {
        var log = new ListAppender<ILoggingEvent>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(LiveBoard.class);
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        var journal = new Journal();
        try (var _ = new LiveBoard(journal, new Envelopes(new Keys(keys)), "observe")) {
            for (int times = 0; times < 2; times++) {
                journal.away = true;
                more(journal);
                journal.away = false;
                more(journal);
            }
        } finally {
            logger.setLevel(null);
            logger.detachAppender(log);
        }
        var once = List.of(
                "The journal cannot be shown as it is, for now: no server answers",
                "The journal is shown as it is again");
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(once.getFirst(), once.getLast(), once.getFirst(), once.getLast());
    }

    @Test
    void a_containment_in_quarantine_is_listed_as_such_until_it_is_readmitted(@TempDir Path keys) throws Exception {
        var envelopes = new Envelopes(new Keys(keys));
        var journal = new Journal();
        journal.write(
                WHOLE, row(envelopes, WHOLE, 1, new Wanted(1, Action.BLOCK_ADDRESS, target(), holder(), "p/block")));
        // Of this one the claim of a replaced owner was all there was.
        journal.write(DAMAGED, QuarantineTest.forked(DAMAGED, 1, 0, envelopes));
        var changes = new CopyOnWriteArrayList<ObjectNode>();
        try (var board = new LiveBoard(journal, envelopes, "observe");
                var _ = board.subscribe("default", changes::add)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(board.containments("default")).hasSize(2));
            assertThat(quarantined(board)).containsExactly(DAMAGED.name());

            journal.write(WHOLE, QuarantineTest.forked(WHOLE, 2, 1, envelopes));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> changes.stream()
                            .map(change -> change.path("record"))
                            .anyMatch(record -> record.path("id").asText().equals(WHOLE.name())
                                    && record.path("quarantined").asBoolean()));
            assertThat(quarantined(board)).containsExactly(DAMAGED.name(), WHOLE.name());
            assertThat(board.containment("default", WHOLE.name())
                            .orElseThrow()
                            .path("quarantined")
                            .asBoolean())
                    .isTrue();

            journal.write(DAMAGED, QuarantineTest.readmitted(DAMAGED, 2, 0, envelopes));
            journal.write(WHOLE, QuarantineTest.readmitted(WHOLE, 3, 1, envelopes));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> quarantined(board).isEmpty());
            assertThat(board.containments("default"))
                    .extracting(record -> record.path("id").asText())
                    .containsExactly(WHOLE.name());
        }
    }

    private static List<String> quarantined(LiveBoard board) {
        return board.containments("default").stream()
                .filter(record -> record.path("quarantined").asBoolean())
                .map(record -> record.path("id").asText())
                .toList();
    }

    /** Until it has been looked at some times more. */
    private static void more(Journal journal) {
        int looks = journal.looks.get();
        await().atMost(Duration.ofSeconds(30)).until(() -> journal.looks.get() > looks + 3);
    }

    private static Envelope row(Envelopes envelopes, EntityId id, long sequence, ContainmentEvent event) {
        var codec = ContainmentEvent.CODEC;
        return envelopes.seal(id, sequence, sequence, 0, codec.type(event), codec.version(), NOON, codec.bytes(event));
    }

    private static Target target() {
        return new Target("firewall", "203.0.113.1");
    }

    private static Holder holder() {
        return new Holder("r", NOON.plusSeconds(60));
    }

    private static EntityId containment(String address) {
        return new EntityId(TENANT, "containment", "firewall/block-address/" + address);
    }
}
