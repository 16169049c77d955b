package io.gabion.node.cluster;

import io.gabion.node.cluster.Prober.Probe;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** The members of Pekko's cluster. */
final class SeenMembers implements Members {
    private final ActorSystem<?> system;
    private final Cluster cluster;

    SeenMembers(ActorSystem<?> system) {
        this.system = system;
        this.cluster = Cluster.get(system);
    }

    static boolean counts(Member member) {
        return member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving();
    }

    @Override
    public long self() {
        return cluster.selfMember().uniqueAddress().longUid();
    }

    @Override
    public Set<Long> counted() {
        var counted = new HashSet<Long>();
        for (var member : cluster.state().getMembers()) {
            if (counts(member)) {
                counted.add(member.uniqueAddress().longUid());
            }
        }
        return counted;
    }

    @Override
    public boolean sees(long uid) {
        var state = cluster.state();
        for (var gone : state.getUnreachable()) {
            if (gone.uniqueAddress().longUid() == uid) {
                return false;
            }
        }
        for (var member : state.getMembers()) {
            if (member.uniqueAddress().longUid() == uid) {
                return counts(member);
            }
        }
        return false;
    }

    @Override
    public void toOthers(Probe probe) {
        for (var member : cluster.state().getMembers()) {
            if (counts(member) && member.uniqueAddress().longUid() != probe.asker()) {
                at(member).tell(probe, Adapter.toClassic(probe.replyTo()));
            }
        }
    }

    private ActorSelection at(Member member) {
        var path = new RootActorPath(member.address(), "/").child("system").child(Prober.NAME);
        return Adapter.toClassic(system).actorSelection(path);
    }
}
