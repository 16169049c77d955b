package io.gabion.node.shell;

import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.protocol.entity.Checkpointed;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.entity.Snapshotted;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * One entity with all that its shell needs.
 *
 * @param name the id in one word, as its shard has it
 * @param epoch of this owner, written into every row; 0 until it is claimed
 * @param shard asked for leave when the entity has nothing to do; answers with {@link Input.Stop}
 */
record Hosted<S, C extends Message, E>(
        EntityId id,
        String name,
        Made<S, C, E> made,
        Host host,
        ActorRef<ClusterSharding.ShardCommand> shard,
        long epoch) {
    Hosted<S, C, E> owning(long claimed) {
        return new Hosted<>(id, name, made, host, shard, claimed);
    }

    Entity<S, C, E> entity() {
        return made.entity();
    }

    @SuppressWarnings("unchecked") // The command and the state of one entity are what they are in the other interface.
    Optional<Checkpointed<S, C>> checkpointed() {
        return made.entity() instanceof Checkpointed<?, ?> both
                ? Optional.of((Checkpointed<S, C>) both)
                : Optional.empty();
    }

    @SuppressWarnings("unchecked") // As above.
    Optional<Snapshotted<S>> snapshotted() {
        return made.entity() instanceof Snapshotted<?> both ? Optional.of((Snapshotted<S>) both) : Optional.empty();
    }
}
