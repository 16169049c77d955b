package io.gabion.node.cluster;

import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Probes every other member several times within the fence's time, and answers the others' probes: only those of an
 * incarnation that this node sees as a member, Up or Leaving, and reachable.
 */
final class Prober {
    static final String NAME = "fence";

    /** So many probes may be lost, one after the other, before the fence falls. */
    private static final int PROBES = 12;

    sealed interface Heard permits Look, Asked, Probe, Answer {}

    record Look() implements Heard {}

    /** Somebody of this node waits to be confirmed. */
    record Asked() implements Heard {}

    /**
     * @param asker the uid of the incarnation that asks
     * @param stamp its monotonic time before it asked; says nothing to others
     */
    record Probe(long asker, long stamp, ActorRef<Answer> replyTo) implements Heard {}

    /** @param uid of the incarnation that answers */
    record Answer(long uid, long stamp) implements Heard {}

    private final ActorContext<Heard> context;
    private final ClusterFence fence;
    private final Members members;
    /** The stamp of the probes that are under way for whoever waits; one round at a time serves all who came before it. */
    private OptionalLong round = OptionalLong.empty();

    static Behavior<Heard> behavior(ClusterFence fence, Members members) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    new Look(), Duration.ZERO, fence.within().dividedBy(PROBES));
            return new Prober(context, fence, members).listening();
        }));
    }

    private Prober(ActorContext<Heard> context, ClusterFence fence, Members members) {
        this.context = context;
        this.fence = fence;
        this.members = members;
    }

    private Behavior<Heard> listening() {
        return Behaviors.receiveMessage(heard -> {
            switch (heard) {
                case Look _ -> probe();
                case Asked _ -> {
                    if (round.isEmpty()) {
                        probe();
                    }
                }
                case Probe(var asker, var stamp, var replyTo) -> {
                    if (members.sees(asker)) {
                        replyTo.tell(new Answer(members.self(), stamp));
                    }
                }
                case Answer(var uid, var stamp) -> {
                    fence.answered(uid, stamp);
                    if (ended() && fence.isAwaited()) {
                        probe();
                    }
                }
            }
            return Behaviors.same();
        });
    }

    /** Whether a round that was under way is over now. */
    private boolean ended() {
        if (round.isEmpty() || !fence.heardSince(round.getAsLong())) {
            return false;
        }
        round = OptionalLong.empty();
        return true;
    }

    private void probe() {
        long stamp = fence.look();
        round = OptionalLong.of(stamp);
        members.toOthers(new Probe(members.self(), stamp, context.getSelf().narrow()));
        ended(); // Alone, it is a majority at once, or none.
    }
}
