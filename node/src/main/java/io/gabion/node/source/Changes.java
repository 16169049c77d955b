package io.gabion.node.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes a tail when something changes in a directory; without notification by the system, at every poll. */
final class Changes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final Path directory;
    private final Stop stop;
    private final WatchService watch;
    private WatchKey key;

    Changes(Path directory, Stop stop) {
        this.directory = directory;
        this.stop = stop;
        this.watch = open(directory);
        stop.then(this::close);
    }

    /** Registers for what happens from now on, unless that is so already. */
    void listen() {
        if (watch == null || (key != null && key.isValid())) {
            return;
        }
        try {
            key = directory.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            key = null; // there is no such directory yet
        } catch (ClosedWatchServiceException e) {
            key = null;
        }
    }

    /** Returns at the next change, after {@code longest}, or at the stop. */
    void await(Duration longest) throws InterruptedException {
        if (key == null) {
            stop.pause(longest);
            return;
        }
        try {
            var changed = watch.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            if (changed != null) {
                changed.pollEvents();
                changed.reset();
            }
        } catch (ClosedWatchServiceException e) {
            key = null;
        }
    }

    @Override
    public void close() {
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (IOException e) {
            LOG.warn("the watch of {} was not closed: {}", directory, e.toString());
        }
    }

    private static WatchService open(Path directory) {
        try {
            return directory.getFileSystem().newWatchService();
        } catch (IOException e) {
            LOG.warn("no file notification, {} is polled: {}", directory, e.getMessage());
            return null;
        }
    }
}
