package io.gabion.node.store.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database's write-ahead log to the disk, on a thread of its own: a commit leaves it to the operating system and
 * does not wait. Commits come to the disk in their order, so what is durable is all up to one of them. As long as nobody
 * waits, it is done every {@value #AT_LEAST} ms.
 *
 * <p>A sync that failed is not tried again: the system may have thrown away what it could not write, and would then call the
 * next one a success. From then on nothing is durable any more, and everybody who asks is told so.
 */
final class LogSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogSync.class);
    private static final long AT_LEAST = 200;

    /** What brings the log to the disk. */
    interface Disk extends Closeable {
        void force() throws IOException;
    }

    private record Log(FileChannel channel) implements Disk {
        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private final Disk disk;
    private final Thread thread;
    /** Both only grow: commits so far, and those of them that are on the disk. */
    private long committed;

    private long durable;
    private List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    private IOException broken;
    private boolean closed;

    /** @param log exists as long as this is open; what a killed process has left in it is brought to the disk now */
    static Disk disk(Path log) throws IOException {
        // Its name has to be on the disk too.
        try (var directory = FileChannel.open(log.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
        Disk disk = new Log(FileChannel.open(log, StandardOpenOption.WRITE));
        disk.force();
        return disk;
    }

    LogSync(Disk disk) {
        this.disk = disk;
        thread = Thread.ofPlatform().name("gabion-sync").daemon().start(this::loop);
    }

    /** The database's word that a transaction is committed. */
    synchronized void committed() {
        committed++;
    }

    /** True when everything is on the disk that was committed before this was asked. Fails if the disk did not take it. */
    synchronized CompletionStage<Boolean> durable() {
        if (broken != null) {
            return CompletableFuture.failedFuture(broken);
        }
        if (durable == committed) {
            return CompletableFuture.completedFuture(true);
        }
        var answer = new CompletableFuture<Boolean>();
        waiting.add(answer);
        notifyAll();
        return answer;
    }

    /** Brings to the disk what is not, and ends. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disk.close();
    }

    private void loop() {
        try {
            while (due()) {
                sync();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there is something to do; false at the end. */
    private synchronized boolean due() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait(AT_LEAST);
            if (durable < committed && broken == null) {
                return true;
            }
        }
        return !waiting.isEmpty() || durable < committed && broken == null;
    }

    private void sync() {
        long reached;
        List<CompletableFuture<Boolean>> answers;
        synchronized (this) {
            reached = committed;
            answers = waiting;
            waiting = new ArrayList<>();
        }
        try {
            if (broken == null) {
                disk.force();
            }
        } catch (IOException e) {
            LOG.error("the journal is not synced, nothing is acknowledged or done any more: {}", e.getMessage());
            synchronized (this) {
                broken = e;
            }
        }
        if (broken != null) {
            answers.forEach(answer -> answer.completeExceptionally(broken));
            return;
        }
        synchronized (this) {
            durable = reached;
        }
        answers.forEach(answer -> answer.complete(true));
    }
}
