package io.gabion.node.shell;

import io.gabion.node.store.Unfinished;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Sees to it that an entity which is not finished is remembered, so that a restart wakes it, before its first effect. */
final class Remembering<C> {
    private final Unfinished unfinished;
    private final String entity;
    private final long epoch;
    private final ActorContext<Input<C>> context;
    /** Null: there was no need yet. */
    private CompletableFuture<Boolean> remembered;

    private Runnable held;

    Remembering(Hosted<?, ?, ?> hosted, ActorContext<Input<C>> context) {
        this.unfinished = hosted.host().unfinished();
        this.entity = hosted.name();
        this.epoch = hosted.epoch();
        this.context = context;
    }

    boolean isAsked() {
        return remembered != null;
    }

    /** To be asked for before the rows of the decision, so that both are written together. */
    void ask() {
        remembered = unfinished.remember(entity, epoch).toCompletableFuture();
    }

    /** Now, or after {@link Input.Remembered}; until then {@link #holds}. */
    void before(Runnable effects) {
        if (remembered == null || remembered.isDone() && !remembered.isCompletedExceptionally()) {
            effects.run();
            return;
        }
        held = effects;
        context.pipeToSelf(
                remembered,
                (_, failure) -> failure == null
                        ? new Input.Remembered<>()
                        : new Input.StepDown<>("not remembered: " + failure));
    }

    /** Whether effects wait: then everything else does. */
    boolean holds() {
        return held != null;
    }

    void release() {
        var effects = held;
        held = null;
        effects.run();
    }

    void forget() {
        remembered = null;
        unfinished.forget(entity, epoch);
    }
}
