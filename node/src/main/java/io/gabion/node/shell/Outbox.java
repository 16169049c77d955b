package io.gabion.node.shell;

import io.gabion.node.shell.Row.Handed;
import io.gabion.node.shell.Row.Note;
import io.gabion.protocol.entity.Effect.Send;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Posts what a memory owes until it is acknowledged, and collects the acknowledgements until they are journaled. */
final class Outbox<C> {
    /**
     * How long an acknowledgement waits for a decision to be journaled with. A row of its own would be a sync that the
     * entity's next command waits for; an acknowledgement that is lost meanwhile costs a repeated send.
     */
    private static final Duration FLUSH = Duration.ofMillis(200);

    private final Host host;
    private final TimerScheduler<Input<C>> timers;
    private final ActorContext<Input<C>> context;
    private Set<String> acknowledged = Set.of();
    /** Null until something is posted: most assets never say anything that is owed. */
    private ActorRef<Input.Journaled> acks;

    Outbox(Host host, ActorContext<Input<C>> context, TimerScheduler<Input<C>> timers) {
        this.host = host;
        this.timers = timers;
        this.context = context;
    }

    void post(Iterable<Send> sends) {
        for (var send : sends) {
            if (!acknowledged.contains(send.id())) {
                host.post().deliver(send, acks());
                if (!timers.isTimerActive("resend")) {
                    timers.startSingleTimer(
                            "resend", new Input.Resend<>(), host.pace().resend());
                }
            }
        }
    }

    private ActorRef<Input.Journaled> acks() {
        if (acks == null) {
            acks = context.messageAdapter(Input.Journaled.class, journaled -> new Input.Acknowledged<>(journaled.id()));
        }
        return acks;
    }

    /** Journaled with the next decision, or after {@link #FLUSH}. */
    void acknowledged(Memory<?, ?> memory, String id) {
        if (!memory.owes(id) || acknowledged.contains(id)) {
            return;
        }
        if (acknowledged.isEmpty()) {
            acknowledged = new LinkedHashSet<>();
        }
        acknowledged.add(id);
        if (!timers.isTimerActive("flush")) {
            timers.startSingleTimer("flush", new Input.Flush<>(), FLUSH);
        }
    }

    boolean isEmpty(Memory<?, ?> memory) {
        return memory.owesNothing() && acknowledged.isEmpty();
    }

    /** To be journaled now. */
    List<Note> take() {
        var taken = List.copyOf(acknowledged);
        acknowledged = Set.of();
        return taken.isEmpty() ? List.of() : List.of(new Handed(taken));
    }
}
