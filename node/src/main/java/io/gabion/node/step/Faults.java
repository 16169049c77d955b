package io.gabion.node.step;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;

/** What goes wrong, and how slow things are. Drawn from a seed in a simulation. */
public interface Faults {
    /** Nothing goes wrong and nothing takes time: for replays. */
    Faults NONE = new Faults() {
        @Override
        public Owner afterWrite(EntityId id) {
            return Owner.LIVES;
        }

        @Override
        public int copies() {
            return 1;
        }

        @Override
        public Duration delay() {
            return Duration.ZERO;
        }
    };

    /** Asked after each write, before its effects. */
    Owner afterWrite(EntityId id);

    /** How many copies of a message arrive: 0, 1 or 2. */
    int copies();

    Duration delay();

    /** How long what is written takes until it is durable. Entities go on meanwhile; whoever asked, and the world, wait. */
    default Duration sync() {
        return Duration.ZERO;
    }

    /** Whether the disk says that it has what it has not: nothing helps against that. */
    default boolean diskLies() {
        return false;
    }

    /** What becomes of the owner of an entity between its write and its effects. */
    enum Owner {
        LIVES,
        /** Dies; the next owner recovers. */
        CRASHES,
        /** Is paused, replaced, and goes on: it believes that it still owns the entity. */
        GOES_STALE
    }
}
