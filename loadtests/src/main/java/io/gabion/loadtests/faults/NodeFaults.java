package io.gabion.loadtests.faults;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Nodes that end or sleep. */
final class NodeFaults {
    private static final int ROUNDS = 3;
    private static final int BREAKS = 4;
    /** More than are started at a time. */
    private static final int MANY = 100;

    static void killOne(Lab lab, Random random) {
        Fault.any(lab, random).kill();
    }

    /** Where the shards' coordinator is. */
    static void killOldest(Lab lab, Random random) {
        lab.oldest().kill();
    }

    static void killAll(Lab lab, Random random) {
        lab.nodes().parallelStream().forEach(LabNode::kill);
    }

    /** All are killed with much to look after; when they bring that back, their connections to the store break, again and again. */
    static void storeBreaks(Lab lab, Random random) throws IOException, InterruptedException {
        OwnerFaults.owe(lab, MANY, random);
        killAll(lab, random);
        Fault.hold(2); // They are started again.
        for (var node : lab.nodes()) {
            lab.awaitReady(node);
        }
        for (int n = 0; n < BREAKS; n++) {
            lab.refuseStore();
            Fault.hold(random.nextInt(1, 5));
            lab.heal();
            Fault.hold(random.nextInt(3, 9));
        }
    }

    static void pauseOne(Lab lab, Random random) throws IOException, InterruptedException {
        pause(Fault.any(lab, random), random);
    }

    static void pauseOldest(Lab lab, Random random) throws IOException, InterruptedException {
        pause(lab.oldest(), random);
    }

    /** Longer or shorter than the others wait before they take over. */
    private static void pause(LabNode node, Random random) throws IOException, InterruptedException {
        node.signal("STOP");
        Fault.hold(random.nextInt(12, 41));
        node.signal("CONT");
    }

    /** It wakes while it is cut off from the others, but not from the store and from the senders. */
    static void pauseCut(Lab lab, Random random) throws IOException, InterruptedException {
        var node = Fault.any(lab, random);
        node.signal("STOP");
        Fault.hold(random.nextInt(25, 45));
        lab.cut(List.of(node));
        node.signal("CONT");
        Fault.hold(10);
        lab.heal();
    }

    static void stopOne(Lab lab, Random random) throws IOException, InterruptedException {
        Fault.any(lab, random).stop();
    }

    static void rollingRestart(Lab lab, Random random) throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            for (var node : lab.nodes()) {
                long told = System.nanoTime();
                node.stop();
                long ended = System.nanoTime();
                lab.awaitReady(node);
                System.out.printf(
                        "    node %d ended after %d s, was ready %d s later%n",
                        node.number(), (ended - told) / 1_000_000_000, (System.nanoTime() - ended) / 1_000_000_000);
            }
        }
    }

    private NodeFaults() {}
}
