package io.gabion.node.cluster;

import io.gabion.node.cluster.Prober.Probe;
import io.gabion.node.shell.Fence;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/** The real fence and its real prober among members that a simulation makes up. */
public final class SimulatedFence {
    private final ClusterFence fence;
    private ActorRef<Prober.Heard> prober;

    /** A probe on its way. */
    @FunctionalInterface
    public interface Said {
        void to(SimulatedFence peer);
    }

    /**
     * @param uid of this node
     * @param counted those that this node sees as members
     * @param sees whether it is one, and within reach
     * @param toOthers brings it to the others
     */
    public record View(long uid, Supplier<Set<Long>> counted, LongPredicate sees, Consumer<Said> toOthers) {}

    /**
     * @param monotonic in nanoseconds, and so the other; each time it is asked it is later
     * @param starter starts the prober
     */
    public SimulatedFence(
            View view, LongSupplier monotonic, LongSupplier wall, int configured, Duration within, Starter starter) {
        fence = new ClusterFence(
                new Seen(view), () -> new RollCall.Time(monotonic.getAsLong(), wall.getAsLong()), configured, within);
        fence.begin(behavior -> prober = starter.start(behavior));
    }

    /** What starts an actor. */
    public interface Starter {
        <T> ActorRef<T> start(Behavior<T> behavior);
    }

    public Fence fence() {
        return fence;
    }

    private record Seen(View view) implements Members {
        @Override
        public long self() {
            return view.uid();
        }

        @Override
        public Set<Long> counted() {
            return view.counted().get();
        }

        @Override
        public boolean sees(long uid) {
            return view.sees().test(uid);
        }

        @Override
        public void toOthers(Probe probe) {
            view.toOthers().accept(peer -> peer.prober.tell(probe));
        }
    }
}
