package io.gabion.loadtests.faults;

import java.io.IOException;
import java.util.Random;

/** Servers of the store that end, sleep or have no room. */
final class RingFaults {
    /** A majority is left. */
    static void oneDown(Lab lab, Random random) throws IOException, InterruptedException {
        lab.ring().kill(any(random));
        Fault.hold(30);
        lab.ring().up();
    }

    /** No majority is left: nothing can be acknowledged. */
    static void twoDown(Lab lab, Random random) throws IOException, InterruptedException {
        int spared = any(random);
        for (int server = 1; server <= Ring.FULL; server++) {
            if (server != spared) {
                lab.ring().kill(server);
            }
        }
        Fault.hold(30);
        lab.ring().up();
    }

    static void oneSlow(Lab lab, Random random) throws IOException, InterruptedException {
        int server = any(random);
        lab.ring().signal(server, "STOP");
        Fault.hold(30);
        lab.ring().signal(server, "CONT");
    }

    /** Conditional writes time out half way, so that nobody knows what became of them; again and again. */
    static void twoSlow(Lab lab, Random random) throws IOException, InterruptedException {
        for (int n = 0; n < 5; n++) {
            int spared = any(random);
            for (var verb : new String[] {"STOP", "CONT"}) {
                for (int server = 1; server <= Ring.FULL; server++) {
                    if (server != spared) {
                        lab.ring().signal(server, verb);
                    }
                }
                Fault.hold(random.nextInt(2, 7));
            }
        }
    }

    static void diskFull(Lab lab, Random random) throws IOException, InterruptedException {
        int server = any(random);
        lab.ring().fill(server);
        Fault.hold(40);
        lab.ring().free(server);
        lab.ring().kill(server);
        lab.ring().up();
    }

    private static int any(Random random) {
        return 1 + random.nextInt(Ring.FULL);
    }

    private RingFaults() {}
}
