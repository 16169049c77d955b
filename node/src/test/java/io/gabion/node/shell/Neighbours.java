package io.gabion.node.shell;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of nodes of this process over plain TCP: for what nodes say to each other, not for who is let in. */
record Neighbours(Optional<ActorSystem<?>> first, String other) implements Membership {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** @param other settings of this node only */
    static Config over(String other, Config store) {
        return ConfigFactory.parseString(other)
                .withFallback(ConfigFactory.parseString("""
                        pekko.remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        """))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("io/gabion/node/cluster/cluster.conf"))
                .withFallback(store)
                .resolve();
    }

    @Override
    public Config over(Config store) {
        return over(other, store);
    }

    @Override
    public Fence join(ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        var to = Cluster.get(first.isPresent() ? first.get() : system);
        cluster.manager().tell(Join.create(to.selfMember().address()));
        await().atMost(PATIENCE).until(() -> cluster.selfMember().status() == MemberStatus.up());
        return Fence.ONE_NODE;
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
