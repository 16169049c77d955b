package io.gabion.node.shell;

import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Discard;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Effect.Tell;
import io.gabion.protocol.entity.Message;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Performs the effects of one entity's decisions after their rows are written: what other entities are told once the fence is
 * confirmed, and what the world sees once the rows are durable as well. Entities of one unshared store need not wait for that: what
 * they write comes after it in the same log, and is never durable without it.
 */
final class Performing<C extends Message> {
    private final Host host;
    private final ActorRef<Input<C>> self;
    private final Outbox<C> outbox;
    private final Calling<C> calling;
    private final Confirming<C> fenced;
    private final Confirming<C> durable;
    private final Consumer<Instant> alarm;
    private final Consumer<Runnable> ifMayAct;

    Performing(
            Hosted<?, C, ?> hosted,
            ActorContext<Input<C>> context,
            Outbox<C> outbox,
            Consumer<Instant> alarm,
            Consumer<Runnable> ifMayAct) {
        this.host = hosted.host();
        this.self = context.getSelf();
        this.outbox = outbox;
        this.calling = new Calling<>(hosted, context);
        this.fenced = new Confirming<>(host.fence()::confirmed, "the fence does not hold", context.getSelf());
        this.durable = new Confirming<>(host.durable(), "what was written is not durable", context.getSelf());
        this.alarm = alarm;
        this.ifMayAct = ifMayAct;
    }

    /** @param performed that the sender of what was decided on may forget it */
    void perform(Decision<?> decision, Consumer<Message> reply, List<Send> owed, Runnable performed) {
        confirmed(() -> {
            decision.effects().forEach(this::inside);
            outbox.post(owed);
            performed.run();
            if (decision.effects().stream().anyMatch(Performing::goesOut)) {
                durable.then(() -> ifMayAct.accept(() -> decision.effects().forEach(effect -> outside(effect, reply))));
            }
        });
    }

    /** After all that was decided before, if the node may still act. */
    void confirmed(Runnable act) {
        fenced.then(() -> ifMayAct.accept(act));
    }

    boolean isOpen() {
        return fenced.isOpen() || durable.isOpen();
    }

    void afterAll(Runnable act) {
        fenced.then(() -> durable.then(act));
    }

    /** Whether somebody outside learns of it or feels it. */
    private static boolean goesOut(Effect effect) {
        return effect instanceof Reply || effect instanceof Call(var order) && order.changes();
    }

    private void inside(Effect effect) {
        switch (effect) {
            case Tell(var to, var message) -> host.post().tell(to, message);
            case Schedule(var due) -> alarm.accept(due);
            case Discard(var before) -> self.tell(new Input.Discard<>(before));
            case Call(var order) when !order.changes() -> calling.call(order);
            case Call _, Reply _ -> {}
        }
    }

    private void outside(Effect effect, Consumer<Message> reply) {
        switch (effect) {
            case Reply(var message) -> reply.accept(message);
            case Call(var order) when order.changes() -> calling.call(order);
            case Call _, Discard _, Schedule _, Tell _ -> {}
        }
    }
}
