package io.gabion.node.shell;

import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private final Map<String, Owed<E>> outbox = new LinkedHashMap<>();
    private S state;
    private long sequence;
    private long decision;
    private long changes;

    /** @param checkpoint the last row that {@code state} already contains */
    Memory(Entity<S, ?, E> entity, S state, long checkpoint) {
        this.entity = entity;
        this.state = state;
        this.checkpoint = checkpoint;
    }

    /** Goes on after this row, owing this. */
    void resume(long atSequence, long atDecision, List<Owing<E>> owing) {
        sequence = atSequence;
        decision = atDecision;
        for (var owed : owing) {
            owe(owed.event());
            outbox.values()
                    .removeIf(o -> o.event() == owed.event()
                            && !owed.sends().contains(o.send().id()));
        }
    }

    /** Throws if a row before this one is missing. */
    Memory<S, E> fold(Row<E> row) {
        if (row.sequence() != sequence + 1) {
            throw new IllegalStateException("row " + (sequence + 1) + " is missing");
        }
        switch (row) {
            case Row.Happened<E> happened -> {
                if (row.sequence() > checkpoint) {
                    pass(happened.event());
                }
                owe(happened.event());
            }
            case Row.Handed<E> handed -> outbox.keySet().removeAll(List.copyOf(handed.sends()));
        }
        sequence = row.sequence();
        decision = row.decision();
        return this;
    }

    private void owe(E event) {
        entity.owes(event).forEach(send -> outbox.put(send.id(), new Owed<>(send, event)));
    }

    void pass(E event) {
        state = entity.apply(state, event);
        changes++;
    }

    /** The rows of the next decision, after what was handed over since the last. */
    List<Row<E>> rows(List<String> handed, List<E> events, Instant at) {
        var rows = new ArrayList<Row<E>>();
        if (!handed.isEmpty()) {
            rows.add(new Row.Handed<>(sequence + 1, decision, at, handed));
        }
        for (var event : events) {
            rows.add(new Row.Happened<>(sequence + rows.size() + 1, decision + 1, at, event));
        }
        return rows;
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
