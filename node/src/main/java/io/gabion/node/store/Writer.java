package io.gabion.node.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * One thread on one connection. Whatever waits is done in order in one transaction, and answered when that is
 * durable. If one piece of work fails, so does its whole transaction. When the queue is full, more is refused with
 * {@link RejectedExecutionException}.
 */
final class Writer implements AutoCloseable {
    static final int QUEUE = 20_000;
    private static final int BATCH = 1_000;

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private record Job<T>(Work<T> work, CompletableFuture<T> answer, List<T> result) {
        void run(Connection connection) throws SQLException {
            result.add(work.on(connection));
        }

        void done() {
            answer.complete(result.getFirst());
        }
    }

    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Connection connection;
    private final Thread thread;
    private volatile boolean closed;

    Writer(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        thread = Thread.ofPlatform().name("gabion-store").daemon().start(this::loop);
    }

    <T> CompletionStage<T> submit(Work<T> work) {
        var job = new Job<>(work, new CompletableFuture<T>(), new ArrayList<>(1));
        if (closed || !queue.offer(job)) {
            job.answer().completeExceptionally(new RejectedExecutionException(closed ? "store closed" : "store busy"));
        }
        return job.answer();
    }

    /** Finishes what waits. */
    @Override
    public void close() throws SQLException {
        closed = true;
        submitLast();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }

    private void submitLast() {
        queue.offer(new Job<>(_ -> true, new CompletableFuture<>(), new ArrayList<>(1)));
    }

    private void loop() {
        var jobs = new ArrayList<Job<?>>();
        while (!closed || !queue.isEmpty()) {
            try {
                jobs.add(queue.take());
                queue.drainTo(jobs, BATCH - 1);
            } catch (InterruptedException e) {
                return;
            }
            commit(jobs);
            jobs.clear();
        }
    }

    private void commit(List<Job<?>> jobs) {
        try {
            for (var job : jobs) {
                job.run(connection);
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            jobs.forEach(job -> job.answer().completeExceptionally(e));
            return;
        }
        jobs.forEach(Job::done);
    }

    private void rollback(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
