package io.gabion.node.shell;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Later;
import java.time.Instant;
import java.util.List;

/** What a shell journals, with its place in the journal. */
sealed interface Row<E> {
    long sequence();

    /** A row that is no event belongs to no decision: it carries the number of the one before. */
    long decision();

    Instant at();

    record Happened<E>(long sequence, long decision, Instant at, E event) implements Row<E> {}

    /** The shell's own. */
    record Noted<E>(long sequence, long decision, Instant at, Note note) implements Row<E> {}

    /** A row as the journal gives it, with the envelope that it came in. */
    record Stored<E>(Row<E> row, Envelope as) implements Row<E>, Branch.Stored {
        @Override
        public long sequence() {
            return as.sequence();
        }

        @Override
        public long decision() {
            return as.decision();
        }

        @Override
        public Instant at() {
            return as.time();
        }

        @Override
        public List<Long> after() {
            return row instanceof Noted<E> noted && noted.note() instanceof Owned owned ? owned.after() : List.of();
        }

        long epoch() {
            return as.writerEpoch();
        }
    }

    /** What a shell has to say about itself. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @Type(value = Handed.class, name = Envelope.HANDED),
        @Type(value = Owned.class, name = Envelope.OWNED),
        @Type(value = ForkRepaired.class, name = Envelope.FORK_REPAIRED),
        @Type(value = Readmitted.class, name = Envelope.READMITTED)
    })
    sealed interface Note {
        EventCodec<Note> CODEC = new EventCodec<>(Note.class, List.of());
    }

    /** These sends have been acknowledged. */
    record Handed(List<String> sends) implements Note {
        public Handed {
            sends = List.copyOf(sends);
        }
    }

    /**
     * The first row of an owner, where a store has several. It stands before anything that the owner did, so that nothing
     * of an owner can be missing at its beginning unseen.
     *
     * @param after the one owner whose rows it goes on after, 0 if there were none: what owners between them wrote it has not
     *     seen. Empty where an earlier version did not say
     */
    record Owned(long epoch, @Later List<Long> after) implements Note {
        public Owned {
            after = List.copyOf(after);
        }
    }

    /** These rows are no part of the entity's history: an owner wrote them that had been replaced. */
    record ForkRepaired(List<Dropped> dropped) implements Note {
        public ForkRepaired {
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * @param hash SHA-256 of the sealed payload, in hexadecimal
     * @param claim whether it says that the world was about to be called
     */
    record Dropped(long sequence, long decision, long epoch, String hash, boolean claim) {}

    /** An operator has seen both branches: the entity goes on. */
    record Readmitted(String by) implements Note {}
}
