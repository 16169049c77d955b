package io.gabion.node.shell;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What follows from a decision, in order, once the fence is confirmed: others might have taken over before its rows were
 * written, and this node not know. It is as much as one entity does within one round trip, or until the fence falls.
 */
final class Confirming<C> {
    private record Act(long number, Runnable act) {}

    private final Fence fence;
    private final ActorRef<Input<C>> self;
    private final Deque<Act> open = new ArrayDeque<>();
    private long last;

    Confirming(Fence fence, ActorRef<Input<C>> self) {
        this.fence = fence;
        this.self = self;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Now if that is certain now; else after {@link Input.Confirmed}. */
    void then(Runnable act) {
        var confirmed = fence.confirmed().toCompletableFuture();
        if (open.isEmpty() && confirmed.isDone() && confirmed.join()) {
            act.run();
            return;
        }
        long number = ++last;
        open.add(new Act(number, act));
        confirmed.thenAccept(held ->
                self.tell(held ? new Input.Confirmed<>(number) : new Input.StepDown<>("the fence does not hold")));
    }

    /** All up to this one: who was asked later was asked by later probes. */
    void confirmed(long number) {
        while (isOpen() && open.peek().number <= number) {
            open.poll().act.run();
        }
    }
}
