package io.gabion.node.cluster;

import io.gabion.node.store.Claims.Claim;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/**
 * How a node comes into the cluster. If there is one it asks its peers to let it in, anew whenever these change. A node begins a cluster if it
 * sees no sign of one in the store, a majority of the nodes there are meant to be has just said that it is in none, nobody that it
 * is in one, and the sign becomes its own: of several that try at once that is one. It keeps the sign until it is let in by others who
 * came; if somebody has replaced the sign meanwhile, this node has slept through its turn, and ends.
 */
final class Seeking {
    static final String NAME = "door";

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** For so long it counts what a node has said of itself: it says so on every look. */
    private static final Duration RECENT = LOOK.multipliedBy(4);

    sealed interface Heard permits Look, Here, Told, Sign, Failed {}

    record Look() implements Heard {}

    /**
     * What a node says of itself.
     *
     * @param inside whether it is in a cluster
     * @param asks whether it wants to hear the same of the other
     */
    record Here(boolean inside, boolean asks, ActorRef<Here> from) implements Heard {}

    /** @param lit whether there is a cluster to be let in by */
    private record Told(List<Address> peers, boolean lit) implements Heard {}

    /** Empty: it is not this node's. */
    private record Sign(Optional<Claim> own) implements Heard {}

    private record Failed(Throwable why) implements Heard {}

    /** @param at in monotonic time */
    private record Said(boolean inside, long at) {}

    private final ActorContext<Heard> context;
    private final Cluster cluster;
    private final Peers peers;
    private final Beacon beacon;
    private final int majority;
    private final Address self;
    private final Map<Address, Said> said = new HashMap<>();
    private Told asked = new Told(List.of(), false);
    private Optional<Claim> own = Optional.empty();
    /** Whether an answer is awaited; one look at a time. */
    private boolean looks;

    private boolean warned;

    static Behavior<Heard> behavior(Peers peers, Beacon beacon, int majority) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, LOOK);
            return new Seeking(context, peers, beacon, majority).listening(() -> timers.cancelAll());
        }));
    }

    private Seeking(ActorContext<Heard> context, Peers peers, Beacon beacon, int majority) {
        this.context = context;
        this.cluster = Cluster.get(context.getSystem());
        this.peers = peers;
        this.beacon = beacon;
        this.majority = majority;
        this.self = cluster.selfMember().address();
    }

    private Behavior<Heard> listening(Runnable found) {
        return Behaviors.receiveMessage(heard -> {
            looks &= heard instanceof Look || heard instanceof Here;
            switch (heard) {
                case Look _ when SeenMembers.counts(cluster.selfMember()) -> found.run();
                case Look _ when looks -> {}
                case Look _ -> look();
                case Here(var inside, var asks, var from) -> {
                    said.put(from.path().address(), new Said(inside, System.nanoTime()));
                    if (asks) {
                        from.tell(new Here(isInside(), false, context.getSelf().narrow()));
                    }
                }
                case Told told -> told(told);
                case Sign(var now) -> sign(now);
                case Failed(var why) -> context.getLog().debug("Peers or store are looked at again", why);
            }
            return Behaviors.same();
        });
    }

    private void look() {
        if (own.isPresent()) {
            pipe(beacon.keep(own.get()), Sign::new);
        } else {
            pipe(peers.now().thenCombine(beacon.isLit(), Told::new), told -> told);
        }
    }

    private <T> void pipe(CompletionStage<T> answer, Function<T, Heard> word) {
        looks = true;
        context.pipeToSelf(answer, (found, failure) -> failure == null ? word.apply(found) : new Failed(failure));
    }

    private void told(Told told) {
        var others = told.peers().stream().filter(peer -> !peer.equals(self)).toList();
        said.values().removeIf(word -> System.nanoTime() - word.at() > RECENT.toNanos());
        var somebody = said.values().stream().anyMatch(Said::inside);
        var now = new Told(told.peers(), told.lit() || somebody);
        if (now.lit() && !now.equals(asked) && !others.isEmpty()) {
            cluster.manager().tell(new JoinSeedNodes(others));
        }
        asked = now;
        for (var other : others) {
            Adapter.toClassic(context.getSystem())
                    .actorSelection(
                            new RootActorPath(other, "/").child("system").child(NAME))
                    .tell(new Here(isInside(), true, context.getSelf().narrow()), Adapter.toClassic(context.getSelf()));
        }
        if (!told.peers().contains(self)) {
            warn(told.peers());
        } else if (!now.lit() && 1 + said.size() >= majority) {
            pipe(beacon.begin(), Sign::new);
        }
    }

    private void sign(Optional<Claim> now) {
        if (own.isPresent() && now.isEmpty()) {
            context.getLog()
                    .warn("Another node has begun a cluster meanwhile; this one ends, and is to be started again");
            context.getSystem().terminate();
        } else if (own.isEmpty() && now.isPresent()) {
            context.getLog().info("Begins a cluster: {} say that there is none", said.keySet());
            cluster.manager().tell(Join.create(self));
        }
        own = now;
    }

    private boolean isInside() {
        return cluster.selfMember().status() != MemberStatus.removed();
    }

    /** With seeds that is as it may be: who is none of them never begins. */
    private void warn(List<Address> told) {
        if (!warned && peers.isComplete()) {
            warned = true;
            context.getLog()
                    .warn("cluster.address is {}, which is none of those who discovery tells of: {}", self, told);
        }
    }
}
