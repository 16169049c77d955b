package io.gabion.node.shell;

import io.gabion.node.shell.Row.Noted;
import io.gabion.node.shell.Row.Owned;
import io.gabion.node.shell.Row.Stored;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells an entity's history from what stale owners wrote into its journal. Rows come by sequence, those of one sequence
 * in any order. A row of a lower epoch than one before it is dropped; the first row of a higher epoch drops what it
 * overlaps, and what its owner had not seen when it recovered. So the newest decision is held back until the next row.
 *
 * <p>Throws if something is missing: every number in the journal has a row of somebody; every owner's own rows follow
 * each other without a gap; decisions count 1, 2, 3 … along what is not dropped.
 */
final class Branch<E> {
    private final List<Stored<E>> newest = new ArrayList<>();
    private final List<Stored<E>> dropped = new ArrayList<>();
    private long epoch;
    private long seen;
    private long last;
    private long decision;

    /** Goes on after a row that a snapshot contains. From the beginning: 0, 0, 0. */
    Branch(long epoch, long sequence, long decision) {
        this.epoch = epoch;
        this.seen = sequence;
        this.last = sequence;
        this.decision = decision;
    }

    /** The rows that are certain now, in order. */
    List<Row<E>> read(Stored<E> row) {
        if (row.sequence() != seen && row.sequence() != seen + 1) {
            throw new IllegalStateException("row " + (seen + 1) + " is missing");
        }
        seen = row.sequence();
        if (row.epoch() < epoch) {
            dropped.add(row);
            return List.of();
        }
        if (row.epoch() > epoch) {
            begin(row);
        } else if (row.sequence() <= last) {
            throw new IllegalStateException("row " + row.sequence() + " is there twice");
        } else if (row.sequence() > last + 1) {
            throw new IllegalStateException("row " + (last + 1) + " of owner " + epoch + " is missing");
        }
        return accept(row);
    }

    /** The last rows. */
    List<Row<E>> end() {
        return release();
    }

    private void begin(Stored<E> row) {
        epoch = row.epoch();
        var knows = row.row() instanceof Noted<E> noted && noted.note() instanceof Owned ? row.decision() : decision;
        for (var each : List.copyOf(newest)) {
            if (each.sequence() >= row.sequence() || each.decision() > knows) {
                newest.remove(each);
                dropped.add(each);
                decision = Math.min(decision, each.decision() - 1);
            }
        }
    }

    private List<Row<E>> accept(Stored<E> row) {
        if (row.decision() != decision && row.decision() != decision + 1) {
            throw new IllegalStateException(
                    row.decision() > decision
                            ? "decision " + (decision + 1) + " is missing"
                            : "row " + row.sequence() + " knows nothing of decision " + decision);
        }
        var certain = row.decision() > decision ? release() : List.<Row<E>>of();
        newest.add(row);
        decision = row.decision();
        last = row.sequence();
        return certain;
    }

    private List<Row<E>> release() {
        var certain = newest.stream().<Row<E>>map(Stored::row).toList();
        newest.clear();
        return certain;
    }

    List<Stored<E>> dropped() {
        return List.copyOf(dropped);
    }

    /** The journal's last number, whoever wrote it. */
    long seen() {
        return seen;
    }
}
