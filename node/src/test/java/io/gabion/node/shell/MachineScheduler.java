package io.gabion.node.shell;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** The timers of a {@link Machine}. */
@SuppressWarnings("deprecation") // Pekko still asks for what it has deprecated.
public final class MachineScheduler extends AbstractScheduler {
    /** Null while its actor system starts: nothing of that comes too late. */
    private Machine machine;

    /** One timer; it rings at most once. */
    private static final class Timer implements Cancellable {
        private boolean over;

        @Override
        public boolean cancel() {
            var first = !over;
            over = true;
            return first;
        }

        @Override
        public boolean isCancelled() {
            return over;
        }
    }

    /** Called by Pekko. */
    public MachineScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

    void of(Machine its) {
        machine = its;
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        var timer = new Timer();
        if (machine == null) {
            return timer;
        }
        machine.timer(Duration.ofNanos(delay.toNanos()), () -> {
            if (timer.cancel()) {
                task.run();
            }
        });
        return timer;
    }

    @Override
    public Cancellable schedule(
            FiniteDuration first, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        return scheduleWithFixedDelay(first, interval, task, executor);
    }

    @Override
    public double maxFrequency() {
        return 1_000;
    }
}
