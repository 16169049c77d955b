package io.gabion.node.shell;

import io.gabion.node.shell.Input.Loaded;
import io.gabion.node.shell.Input.Retry;
import io.gabion.node.shell.Input.StepDown;
import io.gabion.node.shell.Input.Stop;
import io.gabion.node.store.Causes;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.protocol.entity.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Brings an entity into memory: waits if its last life ended badly, sees that the fence holds, claims the epoch, has it
 * confirmed, loads the checkpoint, and hands over to the {@link Shell}. What comes meanwhile is kept, up to a limit.
 */
final class Starting<S, C extends Message, E> {
    private static final int WAITING = 10_000;

    private final Hosted<S, C, E> hosted;
    private final ActorContext<Input<C>> context;
    private final TimerScheduler<Input<C>> timers;
    private final StashBuffer<Input<C>> stash;
    private Optional<Gate.Pass> pass = Optional.empty();
    /** Whether it is to start as soon as it is known for whom. */
    private boolean due;

    static <S, C extends Message, E> Behavior<Input<C>> behavior(Hosted<S, C, E> hosted) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                Behaviors.withStash(WAITING, stash -> new Starting<>(hosted, context, timers, stash).begin())));
    }

    private Starting(
            Hosted<S, C, E> hosted,
            ActorContext<Input<C>> context,
            TimerScheduler<Input<C>> timers,
            StashBuffer<Input<C>> stash) {
        this.hosted = hosted;
        this.context = context;
        this.timers = timers;
        this.stash = stash;
    }

    private Behavior<Input<C>> begin() {
        var host = hosted.host();
        var wait = host.restarts().wait(hosted.id(), host.clock().instant());
        if (wait.isZero()) {
            return startOnce();
        }
        timers.startSingleTimer("retry", new Retry<>(), wait);
        return waiting();
    }

    /** Who takes turns does so by who had it started: the first to say something. */
    private Behavior<Input<C>> startOnce() {
        due = stash.isEmpty() && hosted.checkpointed().isPresent();
        return due ? waiting() : start();
    }

    private Behavior<Input<C>> start() {
        var host = hosted.host();
        if (!host.fence().holds()) {
            return stopped("the fence does not hold");
        }
        var entity = hosted.name();
        // The epoch first: what an older owner writes after that is known by its own. Only who is confirmed after that
        // may
        // write by it: one that was replaced in its sleep would outrank its successor.
        var loaded = turn().thenCompose(_ -> host.epochs()
                .claim(entity)
                .thenCompose(
                        epoch -> checkpoint(entity).thenCombine(confirmed(), (found, _) -> new Loaded<C>(epoch, found)))
                .toCompletableFuture()
                // Without an end, one that is never answered would keep its turn from all that come after it.
                .orTimeout(host.pace().answer().toMillis(), TimeUnit.MILLISECONDS));
        context.pipeToSelf(
                loaded,
                (found, failure) ->
                        failure == null ? found : new StepDown<>("not to be had: " + Causes.inOneLine(failure)));
        return waiting();
    }

    private CompletionStage<Void> confirmed() {
        return hosted.host().fence().confirmed().thenAccept(held -> {
            if (!held) {
                throw new IllegalStateException("the fence does not hold");
            }
        });
    }

    private CompletionStage<Void> turn() {
        if (hosted.checkpointed().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        pass.ifPresent(Gate.Pass::close);
        pass = Optional.of(hosted.host().crowd().pass(sender(stash.head())));
        return pass.get().opened();
    }

    private static <C extends Message> String sender(Input<C> first) {
        return switch (first) {
            case Input.Tell<C>(var command) -> command.sender();
            case Input.Ask<C>(var command, var _) -> command.sender();
            case Input.Deliver<C>(var _, var command, var _) -> command.sender();
            case Input<C> _ -> "";
        };
    }

    private CompletionStage<Optional<Checkpoint>> checkpoint(String entity) {
        return hosted.checkpointed().isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : hosted.host().checkpoints().load(entity);
    }

    private Behavior<Input<C>> waiting() {
        return Behaviors.receive(this::hear, (_, signal) -> {
            if (signal instanceof PostStop) {
                pass.ifPresent(Gate.Pass::close);
            }
            return Behaviors.same();
        });
    }

    private Behavior<Input<C>> hear(ActorContext<Input<C>> self, Input<C> input) {
        return switch (input) {
            case Retry<C> _ -> startOnce();
            case Loaded<C>(var epoch, var found) ->
                stash.unstashAll(new Shell<>(hosted.owning(epoch), found, pass, context, timers).inPlace());
            case StepDown<C>(var why) -> stopped(why);
            case Stop<C> _ -> Behaviors.stopped();
            case Input<C> early -> {
                if (!stash.isFull()) {
                    stash.stash(early);
                }
                yield due ? startOnce() : Behaviors.same();
            }
        };
    }

    private Behavior<Input<C>> stopped(String why) {
        context.getLog().warn("{} does not start: {}", hosted.id(), why);
        return Behaviors.stopped();
    }
}
