package io.gabion.node.shell;

import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An entity's state, how much of its journal made it, and what it owes others: the sends that its events owe, less
 * those handed over. Changed in place, because a passing event is no row; a shell never restarts in place.
 */
final class Memory<S, E> {
    private final Entity<S, ?, E> entity;
    private final long checkpoint;
    private final Map<String, Send> outbox = new LinkedHashMap<>();
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

    Memory<S, E> fold(Row<E> row) {
        switch (row) {
            case Row.Happened<E> happened -> {
                if (row.sequence() > checkpoint) {
                    pass(happened.event());
                }
                entity.owes(happened.event()).forEach(send -> outbox.put(send.id(), send));
            }
            case Row.Handed<E> handed -> outbox.keySet().removeAll(List.copyOf(handed.sends()));
        }
        sequence = row.sequence();
        decision = row.decision();
        return this;
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

    /** The last row that the state contains. */
    long sequence() {
        return Math.max(sequence, checkpoint);
    }

    /** Grows with every change of the state. */
    long changes() {
        return changes;
    }

    boolean owes(String send) {
        return outbox.containsKey(send);
    }

    Collection<Send> outbox() {
        return Collections.unmodifiableCollection(outbox.values());
    }
}
