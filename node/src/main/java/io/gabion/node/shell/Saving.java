package io.gabion.node.shell;

import io.gabion.node.store.Causes;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.entity.Checkpointed;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Saves the checkpoints of one entity, one at a time, within a stated time of the first unsaved change. */
final class Saving<S, C extends Message> {
    /** Entities save at one of so many moments of a pace: together, and not all at once. */
    private static final int MOMENTS = 4;

    private final EntityId id;
    private final String name;
    private final long epoch;
    /** Null if the entity has no checkpoints: then nothing is ever unsaved. */
    private final Checkpointed<S, C> checkpointed;

    private final Host host;
    private final ActorContext<Input<C>> context;
    private final TimerScheduler<Input<C>> timers;
    private long saved;
    private boolean underWay;

    Saving(Hosted<S, C, ?> hosted, ActorContext<Input<C>> context, TimerScheduler<Input<C>> timers) {
        this.id = hosted.id();
        this.name = hosted.name();
        this.epoch = hosted.epoch();
        this.checkpointed = hosted.checkpointed().orElse(null);
        this.host = hosted.host();
        this.context = context;
        this.timers = timers;
    }

    boolean unsaved(Memory<S, ?> memory) {
        return checkpointed != null && (underWay || memory.changes() > saved);
    }

    void changed(Memory<S, ?> memory) {
        if (unsaved(memory) && !underWay && !timers.isTimerActive("save")) {
            timers.startSingleTimer("save", new Input.Save<>(), untilRound());
        }
    }

    /** Many entities have the same moment, so that what they save shares a transaction and a sync. */
    private Duration untilRound() {
        long pace = host.pace().save().toNanos();
        var now = host.clock().instant();
        long mine = pace / MOMENTS * Math.floorMod(id.hashCode(), MOMENTS);
        return Duration.ofNanos(
                pace - Math.floorMod(now.getEpochSecond() * 1_000_000_000 + now.getNano() - mine, pace));
    }

    /** Answered by {@link Input.Saved}, {@link Input.NotSaved}, or {@link Input.StepDown} if a newer owner saved. */
    void save(Memory<S, ?> memory) {
        if (underWay || !unsaved(memory)) {
            return;
        }
        timers.cancel("save");
        underWay = true;
        var written = memory.state();
        var changes = memory.changes();
        var sealed = host.envelopes().sealCheckpoint(id, memory.sequence(), checkpointed.write(written));
        var checkpoint = new Checkpoint(epoch, memory.sequence(), Envelopes.tenantKey(id), sealed);
        // What is saved was confirmed: a checkpoint that knows of rows which a successor dropped would hide that one's
        // own.
        var save = host.fence()
                .confirmed()
                .thenCompose(held -> held
                        ? host.checkpoints().save(name, checkpoint)
                        : CompletableFuture.failedFuture(new IllegalStateException("the fence does not hold")));
        context.pipeToSelf(save, (durable, failure) -> {
            if (failure == null) {
                return durable
                        ? new Input.Saved<>(checkpointed.saved(written), changes)
                        : new Input.StepDown<>("a newer owner has claimed it");
            }
            return busy(failure)
                    ? new Input.NotSaved<>()
                    : new Input.StepDown<>("checkpoint not saved: " + Causes.inOneLine(failure));
        });
    }

    /**
     * If all that changed is saved, and no row is in it: whoever comes next would take such a row for one that comes after what is
     * deleted. Answered by {@link Input.Discarded}; what fails is asked for again some day.
     */
    void discard(Memory<S, ?> memory, Instant before) {
        if (checkpointed == null || unsaved(memory) || memory.sequence() > 0) {
            return;
        }
        var gone = host.fence()
                .confirmed()
                .thenCompose(held -> held
                        ? host.checkpoints().forget(name, epoch, before)
                        : CompletableFuture.completedFuture(false));
        gone.thenAccept(deleted -> {
            if (deleted) { // Whoever asked may have left by then.
                host.residents().forgot();
            }
        });
        context.pipeToSelf(gone, (deleted, failure) -> new Input.Discarded<>(failure == null && deleted));
    }

    void saved(long changes) {
        underWay = false;
        saved = changes;
    }

    void notSaved(Memory<S, ?> memory) {
        underWay = false;
        changed(memory);
    }

    private static boolean busy(Throwable failure) {
        return failure instanceof RejectedExecutionException
                || failure instanceof CompletionException && failure.getCause() instanceof RejectedExecutionException;
    }
}
