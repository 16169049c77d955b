package io.gabion.node;

import io.gabion.node.shell.Fork;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.response.Notices;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of forks: one, and at most one more each {@code quiet} for all that came since, each tried again until somebody could be told. What
 * was not told when the node ends is in the log and in the journal.
 */
final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
    private static final Duration CALL = Duration.ofSeconds(5);

    private final Notices notices;
    private final String channel;
    private final Clock clock;
    private final Duration quiet;
    private final Duration pause;
    /** What the next page tells: the newest fork, and how many came with it since the last page. */
    private Fork newest;

    private int forks;
    private int attempts;
    private boolean waiting;

    /**
     * @param channel where a person is told
     * @param quiet between two pages
     * @param pause until one that reached nobody is tried again
     */
    Pages(Notices notices, String channel, Clock clock, Duration quiet, Duration pause) {
        this.notices = notices;
        this.channel = channel;
        this.clock = clock;
        this.quiet = quiet;
        this.pause = pause;
    }

    synchronized void tell(Fork fork) {
        newest = fork;
        forks++;
        if (!waiting) {
            send();
        }
    }

    private synchronized void send() {
        waiting = forks > 0;
        if (waiting) {
            var told = forks;
            notices.tell(page()).thenAccept(answer -> heard(answer, told));
        }
    }

    private NotifyOrder page() {
        var now = clock.instant();
        var what = forks == 1 ? newest.what() : newest.what() + "; and " + (forks - 1) + " more, named in the log";
        var entity = newest.entity().toString();
        return new NotifyOrder(
                "fork/" + newest.key(),
                "fork",
                ++attempts,
                channel,
                "",
                "fork of " + entity,
                List.of(new ActionState("fork", entity, Outcome.UNKNOWN, what, 0, now)),
                now.plus(CALL));
    }

    private synchronized void heard(Notified answer, int told) {
        if (answer.outcome() == Outcome.FAILED) {
            LOG.warn("Nobody could be told of a fork by channel {}, tried again: {}", channel, answer.why());
            later(pause);
        } else {
            attempts = 0;
            forks -= told;
            later(quiet);
        }
    }

    private void later(Duration wait) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::send);
    }
}
