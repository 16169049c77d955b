package io.gabion.node.store.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread on one connection. Whatever waits is done in order in one transaction, and answered when that is committed: many
 * share one. What a commit means, durable or only in order, is the connection's. If a piece of work fails, only that piece fails; the others are done again without it, so work must
 * not do anything but read and write the database. When the queue is full, more is refused with
 * {@link RejectedExecutionException}.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    static final int QUEUE = 20_000;
    private static final int BATCH = 1_000;
    /** By hand: the driver's own way loses count when the database rolls back by itself. */
    private static final String BEGIN = "BEGIN";

    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";
    private static final Duration MOMENT = Duration.ofMillis(1);

    interface Work<T> {
        T on(Statements statements) throws SQLException;
    }

    /** The connection's statements, each prepared once. */
    static final class Statements implements AutoCloseable {
        private final Connection connection;
        private final Map<String, PreparedStatement> prepared = new HashMap<>();

        private Statements(Connection connection) {
            this.connection = connection;
        }

        /** @param sql one of few: it is kept */
        PreparedStatement of(String sql) throws SQLException {
            var known = prepared.get(sql);
            if (known == null) {
                known = connection.prepareStatement(sql);
                prepared.put(sql, known);
            }
            return known;
        }

        private void renew() throws SQLException {
            for (var statement : prepared.values()) {
                statement.close();
            }
            prepared.clear();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private record Job<T>(Work<T> work, boolean ahead, CompletableFuture<T> answer, List<T> result) {
        private Job(Work<T> work, boolean ahead) {
            this(work, ahead, new CompletableFuture<>(), new ArrayList<>(1));
        }

        void run(Statements statements) throws SQLException {
            result.clear();
            result.add(work.on(statements));
        }

        void done() {
            answer.complete(result.getFirst());
        }
    }

    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Statements statements;
    private final Runnable committed;
    private final Thread thread;
    private volatile boolean closed;
    /** Why work failed last. */
    private String explained = "";

    Lane(String name, Connection connection) {
        this(name, connection, () -> {});
    }

    /** @param committed called after each commit, before anybody is answered */
    Lane(String name, Connection connection, Runnable committed) {
        this.statements = new Statements(connection);
        this.committed = committed;
        thread = Thread.ofPlatform().name(name).daemon().start(this::loop);
    }

    <T> CompletionStage<T> submit(Work<T> work) {
        return submit(new Job<>(work, false));
    }

    /** Together with the next work, for which it may wait a moment. */
    <T> CompletionStage<T> submitAhead(Work<T> work) {
        return submit(new Job<>(work, true));
    }

    private <T> CompletionStage<T> submit(Job<T> job) {
        // What comes into the queue when the thread has left it is taken back: nobody would answer it.
        if (closed || !queue.offer(job) || closed && queue.remove(job)) {
            job.answer().completeExceptionally(new RejectedExecutionException(closed ? "store closed" : "store busy"));
        }
        return job.answer();
    }

    /** Finishes what waits. */
    @Override
    public void close() throws SQLException {
        closed = true;
        queue.offer(new Job<>(_ -> true, false));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        statements.close();
    }

    private void loop() {
        var jobs = new ArrayList<Job<?>>();
        while (!closed || !queue.isEmpty()) {
            try {
                jobs.add(queue.take());
                queue.drainTo(jobs, BATCH - 1);
                if (jobs.getLast().ahead()) {
                    waitForNext(jobs);
                }
            } catch (InterruptedException e) {
                return;
            }
            if (!done(jobs)) {
                jobs.forEach(job -> done(List.of(job)));
            }
            jobs.clear();
        }
    }

    private void waitForNext(List<Job<?>> jobs) throws InterruptedException {
        var next = queue.poll(MOMENT.toNanos(), TimeUnit.NANOSECONDS);
        if (next != null) {
            jobs.add(next);
            queue.drainTo(jobs, BATCH - jobs.size());
        }
    }

    /** False if more than one was to be done and none was. */
    private boolean done(List<Job<?>> jobs) {
        try {
            statements.of(BEGIN).execute();
            for (var job : jobs) {
                job.run(statements);
            }
            statements.of(COMMIT).execute();
            committed.run();
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            if (jobs.size() > 1) {
                return false;
            }
            explain(e);
            jobs.getFirst().answer().completeExceptionally(e);
            return true;
        }
        explained = "";
        jobs.forEach(Job::done);
        return true;
    }

    /** Once, until something works again or the reason is another. */
    private void explain(Exception failure) {
        var reason = String.valueOf(failure.getMessage());
        if (!reason.equals(explained)) {
            explained = reason;
            LOG.warn("{}: {}", thread.getName(), reason.replaceAll("\\R", " "));
        }
    }

    /**
     * With statements made anew: one that has failed is not executed again by the driver, and one that is not closed keeps
     * its transaction. A database that is full has rolled back by itself, which this then says.
     */
    private void rollback(Exception cause) {
        try {
            statements.renew();
            statements.of(ROLLBACK).execute();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
