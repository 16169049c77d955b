package io.gabion.node.retention;

import io.gabion.detectors.sigma.correlate.CountedGroups;
import io.gabion.node.store.Causes;
import io.gabion.node.store.Checkpoints;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells groups that were last saved longer ago than any correlation's window reaches: they decide themselves whether they
 * go. Goes through all checkpoints of assets, some at a time.
 */
public final class GroupSweeper implements AutoCloseable {
    /** That one sweep tells. */
    static final int MOST = 500;
    /** At which one sweep looks: {@value #LOOKS} times so many. */
    static final int LOOK = 1_000;

    static final int LOOKS = 10;
    static final Duration EVERY = Duration.ofMinutes(1);
    /** From the end of one round to the next. */
    static final Duration REST = Duration.ofHours(1);

    private static final String GROUP = Kind.GROUP.stored() + ":";
    private static final Logger LOG = LoggerFactory.getLogger(GroupSweeper.class);

    private final Checkpoints checkpoints;
    private final BooleanSupplier mayTell;
    private final Consumer<EntityId> tell;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gabion-group-sweeper").daemon().factory());
    /** The last entity that was looked at. */
    private String at = "";

    private Instant next = Instant.MIN;
    private boolean failing;

    /**
     * @param mayTell whether this node does it, and all nodes understand it
     * @param tell a group that it is quiet
     */
    public GroupSweeper(
            Checkpoints checkpoints, BooleanSupplier mayTell, Consumer<EntityId> tell, InstantSource clock) {
        this.checkpoints = checkpoints;
        this.mayTell = mayTell;
        this.tell = tell;
        this.clock = clock;
    }

    /** From now on, until closed. */
    public void start() {
        thread.scheduleWithFixedDelay(this::tryToSweep, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tryToSweep() {
        try {
            sweep();
            failing = false;
        } catch (RuntimeException e) { // Nothing depends on it.
            if (!failing && !thread.isShutdown()) {
                LOG.warn("Groups that are over are kept for now; tried again each minute: {}", Causes.inOneLine(e));
            }
            failing = true;
        }
    }

    /** How many were told. Throws what the store fails with: the next sweep goes on there. */
    int sweep() {
        var now = clock.instant();
        if (!mayTell.getAsBoolean() || now.isBefore(next)) {
            return 0;
        }
        int told = 0;
        for (int looks = 0; looks < LOOKS; looks++) {
            var look = checkpoints
                    .look(at, LOOK, now.minus(CountedGroups.KEPT))
                    .toCompletableFuture()
                    .join();
            for (var entity : look.still()) {
                var id = EntityId.parse(entity);
                if (isGroup(id)) {
                    if (told == MOST) {
                        return told;
                    }
                    tell.accept(id);
                    told++;
                    at = entity;
                }
            }
            at = look.last();
            if (at.isEmpty()) {
                next = now.plus(REST);
                return told;
            }
        }
        return told;
    }

    private static boolean isGroup(EntityId id) {
        return id.kind().equals("asset") && id.name().startsWith(GROUP);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
