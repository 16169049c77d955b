package io.gabion.loadtests.faults;

import io.gabion.loadtests.faults.Target.Mood;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Two that take themselves for the owner, and both have something to do. */
final class OwnerFaults {
    private static final int OWED = 60;
    private static final int TRIES = 20;

    /**
     * The target is busy until many blocks are owed. A node sleeps while others take these over, and wakes cut off from
     * them: now both could call, a call takes 3 s and has no effect, so that it is made again.
     */
    static void twoOwners(Lab lab, Random random) throws IOException, InterruptedException {
        var node = Fault.any(lab, random);
        lab.target().is(Mood.BUSY);
        try {
            owe(lab, OWED, random);
            Fault.hold(10);
            node.signal("STOP");
            Fault.hold(50);
            lab.cut(List.of(node));
            lab.target().is(Mood.LATE);
            node.signal("CONT");
            Fault.hold(15);
            lab.heal();
            Fault.hold(20);
        } finally {
            lab.target().is(Mood.NONE);
        }
    }

    /** So many blocks, of addresses that no load has. They are lost or done twice like those of the load. */
    static void owe(Lab lab, int blocks, Random random) throws IOException, InterruptedException {
        var tally = lab.tally();
        var run = "owed-" + System.nanoTime() + "-";
        int net = random.nextInt(1 << 12);
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            for (int n = 0; n < blocks; n++) {
                var from = "198.%d.%d.%d".formatted(18 + (net >> 8 & 1), (net + n / 250) & 255, n % 250 + 1);
                var body = Load.lines("owed" + n % 3, "u" + n % 7, from);
                bring(client, lab, "owed" + n % 3, run + n, body, random);
                tally.owed(run + n, from);
            }
        }
    }

    private static void bring(HttpClient client, Lab lab, String source, String id, String lines, Random random)
            throws IOException, InterruptedException {
        for (int n = 0; n < TRIES; n++) {
            try {
                var node = Fault.any(lab, random);
                if (Load.post(client, node, source, id, BodyPublishers.ofString(lines)) == Tally.ACCEPTED) {
                    return;
                }
            } catch (IOException e) {
                // Brought again.
            }
            Thread.sleep(200);
        }
        throw new IOException("nobody takes " + id);
    }

    private OwnerFaults() {}
}
