package io.gabion.node.shell;

import io.gabion.node.shell.Input.*;
import io.gabion.node.shell.Row.Note;
import io.gabion.node.store.Causes;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.Epochs;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.entity.Passing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorSignalInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.javadsl.*;

/**
 * Runs one entity under Pekko: recover, wake, decide, remember what is unfinished, persist, check the fence, perform.
 *
 * <p>Never restarts in place. When the journal fails or the fence does not hold, nothing is performed and the shell
 * stops. Whoever owns the entity next recovers, wakes it, and sends again what is owed.
 */
final class Shell<S, C extends Message, E> extends EventSourcedBehavior<Input<C>, Row<E>, Memory<S, E>> {
    private static final int POISONS = 100;

    /** Any failure of the journal ends this shell, and it is said in one line: see {@link #failed}. */
    private static final BackoffSupervisorStrategy ONE_LIFE = SupervisorStrategy.restartWithBackoff(
                    Restarts.FIRST, Restarts.LONGEST, 0)
            .withMaxRestarts(0)
            .withLoggingEnabled(false);

    /** An alarm further away is set in steps: the scheduler's reach is limited. */
    private static final Duration LONGEST_TIMER = Duration.ofDays(1);

    private final EntityId id;
    private final Entity<S, C, E> entity;
    private final Host host;
    private final Hosted<S, C, E> hosted;
    private final ActorContext<Input<C>> context;
    private final TimerScheduler<Input<C>> timers;
    private final Snapshots<S, C, E> snapshots;
    private final Outbox<C> outbox;
    private final Saving<S, C> saving;
    private final Remembering<C> remembering;
    private final Performing<C> performing;
    private final Residents.Place place;
    /** Until it is recovered. */
    private Optional<Gate.Pass> pass;
    /** What was already said; of most entities nothing. */
    private Set<String> poisons = Set.of();

    private boolean awake;
    /** Whether anything was decided since the last look. */
    private boolean used;

    private boolean lost;
    private boolean stopping;
    private boolean explained;
    private Instant alarm = Instant.MAX;

    Shell(
            Hosted<S, C, E> hosted,
            Optional<Checkpoint> checkpoint,
            Optional<Gate.Pass> pass,
            ActorContext<Input<C>> context,
            TimerScheduler<Input<C>> timers) {
        super(PersistenceId.ofUniqueId(hosted.name()), ONE_LIFE);
        this.id = hosted.id();
        this.entity = hosted.entity();
        this.host = hosted.host();
        this.hosted = hosted;
        this.context = context;
        this.timers = timers;
        this.snapshots = new Snapshots<>(hosted, checkpoint);
        this.outbox = new Outbox<>(host, context, timers);
        this.saving = new Saving<>(hosted, context, timers);
        this.remembering = new Remembering<>(hosted, context);
        this.performing = new Performing<>(hosted, context, outbox, this::wakeAt, this::ifMayAct);
        this.pass = pass;
        var self = context.getSelf();
        place = host.residents().come(() -> self.tell(new Idle<>()));
    }

    @Override
    public Memory<S, E> emptyState() {
        return snapshots.empty();
    }

    /** Who never has a snapshot made looks for none. */
    @Override
    public Recovery recovery() {
        return hosted.snapshotted().isPresent()
                ? super.recovery()
                : Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());
    }

    @Override
    public SnapshotAdapter<Memory<S, E>> snapshotAdapter() {
        return snapshots;
    }

    @Override
    public boolean shouldSnapshot(Memory<S, E> memory, Row<E> row, long sequence) {
        return !memory.quarantined() && snapshots.due() && host.fence().holds();
    }

    @Override
    public EventAdapter<Row<E>, ?> eventAdapter() {
        return new EnvelopeAdapter<>(hosted, snapshots::row);
    }

    @Override
    public EventHandler<Memory<S, E>, Row<E>> eventHandler() {
        return Memory::fold;
    }

    @Override
    public SignalHandler<Memory<S, E>> signalHandler() {
        return newSignalHandlerBuilder().onSignal(Signal.class, this::hear).build();
    }

    /** One handler for all: Pekko keeps a chain of objects for each of several, in each shell. */
    private void hear(Memory<S, E> memory, Signal signal) {
        switch (signal) {
            case RecoveryCompleted _ -> recovered(memory);
            case RecoveryFailed failed -> {
                if (!explained) { // It is told twice.
                    explained = true;
                    failed("cannot be recovered", failed.getFailure());
                }
            }
            case SnapshotFailed failed
            when Causes.first(failed.getFailure()) instanceof Epochs.Replaced newer ->
                context.getSelf().tell(new StepDown<>(newer.getMessage()));
            case SnapshotFailed failed -> failed("has no new snapshot", failed.getFailure());
            default -> {} // Signals are Pekko's, and there will be others.
        }
    }

    /** What is wrong with the last rows is found here, where nothing that is thrown would be told. */
    private void recovered(Memory<S, E> memory) {
        leaveTheGate();
        snapshots.recovered();
        context.getSelf().tell(new Woken<>());
        try {
            memory.recovered();
        } catch (RuntimeException fault) {
            lost = true;
            explained = true;
            failed("cannot be recovered", fault);
        }
    }

    /** The shell in its place. Its end is heard around it: Pekko tells it of none while it waits for its snapshot. */
    Behavior<Input<C>> inPlace() {
        return Behaviors.intercept(
                () -> new BehaviorSignalInterceptor<Input<C>>() {
                    @Override
                    public Behavior<Input<C>> aroundSignal(
                            TypedActorContext<Input<C>> self, Signal signal, SignalTarget<Input<C>> target) {
                        if (signal instanceof PostStop) {
                            ended();
                        }
                        return target.apply(self, signal);
                    }
                },
                this);
    }

    /** The journal's failure has no signal of its own: a shell that ends without a word has met one, or a bug. */
    private void ended() {
        host.residents().leave(place);
        leaveTheGate();
        if (!explained
                && CoordinatedShutdown.get(context.getSystem())
                        .getShutdownReason()
                        .isEmpty()) {
            var why = awake ? "its journal takes no write" : "it was stopped before it was awake";
            context.getLog().warn("{} ends: {}; what was under way is not done, nor acknowledged", id, why);
        }
    }

    private void leaveTheGate() {
        pass.ifPresent(Gate.Pass::close);
        pass = Optional.empty();
    }

    private void failed(String what, Throwable failure) {
        context.getLog().warn("{} {}: {}", id, what, Causes.inOneLine(failure));
    }

    @Override
    public CommandHandler<Input<C>, Row<E>, Memory<S, E>> commandHandler() {
        return (memory, input) -> switch (input) {
            case StepDown<C>(var why) -> {
                context.getLog().warn("{} steps down: {}", id, why);
                explained = true;
                yield Effect().stop();
            }
            case Input<C> _ when lost -> Effect().stop();
            case Remembered<C> _ ->
                Effect().none().thenRun(remembering::release).thenUnstashAll();
            case Confirmed<C>(var which, var number) -> {
                which.confirmed(number);
                yield Effect().none();
            }
            case Input<C> _ when remembering.holds() -> Effect().stash();
            case Woken<C> _ when !host.fence().holds() -> loseFence();
            case Woken<C> _
            when memory.sequence() != lastSequenceNumber(context) -> {
                failed(
                        "cannot be recovered",
                        new IllegalStateException("the journal ends at row " + lastSequenceNumber(context)
                                + ", but row " + memory.sequence() + " was the last to be read"));
                explained = true;
                yield Effect().stop();
            }
            case Woken<C> _ -> {
                awake = true;
                forking().tell(memory);
                forking().remind(memory);
                forking().lookLater(memory, timers);
                if (memory.quarantined()) {
                    yield noteOnly(memory, List.of()).thenUnstashAll();
                }
                yield decide(memory, entity.wake(), _ -> {}, () -> outbox.post(List.copyOf(memory.outbox())))
                        .thenUnstashAll();
            }
            // Nobody is served by an owner that has not yet said what it owes.
            case Input<C> _ when !awake -> Effect().stash();
            case Stop<C> _
            when memory.quarantined() -> {
                explained = true;
                yield Effect().stop();
            }
            case Readmit<C>(var by, var replyTo) -> {
                var readmitted = memory.quarantined() ? List.<Note>of(new Row.Readmitted(by)) : List.<Note>of();
                // It says what it owes before it hears anybody. One that was in none goes on: it may wait for an
                // answer.
                awake = !memory.quarantined();
                yield noteOnly(memory, readmitted)
                        .thenRun(() -> performing.afterAll(() -> ifMayAct(() -> {
                            replyTo.tell(new Readmitted());
                            context.getSelf().tell(new Woken<>());
                        })));
            }
            // Neither answered nor acknowledged: what is owed to it stays owed.
            case Input<C> _ when memory.quarantined() -> Effect().none();
            case Ask<C>(var command, var replyTo) -> decide(memory, command, replyTo::tell, () -> {});
            case Deliver<C>(var sendId, var command, var sender) ->
                decide(memory, command, _ -> {}, () -> sender.tell(new Journaled(sendId)));
            case Input.Tell<C>(var command) -> decide(memory, command, _ -> {}, () -> {});
            case Ping<C> _ -> Effect().none();
            case Alarm<C> _ -> ring(memory);
            case Acknowledged<C>(var sendId) -> {
                outbox.acknowledged(memory, sendId);
                yield Effect().none();
            }
            case Flush<C> _ -> handOver(memory);
            case Resend<C> _ -> {
                performing.confirmed(() -> outbox.post(List.copyOf(memory.outbox())));
                yield Effect().none();
            }
            case Save<C> _ -> {
                ifMayAct(() -> saving.save(memory));
                yield Effect().none();
            }
            case Saved<C>(var command, var changes) -> {
                saving.saved(changes);
                yield decide(memory, command, _ -> {}, this::stopIfAsked);
            }
            case NotSaved<C> _ -> {
                saving.notSaved(memory);
                stopIfAsked();
                yield Effect().none();
            }
            case Discard<C>(var before) -> {
                ifMayAct(() -> saving.discard(memory, before));
                yield Effect().none();
            }
            case Discarded<C>(boolean gone) ->
                gone ? leaveIfFinished(memory) : Effect().none();
            case Look<C>(var after) -> {
                forking().look(after);
                yield Effect().none();
            }
            case Found<C>(var rows) -> found(memory, rows);
            case Idle<C> _
            when used -> {
                used = false;
                yield Effect().none();
            }
            case Idle<C> _ -> leaveIfFinished(memory);
            case Stop<C> _
            when performing.isOpen() -> {
                performing.afterAll(() -> context.getSelf().tell(new Stop<>()));
                yield Effect().none();
            }
            case Stop<C> _ -> stop(memory);
            case Loaded<C> _ -> Effect().unhandled();
            case Retry<C> _ -> Effect().unhandled();
        };
    }

    private EffectBuilder<Row<E>, Memory<S, E>> decide(
            Memory<S, E> memory, C command, Consumer<Message> reply, Runnable performed) {
        used = true;
        var now = host.clock().instant();
        Decision<E> decision;
        try {
            decision = entity.decide(memory.state(), command, now);
        } catch (RuntimeException bug) {
            return poisoned(command, bug);
        }
        var passing = new ArrayList<E>();
        var journaled = new ArrayList<E>();
        for (var event : decision.events()) {
            (event instanceof Passing ? passing : journaled).add(event);
        }
        var rows = journaled.isEmpty() && memory.unreported().isEmpty()
                ? List.<Row<E>>of()
                : memory.rows(owner(), outbox.take(), journaled, now);
        if (!rows.isEmpty() && !host.fence().holds()) {
            return loseFence();
        }
        var owed = new ArrayList<Send>();
        for (var event : journaled) {
            owed.addAll(entity.owes(event));
        }
        if (!remembering.isAsked()
                && (!owed.isEmpty()
                        || !outbox.isEmpty(memory)
                        || entity.unfinished(memory.stateAfter(decision.events())))) {
            remembering.ask();
        }
        owed.forEach(send -> host.post().expect(send.to()));
        return Effect().persist(rows).thenRun(() -> {
            passing.forEach(memory::pass);
            saving.changed(memory);
            remembering.before(() -> performing.perform(decision, reply, owed, performed));
        });
    }

    /**
     * A decision changes nothing before it is journaled, so the entity goes on without this command. It is neither
     * answered nor acknowledged: whoever owes it keeps it until there is a version that can decide.
     */
    private EffectBuilder<Row<E>, Memory<S, E>> poisoned(C command, RuntimeException bug) {
        var what = command.getClass().getSimpleName() + ": " + bug;
        if (poisons.size() < POISONS && !poisons.contains(what)) {
            poisons = new HashSet<>(poisons);
            poisons.add(what);
            context.getLog().error("{} cannot decide on a command, a bug; it is set aside: {}", id, what);
        }
        return Effect().none();
    }

    private void ifMayAct(Runnable act) {
        if (!lost && host.fence().holds()) {
            act.run();
        } else if (!lost) {
            loseFence();
        }
    }

    private EffectBuilder<Row<E>, Memory<S, E>> loseFence() {
        lost = true;
        context.getSelf().tell(new StepDown<>("the fence does not hold"));
        return Effect().none();
    }

    private void wakeAt(Instant due) {
        alarm = due;
        var wait = Duration.between(host.clock().instant(), due);
        var within = wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_TIMER) > 0 ? LONGEST_TIMER : wait;
        timers.startSingleTimer("alarm", new Alarm<>(), within);
    }

    private EffectBuilder<Row<E>, Memory<S, E>> ring(Memory<S, E> memory) {
        if (host.clock().instant().isBefore(alarm)) {
            wakeAt(alarm);
            return Effect().none();
        }
        return decide(memory, entity.wake(), _ -> {}, () -> {});
    }

    private EffectBuilder<Row<E>, Memory<S, E>> handOver(Memory<S, E> memory) {
        return noteOnly(memory, outbox.take());
    }

    private EffectBuilder<Row<E>, Memory<S, E>> noteOnly(Memory<S, E> memory, List<Note> notes) {
        var rows = memory.rows(owner(), notes, List.of(), host.clock().instant());
        return rows.isEmpty() || host.fence().holds() ? Effect().persist(rows) : loseFence();
    }

    /** Where nobody else can own the entity, no row has to say who does. */
    private long owner() {
        return host.shared() ? hosted.epoch() : 0;
    }

    private Forking<S, C, E> forking() {
        return new Forking<>(hosted, context);
    }

    private EffectBuilder<Row<E>, Memory<S, E>> found(Memory<S, E> memory, List<Envelope> rows) {
        var forking = forking();
        if (forking.isReplaced(rows)) {
            context.getSelf().tell(new StepDown<>("a newer owner has written"));
            return Effect().none();
        }
        forking.found(rows, memory);
        forking.tell(memory);
        return noteOnly(memory, List.of());
    }

    /** What comes between this and the stop is decided, and if need be remembered anew. */
    private EffectBuilder<Row<E>, Memory<S, E>> leaveIfFinished(Memory<S, E> memory) {
        if (outbox.isEmpty(memory) && !saving.unsaved(memory) && !mayStay(memory.state())) {
            remembering.forget();
            hosted.shard().tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }

    private boolean mayStay(S state) {
        return entity.unfinished(state)
                && !(entity.mayOversleep(state) && !host.residents().mayWait(place));
    }

    /** A changed state is saved once more; who stays unfinished has been remembered. */
    private Effect<Row<E>, Memory<S, E>> stop(Memory<S, E> memory) {
        if (!stopping && saving.unsaved(memory)) {
            stopping = true;
            saving.save(memory);
            return Effect().none();
        }
        explained = true;
        host.restarts().leftInOrder(id);
        return handOver(memory).thenStop();
    }

    private void stopIfAsked() {
        if (stopping) {
            context.getSelf().tell(new Stop<>());
        }
    }
}
