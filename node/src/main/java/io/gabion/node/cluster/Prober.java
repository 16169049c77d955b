package io.gabion.node.cluster;

import java.time.Duration;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Probes every other member several times within the fence's time, and answers the others' probes: only those of an
 * incarnation that this node sees as a member, Up or Leaving, and reachable.
 */
final class Prober {
    static final String NAME = "fence";

    /** So many probes may be lost, one after the other, before the fence falls. */
    private static final int PROBES = 12;

    sealed interface Heard permits Look, Probe, Answer {}

    record Look() implements Heard {}

    /**
     * @param asker the uid of the incarnation that asks
     * @param stamp its monotonic time before it asked; says nothing to others
     */
    record Probe(long asker, long stamp, ActorRef<Answer> replyTo) implements Heard {}

    /** @param uid of the incarnation that answers */
    record Answer(long uid, long stamp) implements Heard {}

    private final ActorContext<Heard> context;
    private final ClusterFence fence;
    private final Cluster cluster;

    static Behavior<Heard> behavior(ClusterFence fence) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    new Look(), Duration.ZERO, fence.within().dividedBy(PROBES));
            return new Prober(context, fence).listening();
        }));
    }

    private Prober(ActorContext<Heard> context, ClusterFence fence) {
        this.context = context;
        this.fence = fence;
        this.cluster = Cluster.get(context.getSystem());
    }

    private Behavior<Heard> listening() {
        return Behaviors.receiveMessage(heard -> {
            switch (heard) {
                case Look _ -> probe();
                case Probe(var asker, var stamp, var replyTo) -> {
                    if (sees(asker)) {
                        replyTo.tell(new Answer(fence.self(), stamp));
                    }
                }
                case Answer(var uid, var stamp) -> fence.answered(uid, stamp);
            }
            return Behaviors.same();
        });
    }

    private void probe() {
        long stamp = fence.look();
        var probe = new Probe(fence.self(), stamp, context.getSelf().narrow());
        for (var member : cluster.state().getMembers()) {
            if (ClusterFence.counts(member) && member.uniqueAddress().longUid() != fence.self()) {
                at(member).tell(probe, Adapter.toClassic(context.getSelf()));
            }
        }
    }

    private ActorSelection at(Member member) {
        var path = new RootActorPath(member.address(), "/").child("system").child(NAME);
        return Adapter.toClassic(context.getSystem()).actorSelection(path);
    }

    private boolean sees(long asker) {
        var state = cluster.state();
        for (var gone : state.getUnreachable()) {
            if (gone.uniqueAddress().longUid() == asker) {
                return false;
            }
        }
        for (var member : state.getMembers()) {
            if (member.uniqueAddress().longUid() == asker) {
                return ClusterFence.counts(member);
            }
        }
        return false;
    }
}
