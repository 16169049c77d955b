package io.gabion.loadtests.faults;

import io.gabion.loadtests.faults.Target.Mood;
import io.gabion.responders.guard.GuardState;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Two that take themselves for the owner, and both have something to do. */
final class OwnerFaults {
    private static final int OWED = 60;
    private static final int TRIES = 20;
    /** More than there are nodes, so that each looks after some. */
    private static final List<String> SOURCES =
            IntStream.range(0, 12).mapToObj(n -> "owed" + n).toList();

    private static final Duration CUT = Duration.ofSeconds(15);

    /**
     * The target is busy until many blocks are owed. A node sleeps, cut off from the others, while they take these over and are
     * brought more from the same sources, and wakes so: both could call, a call takes 3 s and has no effect, so that it is
     * made again, and both could take what is brought.
     */
    static void twoOwners(Lab lab, Random random) throws IOException, InterruptedException {
        lab.target().is(Mood.BUSY);
        try {
            owe(lab, OWED, random);
            Fault.hold(10);
            var node = guarded(lab);
            node.signal("STOP");
            // Before they say goodbye to it: what waits in its sockets is heard first when it wakes.
            lab.cut(List.of(node));
            Fault.hold(40);
            takeOver(lab, lab.others(node), random);
            lab.target().is(Mood.LATE);
            Fault.hold(5);
            node.signal("CONT");
            try (var _ = new Latecomers(node, lab.tally(), SOURCES, CUT)) {
                Thread.sleep(CUT);
                lab.heal();
                Fault.hold(20);
            }
        } finally {
            lab.target().is(Mood.NONE);
        }
    }

    /** Whoever has the Guard with most that is owed: elsewhere nothing is called without its word, and a cut is enough. */
    private static LabNode guarded(Lab lab) throws InterruptedException {
        var loans = new HashMap<LabNode, Integer>();
        for (var node : lab.nodes()) {
            loans.put(node, node.objects(GuardState.Loan.class));
        }
        return Collections.max(lab.nodes(), Comparator.comparing(loans::get));
    }

    /** So many blocks, of addresses that no load has. They are lost or done twice like those of the load. */
    static void owe(Lab lab, int blocks, Random random) throws IOException, InterruptedException {
        var run = "owed-" + System.nanoTime() + "-";
        int net = random.nextInt(1 << 12);
        try (var client = client()) {
            for (int n = 0; n < blocks; n++) {
                var from = "198.%d.%d.%d".formatted(18 + (net >> 8 & 1), (net + n / 250) & 255, n % 250 + 1);
                var lines = Load.lines("owed" + n % 3, "u" + n % 7, from);
                bring(client, lab.nodes(), SOURCES.get(n % SOURCES.size()), run + n, lines, random);
                lab.tally().owed(run + n, from);
            }
        }
    }

    /** Whatever looks after these sources is awake with one of {@code nodes} afterwards. */
    private static void takeOver(Lab lab, List<LabNode> nodes, Random random) throws IOException, InterruptedException {
        try (var client = client()) {
            for (var source : SOURCES) {
                var id = "taken-over-" + System.nanoTime();
                bring(client, nodes, source, id, Load.unsuspicious(), random);
                lab.tally().owed(id);
            }
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    private static void bring(
            HttpClient client, List<LabNode> nodes, String source, String id, String lines, Random random)
            throws IOException, InterruptedException {
        for (int n = 0; n < TRIES; n++) {
            try {
                var node = nodes.get(random.nextInt(nodes.size()));
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
