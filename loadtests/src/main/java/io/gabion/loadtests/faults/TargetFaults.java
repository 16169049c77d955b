package io.gabion.loadtests.faults;

import io.gabion.loadtests.faults.Target.Mood;
import java.io.IOException;
import java.util.Random;

/** A target that misbehaves for a while, and a node's own disk. */
final class TargetFaults {
    private static final int WHILE = 30;

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

    /** A node's own disk is full, not the store's. */
    static void diskFull(Lab lab, Random random) throws IOException, InterruptedException {
        var disk = lab.disk(Fault.any(lab, random));
        disk.fill();
        Fault.hold(WHILE);
        disk.free();
    }

    private TargetFaults() {}
}
