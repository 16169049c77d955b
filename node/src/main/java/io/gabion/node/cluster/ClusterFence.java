package io.gabion.node.cluster;

import io.gabion.node.cluster.RollCall.Time;
import io.gabion.node.shell.Fence;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Holds while a majority of the cluster answers this node's probes. Any thread may ask; the answer is made from the
 * {@link RollCall} that {@link Prober} keeps and from the members that this node sees now.
 */
public final class ClusterFence implements Fence {
    private final Cluster cluster;
    private final Supplier<Time> time;
    private final AtomicReference<RollCall> calls;
    /** In the order of their stamps, nearly: no longer than what this node's entities do at once. */
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    private volatile ActorRef<Prober.Heard> prober;

    private record Waiting(long since, CompletableFuture<Boolean> said) {}

    private ClusterFence(Cluster cluster, Supplier<Time> time, RollCall first) {
        this.cluster = cluster;
        this.time = time;
        this.calls = new AtomicReference<>(first);
    }

    /** Begins to probe, and to answer the others' probes. One for each actor system. */
    public static ClusterFence start(ActorSystem<?> system, int configured, Duration within) {
        Supplier<Time> clocks = () -> new Time(System.nanoTime(), System.currentTimeMillis() * 1_000_000);
        var fence = new ClusterFence(Cluster.get(system), clocks, RollCall.begun(configured, within, clocks.get()));
        // Entities may keep every other thread busy; a fence that falls for that is a node that stops for nothing.
        fence.prober = system.systemActorOf(
                Prober.behavior(fence), Prober.NAME, DispatcherSelector.fromConfig("pekko.actor.internal-dispatcher"));
        return fence;
    }

    @Override
    public boolean holdsFor(Duration duration) {
        var call = calls.get(); // Before the time: what is heard meanwhile does not count.
        return call.holds(time.get(), duration, members(), self());
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
        return calls.get().heardSince(stamp, members(), self());
    }

    /** Tells those who wait what is known now. */
    private void tell() {
        if (waiting.isEmpty()) {
            return;
        }
        var call = calls.get();
        var members = members();
        var holds = call.holds(time.get(), Duration.ZERO, members, self());
        for (var each = waiting.iterator(); each.hasNext(); ) {
            var next = each.next();
            if (holds && !call.heardSince(next.since, members, self())) {
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

    long self() {
        return cluster.selfMember().uniqueAddress().longUid();
    }

    /** Looks at clocks and members; the stamp of the probes to be sent now. */
    long look() {
        var now = time.get();
        change(call -> call.looked(now, members(), self()));
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

    private Set<Long> members() {
        var members = new HashSet<Long>();
        for (var member : cluster.state().getMembers()) {
            if (counts(member)) {
                members.add(member.uniqueAddress().longUid());
            }
        }
        return members;
    }

    static boolean counts(Member member) {
        return member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving();
    }
}
