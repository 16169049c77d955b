package io.gabion.loadtests.faults;

import io.gabion.loadtests.faults.Target.Mood;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** What is done to a running cluster. A node that ends is started again after a while by {@link Supervisor}. */
enum Fault {
    KILL_ONE(NodeFaults::killOne),
    KILL_OLDEST(NodeFaults::killOldest),
    KILL_ALL(NodeFaults::killAll),
    PAUSE_ONE(NodeFaults::pauseOne),
    PAUSE_OLDEST(NodeFaults::pauseOldest),
    PAUSE_CUT(NodeFaults::pauseCut),
    SUSPENDED(ClockFaults::suspended),
    STORE_BREAKS(NodeFaults::storeBreaks),
    TWO_OWNERS(OwnerFaults::twoOwners),
    STOP_ONE(NodeFaults::stopOne),
    ROLLING_RESTART(NodeFaults::rollingRestart),
    PARTITION(NetworkFaults::partition),
    PARTITION_ONE_WAY(NetworkFaults::partitionOneWay),
    PARTITION_THREE_WAY(NetworkFaults::partitionThreeWay),
    FLAPPING(NetworkFaults::flapping),
    LONE_SEED(NetworkFaults::loneSeed),
    LOSS(NetworkFaults::loss),
    NARROW(NetworkFaults::narrow),
    LATENCY(NetworkFaults::latency),
    CLOCK_AHEAD(ClockFaults::ahead),
    CLOCK_BEHIND(ClockFaults::behind),
    CLOCK_SEED_STARTS_AHEAD(ClockFaults::seedStartsAhead),
    CLOCK_STARTS_BEHIND(ClockFaults::startsBehind),
    CERTIFICATES(CertificateFaults::renewed),
    ROW_CORRUPT(RowFaults::corrupt),
    ROW_MISSING(RowFaults::missing),
    ROWS_SWAPPED(RowFaults::swapped),
    TIGHT_BUDGET(1, 12, NodeFaults::killOne),
    FLOOD(LoadFaults::flood),
    GARBAGE(LoadFaults::garbage),
    TARGET_SLOW(TargetFaults.being(Mood.SLOW)),
    TARGET_HUNG(TargetFaults.being(Mood.HUNG)),
    TARGET_BUSY(TargetFaults.being(Mood.BUSY)),
    TARGET_LYING(TargetFaults.being(Mood.LYING)),
    TARGET_MUTE(TargetFaults.being(Mood.MUTE)),
    NODE_DISK_FULL(TargetFaults::diskFull),
    RING_ONE_DOWN(3, RingFaults::oneDown),
    RING_TWO_DOWN(3, RingFaults::twoDown),
    RING_ONE_SLOW(3, RingFaults::oneSlow),
    RING_TWO_SLOW(3, RingFaults::twoSlow),
    RING_DISK_FULL(3, RingFaults::diskFull);

    /** One blow. An {@link IOException} says what the cluster should have done and did not. */
    interface Strike {
        void at(Lab lab, Random random) throws IOException, InterruptedException;
    }

    private final int servers;
    private final int budget;
    private final Strike strike;

    Fault(Strike strike) {
        this(1, strike);
    }

    Fault(int servers, Strike strike) {
        this(servers, Invariants.AMPLE, strike);
    }

    Fault(int servers, int budget, Strike strike) {
        this.servers = servers;
        this.budget = budget;
        this.strike = strike;
    }

    /** How many servers the ring has to have. */
    int servers() {
        return servers;
    }

    /** How many blocks may be in force at once. */
    int budget() {
        return budget;
    }

    void strike(Lab lab, Random random) throws IOException, InterruptedException {
        strike.at(lab, random);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Fault> of(String text) {
        return Arrays.stream(values()).filter(f -> f.text().equals(text)).findFirst();
    }

    static LabNode any(Lab lab, Random random) {
        return lab.nodes().get(random.nextInt(Lab.NODES));
    }

    static void hold(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1_000L);
    }
}
