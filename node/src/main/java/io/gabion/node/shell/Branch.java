package io.gabion.node.shell;

import io.gabion.protocol.Envelope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/**
 * Tells an entity's history from what stale owners wrote into its journal. Rows come by sequence, those of one sequence
 * in any order. A row of a lower epoch than one before it is dropped; the first row of a higher epoch drops what it
 * overlaps, and what its owner had not seen when it recovered. So the newest decision is held back until the next row.
 *
 * <p>A write may come so late that the next owner but one never saw it, nor that its owner began: whom an owner goes on after, its
 * first row says, and what others wrote between the two is dropped. Once a row was dropped, all is held back until the last.
 *
 * <p>Throws if something is missing: every number in the journal has a row of somebody; every owner's own rows follow
 * each other without a gap; decisions count 1, 2, 3 … along what is not dropped.
 */
public final class Branch<R extends Branch.Stored> {
    /** A row with the envelope that the journal keeps it in. */
    public interface Stored {
        Envelope as();

        /** If it is an owner's first: the one whose rows that owner goes on after. Empty if it does not say. */
        List<Long> after();
    }

    private final List<R> newest = new ArrayList<>();
    private final List<R> dropped = new ArrayList<>();
    /** All that was read after the last row that is certain. */
    private final List<R> held = new ArrayList<>();

    private Place place;
    /** Before the first that is held. */
    private Place certain;

    private long seen;
    private boolean forked;

    /** After a row of that owner. */
    private record Place(long epoch, long last, long decision) {}

    /** Goes on after a row that a snapshot contains. From the beginning: 0, 0, 0. */
    public Branch(long epoch, long sequence, long decision) {
        this.place = new Place(epoch, sequence, decision);
        this.certain = place;
        this.seen = sequence;
    }

    /** The rows that are certain now, in order. */
    public List<R> read(R row) {
        if (row.as().sequence() != seen && row.as().sequence() != seen + 1) {
            throw new IllegalStateException("row " + (seen + 1) + " is missing");
        }
        seen = row.as().sequence();
        held.add(row);
        if (forked) {
            return List.of();
        }
        var before = place;
        var released = follow(row);
        forked = !dropped.isEmpty();
        if (forked || released.isEmpty()) {
            return List.of();
        }
        certain = before;
        held.clear();
        held.add(row);
        return released;
    }

    /** The last rows. */
    public List<R> end() {
        return forked ? toldApart() : release();
    }

    /** Of all that is held, from the newest owner back to whom it goes on after, and so on. */
    private List<R> toldApart() {
        var owners = new TreeMap<Long, List<Long>>(Comparator.reverseOrder());
        for (var row : held) {
            owners.merge(row.as().writerEpoch(), row.after(), (one, other) -> one.isEmpty() ? other : one);
        }
        var unseen = new HashSet<Long>();
        long next = Long.MAX_VALUE;
        for (var owner : owners.entrySet()) {
            if (owner.getKey() > next) {
                unseen.add(owner.getKey());
            } else if (!owner.getValue().isEmpty()) {
                next = owner.getValue().getFirst();
            }
        }
        newest.clear();
        dropped.clear();
        place = certain;
        var history = new ArrayList<R>();
        for (var row : held) {
            if (unseen.contains(row.as().writerEpoch())) {
                dropped.add(row);
            } else {
                history.addAll(follow(row));
            }
        }
        history.addAll(release());
        return history;
    }

    private List<R> follow(R row) {
        if (row.as().writerEpoch() < place.epoch) {
            dropped.add(row);
            return List.of();
        }
        if (row.as().writerEpoch() > place.epoch) {
            begin(row);
        } else if (row.as().sequence() <= place.last) {
            throw new IllegalStateException("row " + row.as().sequence() + " is there twice");
        } else if (row.as().sequence() > place.last + 1) {
            throw new IllegalStateException("row " + (place.last + 1) + " of owner " + place.epoch + " is missing");
        }
        return accept(row);
    }

    private void begin(R row) {
        long decision = place.decision;
        var knows = row.as().type().equals(Envelope.OWNED) ? row.as().decision() : decision;
        for (var each : List.copyOf(newest)) {
            if (each.as().sequence() >= row.as().sequence() || each.as().decision() > knows) {
                newest.remove(each);
                dropped.add(each);
                decision = Math.min(decision, before(each));
            }
        }
        place = new Place(row.as().writerEpoch(), row.as().sequence() - 1, decision);
    }

    private List<R> accept(R row) {
        if (row.as().decision() != place.decision && before(row) != place.decision) {
            throw new IllegalStateException(
                    row.as().decision() > place.decision
                            ? "decision " + (place.decision + 1) + " is missing"
                            : "row " + row.as().sequence() + " knows nothing of decision " + place.decision);
        }
        var certain = row.as().decision() > place.decision ? release() : List.<R>of();
        newest.add(row);
        place = new Place(place.epoch, row.as().sequence(), row.as().decision());
        return certain;
    }

    /** The decision before this row. What a shell notes belongs to none: it carries the number of the one before. */
    private static long before(Stored row) {
        return row.as().isNote() ? row.as().decision() : row.as().decision() - 1;
    }

    private List<R> release() {
        var released = List.copyOf(newest);
        newest.clear();
        return released;
    }

    public List<R> dropped() {
        return List.copyOf(dropped);
    }

    /** The journal's last number, whoever wrote it. */
    long seen() {
        return seen;
    }

    /** Whose rows are the history's last. */
    long owner() {
        return place.epoch;
    }
}
