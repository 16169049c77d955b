package io.gabion.node.rules;

import io.gabion.node.rules.Watched.Refreshed;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Looks, in a thread of its own, whether some files have changed, and says what came of it. */
public final class Lookout implements AutoCloseable {
    /** Lines that one change brings into the log. */
    static final int NAMED = 100;

    private final ScheduledExecutorService thread;

    private Lookout(ScheduledExecutorService thread) {
        this.thread = thread;
    }

    /**
     * @param what begins the lines of the log, such as {@code Rules}
     * @param told what there is now, for people
     */
    public static <T> Lookout start(
            Logger log, String what, Duration every, Supplier<Refreshed<T>> refresh, Function<T, String> told) {
        var thread = Executors.newSingleThreadScheduledExecutor(r -> Thread.ofPlatform()
                .name("gabion-" + what.toLowerCase(Locale.ROOT))
                .daemon()
                .unstarted(r));
        Runnable look = () -> {
            try {
                switch (refresh.get()) {
                    case Refreshed.Unchanged<T> _ -> {}
                    case Refreshed.Replaced<T>(var now, var refused) -> {
                        log.info("{} changed: {}", what, told.apply(now));
                        warn(log, what, refused);
                    }
                    case Refreshed.Kept<T>(var reason) ->
                        log.warn("{} changed, the last good ones go on: {}", what, reason);
                }
            } catch (RuntimeException bug) { // A task that throws is never run again.
                log.error("{} cannot be read again, a bug; the last good ones go on", what, bug);
            }
        };
        thread.scheduleWithFixedDelay(look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return new Lookout(thread);
    }

    /** As whole lines, the first of them; of the others their number. */
    public static void warn(Logger log, String what, List<String> lines) {
        lines.stream().limit(NAMED).forEach(log::warn);
        if (lines.size() > NAMED) {
            log.warn("{}: {} more of this kind", what, lines.size() - NAMED);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
