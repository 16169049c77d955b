package io.gabion.loadtests.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One node's wall clock is set wrong while it runs, and right again; or it starts with a wrong one. */
final class ClockFaults {
    private static final Duration WRONG = Duration.ofHours(1);

    static void ahead(Lab lab, Random random) throws IOException, InterruptedException {
        jump(lab, random, WRONG);
    }

    static void behind(Lab lab, Random random) throws IOException, InterruptedException {
        jump(lab, random, WRONG.negated());
    }

    private static void jump(Lab lab, Random random, Duration off) throws IOException, InterruptedException {
        var clock = lab.clock(Fault.any(lab, random));
        clock.set(off);
        try {
            Fault.hold(40);
        } finally {
            clock.set(Duration.ZERO);
        }
    }

    /** A first seed that starts an hour ahead takes every sign of the others for an old one. */
    static void seedStartsAhead(Lab lab, Random random) throws IOException, InterruptedException {
        starts(lab, lab.nodes().getFirst(), WRONG);
    }

    static void startsBehind(Lab lab, Random random) throws IOException, InterruptedException {
        starts(lab, Fault.any(lab, random), WRONG.negated());
    }

    /**
     * A machine is suspended and no clock of it has moved, as with a snapshot of a virtual machine; it wakes while it is cut
     * off from the others, but not from the store and from the senders.
     */
    static void suspended(Lab lab, Random random) throws IOException, InterruptedException {
        var node = Fault.any(lab, random);
        var clock = lab.clock(node);
        int asleep = random.nextInt(30, 45);
        node.signal("STOP");
        Fault.hold(asleep);
        lab.cut(List.of(node));
        clock.missed(Duration.ofSeconds(asleep));
        try {
            node.signal("CONT");
            Fault.hold(10);
        } finally {
            lab.heal();
            clock.set(Duration.ZERO);
        }
    }

    private static void starts(Lab lab, LabNode node, Duration off) throws IOException, InterruptedException {
        var clock = lab.clock(node);
        node.kill();
        clock.set(off);
        try {
            Fault.hold(60);
            node.kill();
        } finally {
            clock.set(Duration.ZERO);
        }
    }

    private ClockFaults() {}
}
