package io.gabion.loadtests.faults;

import io.gabion.loadtests.faults.Invariants.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * Something that is done to a loaded cluster, and what is looked at afterwards.
 *
 * @param load that came meanwhile
 * @param blocked addresses of this load that the firewall was told of
 * @param unknown addresses of this load that nobody knows yet whether they are blocked
 * @param dropped rows of stale owners in the whole journal, if it was read
 * @param healthy seconds until every node acknowledged again
 * @param found what is violated
 */
record Trial(Load load, int blocked, int unknown, OptionalInt dropped, long healthy, List<String> found) {
    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration HEALTHY = Duration.ofSeconds(120);
    /** So long it is waited for all the same: what is looked at afterwards should be at rest. */
    static final Duration PATIENCE = Duration.ofSeconds(300);

    /** So long each sender is waited for when every node acknowledges again. */
    private static final Duration SERVED = Duration.ofSeconds(60);

    /** The other tenant has one slow sender. */
    private static final int SHARE = 8;

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int LOOKS = 5;
    /** So long an effect may take until it is read back. */
    private static final Duration READ_BACK = Duration.ofSeconds(10);
    /** To read the whole journal costs more. */
    private static final Duration LOOK_INTO_JOURNAL = Duration.ofSeconds(15);

    /** @param first no other trial of this lab has addresses of this number */
    static Trial run(Lab lab, String name, int first, long seed, Fault.Strike strike)
            throws IOException, InterruptedException {
        var load = Load.withNeighbour(lab.nodes(), name + "-" + first, first, seed);
        lab.tally(load.tally());
        var found = new ArrayList<String>();
        long healthy;
        Duration took;
        int unknown = 0;
        var dropped = OptionalInt.empty();
        try (load) {
            Thread.sleep(BEFORE);
            try {
                strike.at(lab, new Random(seed));
            } catch (IOException e) {
                found.add("the blow: " + e.getMessage());
            }
            healthy = awaitHealth(lab);
            for (var sender : load.awaitEach(SERVED)) {
                found.add("the lab: every node acknowledges, but nothing of " + sender + " within " + SERVED.toSeconds()
                        + " s");
            }
            took = load.took();
        }
        found.addAll(load.tally().tooLittle("", took, 1));
        found.addAll(load.neighbours().tooLittle(" of " + Tenancy.NEIGHBOURS.tenant(), took, SHARE));
        try {
            var rest = settle(lab, load);
            var before = lab.firewall().added();
            var inForce = new HashSet<>(lab.inForce());
            var since = Duration.ofNanos(System.nanoTime() - rest.at());
            var look = look(lab, Invariants.EVERY);
            inForce.retainAll(lab.inForce());
            found.addAll(look.check(
                    load.batches(),
                    load.attackers(),
                    lab.budget(),
                    new Seen(
                            before,
                            lab.firewall().added(),
                            inForce,
                            lab.target().callsAtOnce())));
            found.addAll(look.unknowns().check(rest.unknowns(), since));
            found.addAll(look.unknowns().untold(rest.unknowns(), lab::said));
            found.addAll(Repairs.unsaid(look.history(), lab.envelopes(), lab::snapshot));
            found.addAll(Neighbours.inJournal(look.history(), lab.envelopes()));
            for (var node : lab.nodes()) {
                found.addAll(Neighbours.inAnswers(node));
            }
            found.addAll(Repairs.untold(look.history(), lab::said));
            unknown = (int) load.attackers().stream()
                    .filter(look.unknowns().targets()::contains)
                    .count();
            dropped = OptionalInt.of(look.dropped());
            if (!lab.firewall().isWatched()) {
                found.add("the lab: nobody watches the firewall any more");
            }
        } catch (IOException | RuntimeException e) {
            found.add("the lab: " + e.getMessage());
        }
        if (healthy > HEALTHY.toSeconds()) {
            found.add(
                    "I9 not every node acknowledges again within " + HEALTHY.toSeconds() + " s, but after " + healthy);
        }
        var prefix = Load.prefix(first);
        var attackers = load.tally().attackers();
        int blocked = (int) lab.firewall().added().keySet().stream()
                .filter(address -> address.startsWith(prefix) || attackers.contains(address))
                .count();
        return new Trial(load, blocked, unknown, dropped, healthy, List.copyOf(found));
    }

    /** Seconds until every node acknowledged again, or {@link #PATIENCE}. */
    private static long awaitHealth(Lab lab) throws InterruptedException {
        long began = System.nanoTime();
        long until = began + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try {
                if (lab.isHealthy()) {
                    break;
                }
            } catch (IOException e) {
                // Looked at again.
            }
            Thread.sleep(LOOK);
        }
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    /** What was unknown when every target was well again, and when that was looked at. */
    private record Rest(Unknowns unknowns, long at) {}

    /** Until what is under way has come to its end, or has had its time. */
    private static Rest settle(Lab lab, Load load) throws IOException, InterruptedException {
        long until = System.nanoTime() + HEALTHY.plusSeconds(60).toNanos();
        long next = System.nanoTime() + LOOK_INTO_JOURNAL.toNanos();
        var first = Optional.<Rest>empty();
        while (System.nanoTime() < until) {
            Thread.sleep(LOOK);
            boolean all = lab.firewall().added().keySet().containsAll(load.attackers());
            if (all || System.nanoTime() > next) {
                Thread.sleep(READ_BACK);
                long at = System.nanoTime();
                var look = look(lab, Invariants.FEW);
                first = first.or(() -> Optional.of(new Rest(look.unknowns(), at)));
                if (look.isSettled(load.attackers(), lab.firewall().added().keySet())) {
                    break;
                }
                next = System.nanoTime() + LOOK_INTO_JOURNAL.toNanos();
            }
        }
        return first.orElseThrow(() -> new IOException("the journal was not looked at"));
    }

    /** A store that has just come back may be too slow for a reading of everything. */
    private static Invariants look(Lab lab, Set<String> kinds) throws IOException, InterruptedException {
        for (int n = 1; ; n++) {
            try {
                return Invariants.look(lab, kinds);
            } catch (IOException | UncheckedIOException e) {
                if (n == LOOKS) {
                    throw e;
                }
                Thread.sleep(LOOK_INTO_JOURNAL);
            }
        }
    }
}
