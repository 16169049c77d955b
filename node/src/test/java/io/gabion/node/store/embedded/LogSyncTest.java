package io.gabion.node.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LogSyncTest {
    /** Takes what it is given when the test lets it, and as often as it lets it. */
    private static final class SlowDisk implements LogSync.Disk {
        private final Semaphore turns = new Semaphore(0);
        private final AtomicInteger begun = new AtomicInteger();
        private volatile boolean full;
        private volatile boolean closed;

        @Override
        public void force() throws IOException {
            begun.incrementAndGet();
            turns.acquireUninterruptibly();
            if (full) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final SlowDisk disk = new SlowDisk();

    @Test
    void where_nothing_is_written_everything_is_durable() throws Exception {
        try (var sync = new LogSync(disk)) {
            assertThat(sync.durable()).isCompletedWithValue(true);
        }
        assertThat(disk.begun).hasValue(0);
        assertThat(disk.closed).isTrue();
    }

    @Test
    void a_sync_that_had_begun_before_a_commit_says_nothing_about_it() throws Exception {
        try (var sync = new LogSync(disk)) {
            CompletableFuture<Boolean> first;
            synchronized (sync) { // No sync of its own begins between the two.
                sync.committed();
                first = sync.durable().toCompletableFuture();
            }
            await().until(() -> disk.begun.get() == 1);
            sync.committed();
            var second = sync.durable().toCompletableFuture();

            disk.turns.release();
            await().until(first::isDone);
            await().until(() -> disk.begun.get() == 2);
            assertThat(second).isNotDone();

            disk.turns.release();
            await().until(second::isDone);
            assertThat(sync.durable()).isCompletedWithValue(true);
        }
    }

    @Test
    void what_nobody_waits_for_is_synced_all_the_same_and_once() throws Exception {
        try (var sync = new LogSync(disk)) {
            synchronized (sync) { // No sync begins between the two.
                sync.committed();
                sync.committed();
            }
            disk.turns.release(2);
            await().until(() -> disk.begun.get() == 1);
            await().until(() -> sync.durable().toCompletableFuture().isDone());
        }
        assertThat(disk.begun).hasValue(1);
    }

    @Test
    void what_is_open_at_the_end_is_synced_before_it() throws Exception {
        var sync = new LogSync(disk);
        sync.committed();
        disk.turns.release();
        sync.close();
        assertThat(disk.begun).hasValue(1);
    }

    @Test
    void after_a_sync_that_failed_nothing_is_durable_any_more() throws Exception {
        disk.full = true;
        try (var sync = new LogSync(disk)) {
            sync.committed();
            var waiting = sync.durable().toCompletableFuture();
            disk.turns.release();
            assertThatThrownBy(waiting::get).hasRootCauseMessage("Input/output error");

            // The system may have thrown away what it could not write: that the next sync succeeds would say nothing.
            disk.full = false;
            disk.turns.release();
            sync.committed();
            assertThatThrownBy(sync.durable().toCompletableFuture()::get).hasRootCauseMessage("Input/output error");
        }
        assertThat(disk.begun).hasValue(1);
    }
}
