package io.gabion.loadtests.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the batches that were brought from outside. Safe for several threads. */
final class Tally {
    static final int ACCEPTED = 202;
    /** Instead of the status of an answer that did not come. */
    static final int NONE = 0;

    /** Until they bring a batch again senders wait; whatever else is no server's failure will be said again, for ever. */
    private static final Set<Integer> LATER = Set.of(408, 429);

    private static final int SERVER = 500;

    /** A slow machine acknowledges 10 batches before the fault, and then one in 15 s. */
    private static final int LEAST = 10;

    private static final Duration LEAST_EACH = Duration.ofSeconds(15);
    private static final int FEWEST_ATTACKERS = 10;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> attackers = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Integer> forGood = new ConcurrentHashMap<>();
    /** Of both, what a fault brought. */
    private final AtomicInteger owed = new AtomicInteger();

    private final AtomicInteger owedAttackers = new AtomicInteger();

    private final AtomicInteger turnedAway = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong longestGap = new AtomicLong();
    private volatile Instant lastAck = Instant.now();

    /** Whether this answer says that a batch will never be taken. */
    static boolean isForGood(int status) {
        return status != NONE && status != ACCEPTED && status < SERVER && !LATER.contains(status);
    }

    void acknowledged(String batch) {
        acknowledged.add(batch);
        var now = Instant.now();
        longestGap.accumulateAndGet(Duration.between(lastAck, now).toMillis(), Math::max);
        lastAck = now;
    }

    /** All its attempts are acknowledged. */
    void attacked(String address) {
        attackers.add(address);
    }

    /** What a fault brought is acknowledged: a batch, and the attacker in it. It says nothing of how much the load brought. */
    void owed(String batch, String address) {
        owed(batch);
        attackers.add(address);
        owedAttackers.incrementAndGet();
    }

    /** As {@link #owed(String, String)}, without an attacker. */
    void owed(String batch) {
        acknowledged.add(batch);
        owed.incrementAndGet();
    }

    void turnedAway() {
        turnedAway.incrementAndGet();
    }

    /** By a node that was to serve. */
    void refused() {
        refused.incrementAndGet();
    }

    void refusedForGood(int status) {
        forGood.merge(status, 1, Integer::sum);
    }

    /** Ids of batches. */
    Set<String> batches() {
        return Set.copyOf(acknowledged);
    }

    /** Addresses whose attempts are all acknowledged. */
    Set<String> attackers() {
        return Set.copyOf(attackers);
    }

    /** How often a node did not acknowledge what it was brought. */
    int timesTurnedAway() {
        return turnedAway.get();
    }

    /** How often a node did so that nobody had told to end: by an answer, or by taking no connection. */
    int timesRefused() {
        return refused.get();
    }

    /** The longest time in which no sender got an acknowledgement. */
    Duration longestGap() {
        return Duration.ofMillis(longestGap.get());
    }

    /**
     * Of nothing, nothing can be lost.
     *
     * @param whose in words
     * @param took from the first batch to the last
     * @param share of what three senders bring this is one in so many
     * @return what makes this load no proof, each in a line
     */
    List<String> tooLittle(String whose, Duration took, int share) {
        var found = new ArrayList<String>();
        new TreeMap<>(forGood)
                .forEach((status, times) -> found.add(
                        "the lab: batches%s are refused for good, with %d: %d".formatted(whose, status, times)));
        int acked = acknowledged.size() - owed.get();
        long least = (LEAST + took.dividedBy(LEAST_EACH)) / share;
        if (acked < least) {
            found.add("the lab: too little was acknowledged%s: %d batches in %d s, of at least %d"
                    .formatted(whose, acked, took.toSeconds(), least));
        }
        int attacked = attackers.size() - owedAttackers.get();
        long fewest = Math.max(1, least / FEWEST_ATTACKERS);
        if (attacked < fewest) {
            found.add("the lab: too few attacks were acknowledged%s: %d, of at least %d"
                    .formatted(whose, attacked, fewest));
        }
        return found;
    }
}
