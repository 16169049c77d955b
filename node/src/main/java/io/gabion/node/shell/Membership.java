package io.gabion.node.shell;

import com.typesafe.config.Config;
import java.io.IOException;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** What a mesh is part of. */
public interface Membership {
    /** What the actor system needs for it, beside what its store needs. */
    Config over(Config store);

    /**
     * Lets the node in and waits until it may host entities; none is started before.
     *
     * @throws IOException in one line
     */
    Fence join(ActorSystem<?> system) throws IOException;

    /** From a node's last word until others have its entities; zero if there are no others. */
    Duration takeover();

    /** Whether, of all nodes, this one does what one has to do. Two may for a moment, or none. */
    boolean leads(ActorSystem<?> system);

    /** A cluster of one. */
    record Alone(Fence fence) implements Membership {
        /** With nobody to lose against. */
        public Alone() {
            this(Fence.ONE_NODE);
        }

        @Override
        public Config over(Config store) {
            return store;
        }

        @Override
        public Fence join(ActorSystem<?> system) {
            var cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
            return fence;
        }

        @Override
        public Duration takeover() {
            return Duration.ZERO;
        }

        @Override
        public boolean leads(ActorSystem<?> system) {
            return true;
        }
    }
}
