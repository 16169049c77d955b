package io.gabion.loadtests.faults;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something is contained and let go, and target and journal have to agree both times. */
final class ContainmentTrial implements CrashTrial {
    /** A hold that is over while the node is down: it is contained by then, and a target that counts has counted. */
    private static final Duration BRIEF = Duration.ofSeconds(40);

    private static final Duration OVER = Duration.ofSeconds(7);
    private static final Duration USUAL = Duration.ofHours(1);
    /** From when a node says that it is ready until it has let go of what nobody wants any more. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private final ContainedTarget target;
    private final CrashLab lab;
    private Optional<Duration> late = Optional.empty();

    ContainmentTrial(ContainedTarget target, CrashLab lab) {
        this.target = target;
        this.lab = lab;
    }

    @Override
    public boolean pass(CrashPoint point, String name, List<String> found) throws IOException, InterruptedException {
        found.addAll(target.standing(name, false, Instant.now()));
        return point.equals(CrashPoint.EXPIRY) ? expire(name, found) : around(point, name, found);
    }

    @Override
    public int effects(String name) throws IOException, InterruptedException {
        return target.effects(name).size();
    }

    @Override
    public Optional<Duration> late() {
        return late;
    }

    /** Contains and lets go, with an end at the point. @return whether the node ended */
    private boolean around(CrashPoint point, String name, List<String> found) throws IOException, InterruptedException {
        boolean halted = false;
        for (boolean release : new boolean[] {false, true}) {
            boolean aimed = point.later() == release;
            if (aimed) {
                lab.order(point, name);
            }
            halted |= release ? release(name, found) : contain(name, found);
            if (aimed && !halted) {
                lab.awaitEnd(); // Seen in the journal before the node has come to its end.
            }
            halted |= lab.revive();
            found.addAll(CrashCheck.read(lab.data(), name).check(target, name, !release));
        }
        return halted;
    }

    /** Contains for a short time that is over before the node is started again. @return whether the node ended */
    private boolean expire(String name, List<String> found) throws IOException, InterruptedException {
        var patience = new CrashPatience(lab, found);
        lab.hold(BRIEF.toSeconds());
        lab.order(CrashPoint.EXPIRY, name);
        patience.await(() -> lab.attack(name) || lab.hasEnded(), "the attack is acknowledged");
        boolean halted = patience.await(lab::hasEnded, "the node ends, it being contained");
        var contained = CrashCheck.read(lab.data(), name);
        found.addAll(contained.check(target, name, true));
        Thread.sleep(Duration.between(Instant.now(), contained.until()).plus(OVER));
        lab.hold(USUAL.toSeconds());
        var ready = Instant.now();
        patience.until(() -> CrashCheck.read(lab.data(), name).isReleased(), "it is released, its time being over");
        late = Optional.of(Duration.between(ready, Instant.now()));
        if (late.get().compareTo(SOON) > 0) {
            found.add("released " + late.get().toSeconds() + " s after the node was ready, or not at all");
        }
        found.addAll(CrashCheck.read(lab.data(), name).check(target, name, false));
        return halted;
    }

    private boolean contain(String name, List<String> found) throws IOException, InterruptedException {
        var patience = new CrashPatience(lab, found);
        return patience.until(() -> lab.attack(name), "the attack is acknowledged")
                | patience.until(() -> CrashCheck.read(lab.data(), name).isContained(), "it is contained");
    }

    private boolean release(String name, List<String> found) throws IOException, InterruptedException {
        var patience = new CrashPatience(lab, found);
        return patience.until(() -> lab.release(name), "the release is acknowledged")
                | patience.until(() -> CrashCheck.read(lab.data(), name).isReleased(), "it is released");
    }
}
