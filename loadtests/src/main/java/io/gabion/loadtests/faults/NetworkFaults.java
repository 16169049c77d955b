package io.gabion.loadtests.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Nodes that cannot reach each other, or not well. */
final class NetworkFaults {
    static void partition(Lab lab, Random random) throws IOException, InterruptedException {
        lab.cut(List.of(Fault.any(lab, random)));
        Fault.hold(40);
        lab.heal();
    }

    /** One hears nobody, but is heard. */
    static void partitionOneWay(Lab lab, Random random) throws IOException, InterruptedException {
        var node = Fault.any(lab, random);
        lab.deafen(node, lab.others(node));
        Fault.hold(40);
        lab.heal();
    }

    static void partitionThreeWay(Lab lab, Random random) throws IOException, InterruptedException {
        lab.cut(lab.nodes());
        Fault.hold(40);
        lab.heal();
    }

    static void flapping(Lab lab, Random random) throws IOException, InterruptedException {
        var node = Fault.any(lab, random);
        for (int n = 0; n < 6; n++) {
            lab.cut(List.of(node));
            Fault.hold(random.nextInt(2, 8));
            lab.heal();
            Fault.hold(random.nextInt(2, 8));
        }
    }

    /** Cut off, it ends itself; started again, it finds nobody. */
    static void loneSeed(Lab lab, Random random) throws IOException, InterruptedException {
        lab.cut(List.of(lab.nodes().getFirst()));
        Fault.hold(80);
        lab.heal();
    }

    /** Every tenth packet that reaches a node is lost, from whomever. */
    static void loss(Lab lab, Random random) throws IOException, InterruptedException {
        lab.lose(10);
        Fault.hold(40);
        lab.heal();
    }

    /** What a node sends stands in a queue for up to half a second, and is dropped where that is full. */
    static void narrow(Lab lab, Random random) throws IOException, InterruptedException {
        lab.narrow("1mbit", "500ms");
        Fault.hold(40);
        lab.widen();
    }

    /** Between two nodes half a second there and back, to the store and to the senders half of that. */
    static void latency(Lab lab, Random random) throws IOException, InterruptedException {
        lab.delay(Duration.ofMillis(125));
        Fault.hold(40);
        lab.hasten();
    }

    private NetworkFaults() {}
}
