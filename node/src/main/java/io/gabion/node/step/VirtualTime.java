package io.gabion.node.step;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that moves from one due action to the next, taken by (due, place, order of arrival). */
public final class VirtualTime {
    private record Due(Instant at, String place, long arrival, Runnable action) {}

    private final PriorityQueue<Due> agenda = new PriorityQueue<>(
            Comparator.comparing(Due::at).thenComparing(Due::place).thenComparing(Due::arrival));
    private Instant now;
    private long arrivals;

    public VirtualTime(Instant start) {
        this.now = start;
    }

    public Instant now() {
        return now;
    }

    public void at(Instant due, String place, Runnable action) {
        agenda.add(new Due(due.isBefore(now) ? now : due, place, arrivals++, action));
    }

    /** Takes everything that is due until {@code end}, then stands there. Never goes back. */
    public void runUntil(Instant end) {
        while (!agenda.isEmpty() && !agenda.peek().at().isAfter(end)) {
            var due = agenda.remove();
            now = due.at();
            due.action().run();
        }
        now = end.isAfter(now) ? end : now;
    }
}
