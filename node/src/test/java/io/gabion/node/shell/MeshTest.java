package io.gabion.node.shell;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.*;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshTest {
    private static final EntityId ONE = id("counter", "one");
    private static final EntityId TWO = id("counter", "two");
    private static final EntityId SAVED = id("saved", "one");
    /** Nothing is sent again while it is still on its way: a counter counts a repeat. */
    private static final Pace PACE = new Pace(Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofMinutes(1));

    @TempDir
    private Path data;

    /** How often the fence still holds. */
    private final AtomicInteger fence = new AtomicInteger(Integer.MAX_VALUE);

    private final ConcurrentLinkedQueue<EntityId> made = new ConcurrentLinkedQueue<>();
    private Store store;
    private Envelopes envelopes;
    private Mesh mesh;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedStore.open(data);
        envelopes = new Envelopes(new Keys(data));
        Fence counting = _ -> fence.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        mesh = Mesh.start(
                store, envelopes, new Membership.Alone(counting), Messages.of(List.of()), Clock.systemUTC(), PACE);
        mesh.register("counter", Counter.Command.class, id -> {
            made.add(id);
            return new EntityFactory.Made<>(new Counter(), Counter.CODEC, Calls.none());
        });
        mesh.register(
                "saved",
                Counter.Command.class,
                _ -> new EntityFactory.Made<>(new Counter.Saved(), Counter.CODEC, Calls.none()));
    }

    @AfterEach
    void stop() throws Exception {
        mesh.stop().toCompletableFuture().get(40, TimeUnit.SECONDS);
        store.close();
    }

    private void restart() throws Exception {
        stop();
        made.clear();
        start();
    }

    @Test
    void answers_from_what_was_journaled_after_a_restart() throws Exception {
        assertThat(ask(ONE, new Add(2, "a"))).isEqualTo(new Sum(2));
        restart();
        assertThat(ask(ONE, new Add(3, "b"))).isEqualTo(new Sum(5));
        assertThat(rows("counter")).extracting(row -> row.sequence()).containsExactly(1L, 2L);
        assertThat(rows("counter")).extracting(row -> row.writerEpoch()).containsExactly(1L, 2L);
    }

    @Test
    void hands_a_send_over_once_and_not_again_after_a_restart() throws Exception {
        ask(ONE, new Forward("f-1", TWO));
        await().untilAsserted(() -> assertThat(types(ONE)).containsExactly("forwarded", "handed"));
        restart();
        assertThat(ask(ONE, new Add(1, ""))).isEqualTo(new Sum(1));
        assertThat(ask(TWO, new Add(0, ""))).isEqualTo(new Sum(1));
    }

    @Test
    void says_and_sends_nothing_if_the_fence_falls_while_it_writes_but_after_the_next_start() throws Exception {
        ask(ONE, new Add(1, ""));
        fence.set(1);
        assertThatThrownBy(() -> ask(ONE, new Forward("f-1", TWO), Duration.ofMillis(800)))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        await().untilAsserted(() -> assertThat(types(ONE)).containsExactly("added", "forwarded"));
        assertThat(types(TWO)).isEmpty();
        fence.set(Integer.MAX_VALUE);
        restart();
        mesh.wakeUnfinished();
        await().untilAsserted(() -> assertThat(types(TWO)).containsExactly("added"));
    }

    @Test
    void writes_nothing_without_the_fence() throws Exception {
        ask(ONE, new Add(1, ""));
        fence.set(0);
        assertThatThrownBy(() -> ask(ONE, new Forward("f-1", TWO), Duration.ofMillis(800)))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(types(ONE)).containsExactly("added");
    }

    @Test
    void wakes_what_is_unfinished_after_a_restart_and_nothing_else() throws Exception {
        ask(ONE, new OpenTask());
        ask(TWO, new Add(1, ""));
        restart();
        mesh.wakeUnfinished();
        await().untilAsserted(() -> assertThat(made).containsExactly(ONE));
    }

    @Test
    void applies_passing_events_without_journaling_them() throws Exception {
        assertThat(ask(ONE, new AddInPassing(7))).isEqualTo(new Sum(7));
        assertThat(ask(ONE, new Add(1, ""))).isEqualTo(new Sum(8));
        assertThat(types(ONE)).containsExactly("added");
        restart();
        assertThat(ask(ONE, new Add(1, ""))).isEqualTo(new Sum(2));
    }

    @Test
    void starts_from_the_checkpoint_and_skips_the_rows_that_it_contains() throws Exception {
        ask(SAVED, new Add(1, ""));
        ask(SAVED, new AddInPassing(10));
        restart();
        assertThat(ask(SAVED, new Add(100, ""))).isEqualTo(new Sum(111));
    }

    @Test
    void keeps_no_plaintext_on_disk() throws Exception {
        ask(ONE, new Add(1, "the-secret-of-acme"));
        try (var files = Files.walk(data)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, ISO_8859_1)).doesNotContain("the-secret-of-acme");
            }
        }
        var row = rows("counter").getFirst();
        assertThat(Counter.CODEC.read(row.version(), envelopes.open(row)))
                .isEqualTo(new Added(1, "the-secret-of-acme"));
    }

    @Test
    void refuses_a_second_node_on_the_same_directory() {
        assertThatThrownBy(() -> EmbeddedStore.open(data))
                .isInstanceOf(IOException.class)
                .hasMessage("data directory " + data + " is in use by another node");
    }

    @Test
    void serves_a_hundred_entities_at_once() {
        var asked = new ArrayList<java.util.concurrent.CompletableFuture<?>>();
        for (int n = 0; n < 2_000; n++) {
            asked.add(mesh.ask(id("counter", "c" + n % 100), new Add(1, ""), Duration.ofSeconds(20))
                    .toCompletableFuture());
        }
        asked.forEach(java.util.concurrent.CompletableFuture::join);
        assertThat(rows("counter")).hasSize(2_000);
    }

    private Object ask(EntityId to, Command command) throws Exception {
        return ask(to, command, Duration.ofSeconds(15));
    }

    private Object ask(EntityId to, Command command, Duration timeout) throws Exception {
        return mesh.ask(to, command, timeout).toCompletableFuture().get();
    }

    private List<Envelope> rows(String kind) {
        var rows = new ArrayList<Envelope>();
        store.rows().scan(Set.of(kind)).forEach(rows::add);
        return rows;
    }

    private List<String> types(EntityId id) {
        return rows(id.kind()).stream()
                .filter(row -> row.entity().equals(id.toString()))
                .map(row -> row.type())
                .toList();
    }

    private static EntityId id(String kind, String name) {
        return new EntityId(new Tenant("acme"), kind, name);
    }
}
