package io.gabion.node.shell;

import io.gabion.protocol.entity.Effect.Send;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Posts what a memory owes until it is acknowledged, and collects the acknowledgements until they are journaled. */
final class Outbox<C> {
    private final Host host;
    private final ActorContext<Input<C>> context;
    private final TimerScheduler<Input<C>> timers;
    private final ActorRef<String> acks;
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private boolean flushing;

    Outbox(Host host, ActorContext<Input<C>> context, TimerScheduler<Input<C>> timers) {
        this.host = host;
        this.context = context;
        this.timers = timers;
        this.acks = context.messageAdapter(String.class, Input.Acknowledged::new);
    }

    void post(Iterable<Send> sends) {
        for (var send : sends) {
            if (!acknowledged.contains(send.id())) {
                host.post().deliver(send, acks);
                if (!timers.isTimerActive("resend")) {
                    timers.startSingleTimer(
                            "resend", new Input.Resend<>(), host.pace().resend());
                }
            }
        }
    }

    /** Journaled with the next decision, or when whatever waits now has been seen to. */
    void acknowledged(Memory<?, ?> memory, String id) {
        if (memory.owes(id) && acknowledged.add(id) && !flushing) {
            flushing = true;
            context.getSelf().tell(new Input.Flush<>());
        }
    }

    boolean isEmpty(Memory<?, ?> memory) {
        return memory.owesNothing() && acknowledged.isEmpty();
    }

    void flushed() {
        flushing = false;
    }

    /** To be journaled now. */
    List<String> take() {
        var taken = List.copyOf(acknowledged);
        acknowledged.clear();
        return taken;
    }
}
