package io.gabion.node.shell;

import io.gabion.node.shell.Row.Dropped;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.Message;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * What replaced owners wrote into an entity's journal: told when it is recovered, and looked for once more when whoever slept through
 * the take-over may have woken. Made for each use: most entities have none.
 */
final class Forking<S, C extends Message, E> {
    private static final int SHOWN = 10;
    private static final String QUARANTINE =
            "The world may have been called: it is in quarantine until an operator readmits it";

    private final Hosted<S, C, E> hosted;
    private final ActorContext<Input<C>> context;

    Forking(Hosted<S, C, E> hosted, ActorContext<Input<C>> context) {
        this.hosted = hosted;
        this.context = context;
    }

    /**
     * Twice the fence's time after the start: a node that wakes within one of them writes for as long again at most. Entities with
     * checkpoints come into memory by the thousand; what they journal are suspicions, which call nobody.
     */
    void lookLater(Memory<S, E> memory, TimerScheduler<Input<C>> timers) {
        var within = hosted.host().fence().within();
        if (hosted.host().shared() && hosted.checkpointed().isEmpty() && within.isPositive()) {
            timers.startSingleTimer("look", new Input.Look<>(memory.sequence()), within.multipliedBy(2));
        }
    }

    /** Answered by {@link Input.Found}; not at all if it cannot be known now: the next recovery finds them. */
    void look(long after) {
        var rows = hosted.host().epochs().othersAfter(hosted.name(), after, hosted.epoch());
        context.pipeToSelf(rows, (found, failure) -> new Input.Found<>(failure == null ? found : List.of()));
    }

    boolean isReplaced(List<Envelope> found) {
        return found.stream().anyMatch(row -> row.writerEpoch() > hosted.epoch());
    }

    /** Not told to anybody yet. */
    void found(List<Envelope> rows, Memory<S, E> memory) {
        var adapter = new EnvelopeAdapter<>(hosted, _ -> {});
        memory.found(rows.stream().map(adapter::stored).toList());
    }

    /** The page: an operator has to know that a node wrote after it had been replaced, and what came of it. */
    void tell(Memory<S, E> memory) {
        var dropped = memory.unreported();
        if (dropped.isEmpty()) {
            return;
        }
        boolean quarantined = memory.quarantined() || dropped.stream().anyMatch(Dropped::claim);
        var what = what(dropped, quarantined ? QUARANTINE : "None of them was a claim");
        context.getLog().error("{} was forked: {}", hosted.id(), what);
        hosted.host().forks().tell(new Fork(hosted.id(), dropped.getFirst().hash(), what));
    }

    /** At each recovery: whoever was to be told of the fork may never have been. */
    void remind(Memory<S, E> memory) {
        var dropped = memory.quarantine();
        if (dropped.isEmpty() || !memory.unreported().isEmpty()) {
            return;
        }
        var what = what(dropped, QUARANTINE);
        context.getLog().warn("{} is still in quarantine: {}", hosted.id(), what);
        hosted.host().forks().remind(new Fork(hosted.id(), dropped.getFirst().hash(), what));
    }

    private static String what(List<Dropped> dropped, String consequence) {
        var rows = dropped.stream()
                .map(row -> "row " + row.sequence() + " of owner " + row.epoch() + (row.claim() ? ", a claim" : ""))
                .limit(SHOWN)
                .collect(Collectors.joining("; "));
        return "%d row(s) of a replaced owner are dropped: %s. %s".formatted(dropped.size(), rows, consequence);
    }
}
