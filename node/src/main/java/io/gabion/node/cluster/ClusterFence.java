package io.gabion.node.cluster;

import io.gabion.node.cluster.RollCall.Time;
import io.gabion.node.shell.Fence;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Holds while a majority of the cluster answers this node's probes. Any thread may ask; the answer is made from the
 * {@link RollCall} that {@link Prober} keeps and from the members that this node sees now.
 */
public final class ClusterFence implements Fence {
    private final Members members;
    private final Supplier<Time> time;
    private final AtomicReference<RollCall> calls;
    /** In the order of their stamps, nearly: no longer than what this node's entities do at once. */
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    private volatile ActorRef<Prober.Heard> prober;

    private record Waiting(long since, CompletableFuture<Boolean> said) {}

    ClusterFence(Members members, Supplier<Time> time, int configured, Duration within) {
        this.members = members;
        this.time = time;
        this.calls = new AtomicReference<>(RollCall.begun(configured, within, time.get()));
    }

    /** Begins to probe, and to answer the others' probes. One for each actor system. */
    public static ClusterFence start(ActorSystem<?> system, int configured, Duration within) {
        Supplier<Time> clocks = () -> new Time(System.nanoTime(), System.currentTimeMillis() * 1_000_000);
        var fence = new ClusterFence(new SeenMembers(system), clocks, configured, within);
        // Entities may keep every other thread busy; a fence that falls for that is a node that stops for nothing.
        fence.begin(prober -> system.systemActorOf(
                prober, Prober.NAME, DispatcherSelector.fromConfig("pekko.actor.internal-dispatcher")));
        return fence;
    }

    /** @param start starts its prober */
    void begin(Function<Behavior<Prober.Heard>, ActorRef<Prober.Heard>> start) {
        prober = start.apply(Prober.behavior(this, members));
    }

    @Override
    public boolean holdsFor(Duration duration) {
        var call = calls.get(); // Before the time: what is heard meanwhile does not count.
        return call.holds(time.get(), duration, members.counted(), members.self());
    }

    @Override
    public CompletionStage<Boolean> confirmed() {
        var said = new CompletableFuture<Boolean>();
        waiting.add(new Waiting(time.get().monotonic(), said));
        prober.tell(new Prober.Asked());
        return said;
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    boolean heardSince(long stamp) {
        return calls.get().heardSince(stamp, members.counted(), members.self());
    }

    /** Tells those who wait what is known now. */
    private void tell() {
        if (waiting.isEmpty()) {
            return;
        }
        var call = calls.get();
        var counted = members.counted();
        var self = members.self();
        var holds = call.holds(time.get(), Duration.ZERO, counted, self);
        for (var each = waiting.iterator(); each.hasNext(); ) {
            var next = each.next();
            if (holds && !call.heardSince(next.since, counted, self)) {
                return;
            }
            each.remove();
            next.said.complete(holds);
        }
    }

    @Override
    public Duration within() {
        return calls.get().within();
    }

    /** Looks at clocks and members; the stamp of the probes to be sent now. */
    long look() {
        var now = time.get();
        change(call -> call.looked(now, members.counted(), members.self()));
        tell();
        return now.monotonic();
    }

    void answered(long uid, long stamp) {
        change(call -> call.answered(uid, stamp));
        tell();
    }

    private void change(UnaryOperator<RollCall> change) {
        calls.updateAndGet(change);
    }
}
