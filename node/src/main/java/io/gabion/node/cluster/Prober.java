package io.gabion.node.cluster;

import java.time.Duration;
import java.util.OptionalLong;
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
    private final Cluster cluster;
    /** The stamp of the probes that are under way for whoever waits; one round at a time serves all who came before it. */
    private OptionalLong round = OptionalLong.empty();

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
                case Asked _ -> {
                    if (round.isEmpty()) {
                        probe();
                    }
                }
                case Probe(var asker, var stamp, var replyTo) -> {
                    if (sees(asker)) {
                        replyTo.tell(new Answer(fence.self(), stamp));
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
        var probe = new Probe(fence.self(), stamp, context.getSelf().narrow());
        for (var member : cluster.state().getMembers()) {
            if (ClusterFence.counts(member) && member.uniqueAddress().longUid() != fence.self()) {
                at(member).tell(probe, Adapter.toClassic(context.getSelf()));
            }
        }
        ended(); // Alone, it is a majority at once, or none.
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
