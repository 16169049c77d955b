package io.gabion.node.shell;

import java.util.Deque;
import java.util.LinkedList;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What follows from a decision, in order, once something is confirmed: that its rows are durable, or that nobody had taken over
 * before they were written without this node knowing. It is as much as one entity does within one sync or round
 * trip, or until the fence falls.
 */
final class Confirming<C> {
    private record Act(long number, Runnable act) {}

    private final Supplier<CompletionStage<Boolean>> confirmation;
    private final String without;
    private final ActorRef<Input<C>> self;
    /** A list takes nothing while nothing is open, as it is of most entities. */
    private final Deque<Act> open = new LinkedList<>();

    private long last;

    /**
     * @param confirmation asked for anew each time, of what was written before
     * @param without why the entity steps down if the answer is false, or there is none
     */
    Confirming(Supplier<CompletionStage<Boolean>> confirmation, String without, ActorRef<Input<C>> self) {
        this.confirmation = confirmation;
        this.without = without;
        this.self = self;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Now if that is certain now; else after {@link Input.Confirmed}. */
    void then(Runnable act) {
        var confirmed = confirmation.get().toCompletableFuture();
        if (open.isEmpty() && confirmed.isDone() && !confirmed.isCompletedExceptionally() && confirmed.join()) {
            act.run();
            return;
        }
        long number = ++last;
        open.add(new Act(number, act));
        confirmed.whenComplete((held, failure) -> self.tell(
                failure == null && held ? new Input.Confirmed<>(this, number) : new Input.StepDown<>(without)));
    }

    /** All up to this one: who was asked later was asked by later probes. */
    void confirmed(long number) {
        while (isOpen() && open.peek().number <= number) {
            open.poll().act.run();
        }
    }
}
