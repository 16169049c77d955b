package io.gabion.node.shell;

import io.gabion.protocol.Envelope;
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
public final class Branch<R extends Branch.Stored> {
    /** A row with the envelope that the journal keeps it in. Nothing in it has to be opened to find its branch. */
    public interface Stored {
        Envelope as();
    }

    private final List<R> newest = new ArrayList<>();
    private final List<R> dropped = new ArrayList<>();
    private long epoch;
    private long seen;
    private long last;
    private long decision;

    /** Goes on after a row that a snapshot contains. From the beginning: 0, 0, 0. */
    public Branch(long epoch, long sequence, long decision) {
        this.epoch = epoch;
        this.seen = sequence;
        this.last = sequence;
        this.decision = decision;
    }

    /** The rows that are certain now, in order. */
    public List<R> read(R row) {
        if (row.as().sequence() != seen && row.as().sequence() != seen + 1) {
            throw new IllegalStateException("row " + (seen + 1) + " is missing");
        }
        seen = row.as().sequence();
        if (row.as().writerEpoch() < epoch) {
            dropped.add(row);
            return List.of();
        }
        if (row.as().writerEpoch() > epoch) {
            begin(row);
        } else if (row.as().sequence() <= last) {
            throw new IllegalStateException("row " + row.as().sequence() + " is there twice");
        } else if (row.as().sequence() > last + 1) {
            throw new IllegalStateException("row " + (last + 1) + " of owner " + epoch + " is missing");
        }
        return accept(row);
    }

    /** The last rows. */
    public List<R> end() {
        return release();
    }

    private void begin(R row) {
        epoch = row.as().writerEpoch();
        var knows = row.as().type().equals(Envelope.OWNED) ? row.as().decision() : decision;
        for (var each : List.copyOf(newest)) {
            if (each.as().sequence() >= row.as().sequence() || each.as().decision() > knows) {
                newest.remove(each);
                dropped.add(each);
                decision = Math.min(decision, before(each));
            }
        }
    }

    private List<R> accept(R row) {
        if (row.as().decision() != decision && before(row) != decision) {
            throw new IllegalStateException(
                    row.as().decision() > decision
                            ? "decision " + (decision + 1) + " is missing"
                            : "row " + row.as().sequence() + " knows nothing of decision " + decision);
        }
        var certain = row.as().decision() > decision ? release() : List.<R>of();
        newest.add(row);
        decision = row.as().decision();
        last = row.as().sequence();
        return certain;
    }

    /** The decision before this row. What a shell notes belongs to none: it carries the number of the one before. */
    private static long before(Stored row) {
        return row.as().isNote() ? row.as().decision() : row.as().decision() - 1;
    }

    private List<R> release() {
        var certain = List.copyOf(newest);
        newest.clear();
        return certain;
    }

    public List<R> dropped() {
        return List.copyOf(dropped);
    }

    /** The journal's last number, whoever wrote it. */
    long seen() {
        return seen;
    }
}
