package io.gabion.node.shell;

import io.gabion.node.shell.Row.Dropped;
import io.gabion.node.shell.Row.ForkRepaired;
import io.gabion.node.shell.Row.Handed;
import io.gabion.node.shell.Row.Note;
import io.gabion.node.shell.Row.Owned;
import io.gabion.node.shell.Row.Readmitted;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An entity's state, how much of its journal made it, and what it owes others: the sends that its events owe, less
 * those handed over. Changed in place, because a passing event is no row; a shell never restarts in place.
 */
final class Memory<S, E> {
    /** A send that is not handed over, and the event that owes it. */
    record Owed<E>(Send send, E event) {}

    /** An event, and those of its sends that are not handed over. */
    record Owing<E>(E event, List<String> sends) {}

    private final Entity<S, ?, E> entity;
    private final long checkpoint;
    /** Most entities owe nothing and were never forked: what is empty takes nothing. */
    private Map<String, Owed<E>> outbox = Collections.emptyMap();

    private Set<Dropped> reported = Set.of();
    /** Until it is recovered. */
    private Optional<Branch<Row.Stored<E>>> branch = Optional.of(new Branch<>(0, 0, 0));

    private List<Dropped> unreported = List.of();
    private S state;
    private long sequence;
    private long decision;
    private long changes;
    /** Whose rows were the last when this was recovered. */
    private long after;

    private boolean owned;
    /** Of these one was a claim, and no operator has said yet that it may go on. */
    private List<Dropped> quarantine = List.of();

    /** @param checkpoint the last row that {@code state} already contains */
    Memory(Entity<S, ?, E> entity, S state, long checkpoint) {
        this.entity = entity;
        this.state = state;
        this.checkpoint = checkpoint;
    }

    /** Goes on after this row of this owner, owing this, with this told. */
    void resume(long epoch, long atSequence, long atDecision, List<Owing<E>> owing, List<Dropped> told) {
        reported = Set.copyOf(told);
        branch = Optional.of(new Branch<>(epoch, atSequence, atDecision));
        sequence = atSequence;
        decision = atDecision;
        for (var owed : owing) {
            owe(owed.event());
            outbox.values()
                    .removeIf(o -> o.event() == owed.event()
                            && !owed.sends().contains(o.send().id()));
        }
    }

    /** A row that the journal gives, or one that was just written. Throws if a row before it is missing. */
    Memory<S, E> fold(Row<E> row) {
        if (row instanceof Row.Stored<E> stored) {
            branch.orElseThrow().read(stored).forEach(this::apply);
        } else {
            apply(row);
        }
        return this;
    }

    /** The journal gives no more. Throws as {@link #fold}. */
    void recovered() {
        var read = branch.orElseThrow();
        branch = Optional.empty();
        read.end().forEach(this::apply);
        sequence = read.seen();
        after = read.owner();
        owned = false;
        unreported = unreported(read.dropped());
        quarantineFor(unreported);
    }

    /** What a replaced owner wrote since then. */
    void found(List<Row.Stored<E>> rows) {
        unreported = unreported(rows);
    }

    private List<Dropped> unreported(List<Row.Stored<E>> rows) {
        return rows.stream()
                .map(this::dropped)
                .filter(dropped -> !reported.contains(dropped))
                .toList();
    }

    private Dropped dropped(Row.Stored<E> row) {
        var claim = row.row() instanceof Row.Happened<E> happened && entity.claims(happened.event());
        return new Dropped(
                row.sequence(), row.decision(), row.epoch(), hash(row.as().payload()), claim);
    }

    private static String hash(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void apply(Row<E> row) {
        switch (row) {
            case Row.Happened<E> happened -> {
                if (row.sequence() > checkpoint) {
                    pass(happened.event());
                }
                owe(happened.event());
            }
            case Row.Noted<E> noted -> note(noted.note());
            case Row.Stored<E> stored -> apply(stored.row());
        }
        sequence = row.sequence();
        decision = row.decision();
    }

    private void note(Note note) {
        switch (note) {
            case Handed(var sends) -> outbox.keySet().removeAll(sends);
            case Owned _ -> owned = true;
            case ForkRepaired(var dropped) -> {
                reported = new HashSet<>(reported);
                reported.addAll(dropped);
                quarantineFor(dropped);
                unreported = List.of();
            }
            case Readmitted _ -> quarantine = List.of();
        }
    }

    private void quarantineFor(List<Dropped> dropped) {
        if (dropped.stream().anyMatch(Dropped::claim)) {
            quarantine = dropped;
        }
    }

    private void owe(E event) {
        var owed = entity.owes(event);
        if (outbox.isEmpty() && !owed.isEmpty()) {
            outbox = new LinkedHashMap<>();
        }
        owed.forEach(send -> outbox.put(send.id(), new Owed<>(send, event)));
    }

    void pass(E event) {
        state = entity.apply(state, event);
        changes++;
    }

    /**
     * The rows of the next decision, after what the shell itself has to note; none if there is nothing to write.
     *
     * @param owner its first row says so; 0 if nobody else can own the entity
     */
    List<Row<E>> rows(long owner, List<Note> notes, List<E> events, Instant at) {
        if (notes.isEmpty() && events.isEmpty() && unreported.isEmpty()) {
            return List.of();
        }
        var noted = new ArrayList<Note>();
        if (owner > 0 && !owned) {
            noted.add(new Owned(owner, List.of(after)));
        }
        if (!unreported.isEmpty()) {
            noted.add(new ForkRepaired(unreported));
        }
        noted.addAll(notes);
        var rows = new ArrayList<Row<E>>();
        for (var note : noted) {
            rows.add(new Row.Noted<>(sequence + rows.size() + 1, decision, at, note));
        }
        for (var event : events) {
            rows.add(new Row.Happened<>(sequence + rows.size() + 1, decision + 1, at, event));
        }
        return rows;
    }

    /** What stale owners wrote and no owner has noted yet. */
    List<Dropped> unreported() {
        return unreported;
    }

    /** What stale owners wrote behind the last row, and was noted: a recovery that begins there meets it once more. */
    List<Dropped> told() {
        return reported.stream().filter(row -> row.sequence() > sequence()).toList();
    }

    /** Whether an operator has to look first: a stale owner was about to call the world. */
    boolean quarantined() {
        return !quarantine.isEmpty();
    }

    /** What it is in quarantine for, in the order in which it was told. */
    List<Dropped> quarantine() {
        return quarantine;
    }

    S state() {
        return state;
    }

    /** What these events will make of the state. */
    S stateAfter(List<E> events) {
        var next = state;
        for (var event : events) {
            next = entity.apply(next, event);
        }
        return next;
    }

    /** The last row that the state contains. */
    long sequence() {
        return Math.max(sequence, checkpoint);
    }

    long decision() {
        return decision;
    }

    /** Grows with every change of the state. */
    long changes() {
        return changes;
    }

    boolean owes(String send) {
        return outbox.containsKey(send);
    }

    List<Send> outbox() {
        return outbox.values().stream().map(Owed::send).toList();
    }

    boolean owesNothing() {
        return outbox.isEmpty();
    }

    Collection<Owed<E>> owed() {
        return List.copyOf(outbox.values());
    }
}
