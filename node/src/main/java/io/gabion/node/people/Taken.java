package io.gabion.node.people;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What counts once, until it would not be taken anyway. When it is full it takes nothing more. Safe for several threads. */
final class Taken {
    private final int most;
    private final Map<String, Instant> until = new LinkedHashMap<>();

    Taken(int most) {
        this.most = most;
    }

    enum Answer {
        NEW,
        SEEN,
        FULL
    }

    synchronized Answer take(String what, Instant end, Instant now) {
        if (until.size() >= most) {
            until.values().removeIf(other -> other.isBefore(now));
        }
        if (until.containsKey(what)) {
            return Answer.SEEN;
        }
        if (until.size() >= most) {
            return Answer.FULL;
        }
        until.put(what, end);
        return Answer.NEW;
    }

    synchronized void giveBack(String what) {
        until.remove(what);
    }
}
