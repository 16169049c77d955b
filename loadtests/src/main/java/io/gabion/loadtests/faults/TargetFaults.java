package io.gabion.loadtests.faults;

import io.gabion.loadtests.faults.Target.Mood;
import java.io.IOException;
import java.util.Random;

/** A target that misbehaves for a while, and a node's surroundings that do. */
final class TargetFaults {
    private static final int WHILE = 30;
    private static final int HOUR = 3_600;

    /** @return a strike by this mood */
    static Fault.Strike being(Mood mood) {
        return (lab, _) -> {
            lab.target().is(mood);
            try {
                Fault.hold(WHILE);
            } finally {
                lab.target().is(Mood.NONE);
            }
        };
    }

    /** A node's wall clock jumps by an hour, forward or back, and after a while to where it was. */
    static void clock(Lab lab, Random random) throws IOException, InterruptedException {
        var node = Fault.any(lab, random);
        int jump = random.nextBoolean() ? HOUR : -HOUR;
        node.fakeClock();
        node.kill();
        lab.awaitReady(node);
        node.shiftClock(jump);
        Fault.hold(WHILE);
        node.shiftClock(0);
    }

    /** A node's own disk is full, not the store's. */
    static void diskFull(Lab lab, Random random) throws IOException, InterruptedException {
        var disk = lab.disk(Fault.any(lab, random));
        disk.fill();
        Fault.hold(WHILE);
        disk.free();
    }

    private TargetFaults() {}
}
