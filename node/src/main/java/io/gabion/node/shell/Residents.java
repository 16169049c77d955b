package io.gabion.node.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The entities in memory, each looked after once in a while: one that was not used since it was last looked after leaves. While
 * there are too many, each that comes has a few looked after at once, in turn. Of those that only wait for a time and may
 * oversleep, half as many may stay. So sources that name ever new assets cannot fill the memory.
 */
final class Residents {
    /** So that those who came together are not all looked after at once, if there is time. */
    private static final int ROUNDS = 64;

    private static final Duration SHORTEST = Duration.ofMillis(50);

    /** More than one, or they would never become fewer. */
    private static final int LOOKS = 4;

    private final int most;
    private final int rounds;
    /** Before the first and behind the last: who is looked after next is {@code ends.next}. */
    private final Place ends = new Place(() -> {});

    private final Duration round;
    private int size;
    private int waiting;
    private long turnedOut;
    private long forgotten;
    private int now;

    /**
     * @param most are not looked after before it is their time
     * @param idle between two looks at one entity
     */
    Residents(int most, Duration idle) {
        this.most = most;
        this.rounds = Math.clamp(idle.dividedBy(SHORTEST), 1, ROUNDS);
        this.round = idle.dividedBy(rounds);
        ends.next = ends;
        ends.previous = ends;
    }

    /** Where one entity stands in line; out of line it is followed by itself. */
    static final class Place {
        private final Runnable look;
        private Place previous = this;
        private Place next = this;
        private int due;
        private boolean waits;

        private Place(Runnable look) {
            this.look = look;
        }

        private void stepOut() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }
    }

    /** @param look asks the entity to leave if it can */
    Place come(Runnable look) {
        var place = new Place(look);
        enter(place).forEach(Runnable::run);
        return place;
    }

    private synchronized List<Runnable> enter(Place place) {
        size++;
        toTheEnd(place);
        var looks = new ArrayList<Runnable>(LOOKS);
        while (size > most && looks.size() < LOOKS) {
            looks.add(next());
        }
        return looks;
    }

    /** How often {@link #goRound} is to be called. */
    Duration round() {
        return round;
    }

    /**
     * Looks after those whose time has come. One timer for all, since one for each would be a tenth of what it takes; and no
     * time-out that every message would set anew.
     */
    void goRound() {
        due().forEach(Runnable::run);
    }

    private synchronized List<Runnable> due() {
        now++;
        var looks = new ArrayList<Runnable>();
        while (size > 0 && ends.next.due - now <= 0) {
            looks.add(next());
        }
        return looks;
    }

    private Runnable next() {
        var place = ends.next;
        place.stepOut();
        toTheEnd(place);
        return place.look;
    }

    private void toTheEnd(Place place) {
        place.due = now + rounds;
        place.previous = ends.previous;
        place.next = ends;
        place.previous.next = place;
        ends.previous = place;
    }

    /** Whether one that only waits may stay, as often as it asks: those who asked first may. */
    synchronized boolean mayWait(Place place) {
        if (!place.waits && waiting < most / 2) {
            place.waits = true;
            waiting++;
        } else if (!place.waits) {
            turnedOut++;
        }
        return place.waits;
    }

    /** How many had to leave though they waited for a time. */
    synchronized long turnedOut() {
        return turnedOut;
    }

    /** One leaves for good: nothing of it is stored any more. */
    synchronized void forgot() {
        forgotten++;
    }

    synchronized long forgotten() {
        return forgotten;
    }

    /** As often as one likes. */
    synchronized void leave(Place place) {
        if (place.next != place) {
            place.stepOut();
            size--;
            waiting -= place.waits ? 1 : 0;
        }
    }

    synchronized int size() {
        return size;
    }
}
