package io.gabion.node.shell;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The entities in memory. While there are too many, each that comes has a few looked after, in turn: one that was not used since it
 * was last looked after leaves. So sources that name ever new assets cannot fill the memory.
 */
final class Residents {
    /** More than one, or they would never become fewer. */
    private static final int LOOKS = 4;

    private final int most;
    private final LinkedHashSet<Runnable> all = new LinkedHashSet<>();

    /** @param most stay as long as they like */
    Residents(int most) {
        this.most = most;
    }

    /** @param look asks the entity to leave if it can */
    void come(Runnable look) {
        turn(look).forEach(Runnable::run);
    }

    private synchronized List<Runnable> turn(Runnable look) {
        all.addLast(look);
        var turn = new ArrayList<Runnable>(LOOKS);
        while (all.size() > most && turn.size() < LOOKS) {
            turn.add(all.removeFirst());
            all.addLast(turn.getLast());
        }
        return turn;
    }

    synchronized void leave(Runnable look) {
        all.remove(look);
    }

    synchronized int size() {
        return all.size();
    }
}
