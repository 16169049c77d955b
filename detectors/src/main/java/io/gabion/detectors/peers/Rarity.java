package io.gabion.detectors.peers;

import io.gabion.protocol.cohort.Count;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a suspicion weighs by how many others show the same: at most one step of severity, and what is critical never less.
 *
 * <ul>
 *   <li>{@code common}: half of the others of a cohort, and at least three, show it, and it is known there for a day: a step less.
 *   <li>{@code outbreak}: three others or more show what nobody showed a day ago, in a tenant that is known for a week: a
 *       step more than low.
 *   <li>{@code unheard}: none of at least twenty others in a tenant that is known for a week: surer, by a fifth of what is
 *       left to 1.
 * </ul>
 *
 * @param why a sentence with the numbers, or empty if the others change nothing
 */
public record Rarity(Severity severity, double confidence, String why) {
    /** So many others make something known: less could be one attacker's. */
    public static final int FEW = 3;

    private static final int MANY = 20;
    private static final double SURER = 0.2;

    /** What is new for so long may be an attack that spreads. */
    private static final Duration NEW = Duration.ofDays(1);

    /** @param counts of the narrowest cohort first, of the tenant last; at least one */
    public static Rarity of(Suspicion suspicion, List<Count> counts, Instant now) {
        var tenant = counts.getLast();
        boolean settled = !now.isBefore(tenant.since().plus(PeerTable.WEEK));
        var common = counts.stream().filter(c -> isCommon(c, now)).findFirst();
        int step = suspicion.severity().ordinal();
        if (common.isPresent() && suspicion.severity() != Severity.CRITICAL) {
            return new Rarity(
                    Severity.values()[Math.max(0, step - 1)],
                    suspicion.confidence(),
                    "common: " + sentence(common.get()));
        }
        if (settled
                && suspicion.severity() == Severity.LOW
                && tenant.others() >= FEW
                && tenant.known().isAfter(now.minus(NEW))) {
            return new Rarity(
                    Severity.MEDIUM,
                    suspicion.confidence(),
                    "outbreak: " + sentence(tenant) + ", and on none before " + tenant.known());
        }
        if (settled && tenant.others() == 0 && tenant.of() >= MANY) {
            double confidence = suspicion.confidence() + SURER * (1 - suspicion.confidence());
            return new Rarity(
                    suspicion.severity(), Math.round(confidence * 100) / 100.0, "unheard: " + sentence(tenant));
        }
        return new Rarity(
                suspicion.severity(),
                suspicion.confidence(),
                known(counts).map(Rarity::sentence).orElse(""));
    }

    private static boolean isCommon(Count count, Instant now) {
        return count.others() >= FEW
                && 2L * count.others() >= count.of()
                && !count.known().isAfter(now.minus(NEW));
    }

    private static Optional<Count> known(List<Count> counts) {
        return counts.stream().filter(c -> c.others() >= FEW).findFirst();
    }

    /** Such as: {@code seen on 24 of 31 others of host/workstation since …, table 17 (hash …)}. */
    public static String sentence(Count count) {
        return "seen on %d of %d others of %s since %s, table %d (%s)"
                .formatted(count.others(), count.of(), count.cohort(), count.since(), count.version(), count.hash());
    }
}
