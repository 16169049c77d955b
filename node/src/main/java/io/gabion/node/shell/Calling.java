package io.gabion.node.shell;

import io.gabion.node.store.Causes;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.entity.Order;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one entity's orders and says the answers to its shell. Nothing is called if the fence may end before the
 * order's deadline, or, where others may own the entity and the order is an effect, without its claim and a fence that is confirmed
 * after that: the entity's alarm sees to what was not.
 */
final class Calling<C extends Message> {
    private static final Logger LOG = LoggerFactory.getLogger(Shell.class);

    private final String id;
    private final Calls<C> calls;
    private final Host host;
    private final long epoch;
    private final ActorRef<Input<C>> self;
    /** Null until something is claimed: most entities never do. */
    private Claiming claiming;

    Calling(Hosted<?, C, ?> hosted, ActorContext<Input<C>> context) {
        this.id = hosted.name();
        this.calls = hosted.made().calls();
        this.host = hosted.host();
        this.epoch = hosted.epoch();
        this.self = context.getSelf();
    }

    void call(Order order) {
        if (!mayCall(order)) {
            return;
        }
        if (!host.shared() || !order.isEffect()) {
            carryOut(order);
            return;
        }
        claiming().take(order.deadline()).thenCompose(this::confirmed).whenComplete((mine, failure) -> {
            if (failure != null) {
                LOG.warn("{} calls nothing for now, its claim is not certain: {}", id, Causes.inOneLine(failure));
            } else if (mine && isInTime(order) && mayCall(order)) {
                carryOut(order);
            }
        });
    }

    /** A claim that was taken after a long sleep may have been over by a successor's clock before it was taken. */
    private CompletionStage<Boolean> confirmed(boolean mine) {
        return mine ? host.fence().confirmed() : CompletableFuture.completedFuture(false);
    }

    private Claiming claiming() {
        if (claiming == null) {
            claiming = new Claiming(host.claims(), id, epoch, host.clock());
        }
        return claiming;
    }

    /** A claim may take longer than its call has time: then the next attempt is on its way. */
    private boolean isInTime(Order order) {
        return host.clock().instant().isBefore(order.deadline());
    }

    private boolean mayCall(Order order) {
        return host.fence().holdsFor(Duration.between(host.clock().instant(), order.deadline()));
    }

    /** Any thread. */
    private void carryOut(Order order) {
        calls.call(order)
                .whenComplete((answer, bug) -> self.tell(
                        bug == null ? new Input.Tell<>(answer) : new Input.StepDown<>("call failed: " + bug)));
    }
}
