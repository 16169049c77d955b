package io.gabion.node.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is held open for the systems outside: for each a few threads with a bounded queue, and what must be closed. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int THREADS = 4;
    private static final int QUEUE = 256;

    private final List<AutoCloseable> open = new ArrayList<>();

    ExecutorService threads() {
        var threads =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), r -> {
                    var thread = new Thread(r, "gabion-outside");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        open.add(threads::shutdownNow);
        return threads;
    }

    <T extends AutoCloseable> T keep(T resource) {
        open.add(resource);
        return resource;
    }

    @Override
    public void close() {
        for (var one : open) {
            try {
                one.close();
            } catch (Exception e) { // The others are closed all the same.
                LOG.warn("A connection outside did not close cleanly: {}", e.toString());
            }
        }
    }
}
