package io.gabion.node.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.embedded.LogSync.Disk;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk holds what the files were when the last sync began, or more. Writers go on meanwhile. Whatever was durable by the word
 * of the store has to be in the copy of that moment; a checkpoint there must not be ahead of its rows.
 */
class PowerCutTest {
    private static final int ENTITIES = 4;
    private static final int ROWS = 60;
    private static final List<String> FILES = List.of("journal.db", "journal.db-wal");

    @TempDir
    private Path folder;

    private final AtomicInteger copies = new AtomicInteger();
    /** How many rows of an entity are durable by the word of the store, and which copy was the last one then. */
    private final Map<String, int[]> durable = new ConcurrentHashMap<>();

    private record Copying(Disk disk, Path data, Path folder, AtomicInteger copies) implements Disk {
        @Override
        public void force() throws IOException {
            var copy = Files.createDirectories(folder.resolve("copy-" + (copies.get() + 1)));
            for (var file : FILES) {
                Files.copy(data.resolve(file), copy.resolve(file));
            }
            disk.force();
            copies.incrementAndGet();
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }

    /** Takes nothing before the test lets it. */
    private record Waiting(Disk disk, Semaphore gate) implements Disk {
        @Override
        public void force() throws IOException {
            gate.acquireUninterruptibly();
            disk.force();
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }

    @Test
    void what_was_durable_is_there_after_a_power_cut() throws Exception {
        var data = folder.resolve("data");
        try (var store = EmbeddedStore.open(data, disk -> new Copying(disk, data, folder, copies))) {
            var writers = new Thread[ENTITIES];
            for (int n = 0; n < ENTITIES; n++) {
                var entity = "acme/counter/" + n;
                writers[n] = Thread.startVirtualThread(() -> write(store, entity));
            }
            for (var writer : writers) {
                writer.join();
            }
        }
        assertThat(durable).hasSize(ENTITIES);
        for (var each : durable.entrySet()) {
            int rows = each.getValue()[0];
            try (var cut = EmbeddedStore.open(folder.resolve("copy-" + each.getValue()[1]))) {
                assertThat(cut.journal()
                                .highest(each.getKey())
                                .toCompletableFuture()
                                .get())
                        .isGreaterThanOrEqualTo(rows);
            }
        }
    }

    /** Some rows before each question, as entities do that go on. */
    private void write(EmbeddedStore store, String entity) {
        for (int row = 1; row <= ROWS; row++) {
            store.journal()
                    .append(List.of(row(entity, row)))
                    .toCompletableFuture()
                    .join();
            if (row % 7 == 0) {
                store.durable().toCompletableFuture().join();
                durable.put(entity, new int[] {row, copies.get()});
            }
        }
    }

    @Test
    void a_checkpoint_waits_for_the_rows_that_it_knows_of() throws Exception {
        var data = folder.resolve("data");
        var gate = new Semaphore(0);
        var checkpoint = new Checkpoint(1, 1, "key", new byte[] {1});
        try (var store = EmbeddedStore.open(data, disk -> new Waiting(disk, gate))) {
            store.journal()
                    .append(List.of(row("acme/counter/1", 1)))
                    .toCompletableFuture()
                    .join();
            var saved = store.checkpoints().save("acme/counter/1", checkpoint).toCompletableFuture();
            assertThat(store.checkpoints()
                            .load("acme/counter/1")
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
            assertThat(saved).isNotDone();
            gate.release(100);
            assertThat(saved.join()).isTrue();
            assertThat(store.checkpoints()
                            .load("acme/counter/1")
                            .toCompletableFuture()
                            .join())
                    .isPresent();
        }
    }

    @Test
    void rows_that_are_deleted_are_gone_for_good_when_it_is_said() throws Exception {
        var data = folder.resolve("data");
        var gate = new Semaphore(0);
        try (var store = EmbeddedStore.open(data, disk -> new Waiting(disk, gate))) {
            store.journal()
                    .append(List.of(row("acme/counter/1", 1)))
                    .toCompletableFuture()
                    .join();
            var deleted = new CompletableFuture<Void>();
            Thread.startVirtualThread(() -> {
                try {
                    store.housekeeping().delete(EntityId.parse("acme/counter/1"), List.of(1L));
                    deleted.complete(null);
                } catch (IOException e) {
                    deleted.completeExceptionally(e);
                }
            });
            await().until(() -> store.journal()
                    .replay("acme/counter/1", 1, 1, 1)
                    .toCompletableFuture()
                    .join()
                    .isEmpty());
            assertThat(deleted).isNotDone();
            gate.release(100);
            deleted.get();
        }
    }

    private static Envelope row(String entity, int number) {
        return new Envelope(
                new Tenant("acme"), entity, number, number, 0, "added", 1, Instant.EPOCH, "key", "none", new byte[200]);
    }
}
