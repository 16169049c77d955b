package io.gabion.node.intel;

import io.gabion.detectors.intel.Values;
import io.gabion.node.intel.Lists.Read;
import io.gabion.node.intel.Refusals.Lines;
import io.gabion.node.intel.Refusals.Refusal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a change of context files would lose by mistakes in them, and not because it was taken out. */
final class Losses {
    private final Read before;
    private final Read next;
    private final List<Refusal> fresh;

    Losses(Read before, Read next) {
        this.before = before;
        this.next = next;
        this.fresh = next.lines().notIn(before.lines());
    }

    /** What is refused now and was not, wherever it stood. */
    List<Refusal> fresh() {
        return fresh;
    }

    /**
     * The first line that loaded before and is refused now, or empty. A line that does not say what it is about counts as
     * one if fewer of its file are used than before.
     */
    String first() {
        var lostIds = lost(fresh.stream()
                .map(Refusal::about)
                .filter(about -> !about.isEmpty())
                .collect(Collectors.toSet()));
        return fresh.stream()
                .filter(refusal -> refusal.about().isEmpty()
                        ? isShorter(refusal)
                        : lostIds.contains(refusal.about()) || isLost(refusal.about()))
                .map(Refusal::toString)
                .findFirst()
                .orElseGet(this::unnamed);
    }

    private Set<String> lost(Set<String> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        var known = before.intelligence().indicators().withIds(ids);
        known.removeAll(next.intelligence().indicators().withIds(known));
        return known;
    }

    private boolean isLost(String about) {
        return Values.of(about)
                        .filter(value -> before.intelligence().indicators().has(value)
                                && !next.intelligence().indicators().has(value))
                        .isPresent()
                || before.site().isMoreThan(next.site(), about);
    }

    private boolean isShorter(Refusal refusal) {
        return lines(next, refusal).used() < lines(before, refusal).used();
    }

    private static Lines lines(Read read, Refusal refusal) {
        return read.lines().files().getOrDefault(refusal.file(), Lines.NONE);
    }

    /** Of a file with more mistakes than are named. */
    private String unnamed() {
        for (var file : next.lines().files().entrySet()) {
            var was = before.lines().files().getOrDefault(file.getKey(), Lines.NONE);
            var is = file.getValue();
            if (next.lines().all() > Refusals.NAMED && is.used() < was.used() && is.unknown() > was.unknown()) {
                return "%s: %d lines are used, which were %d, and more are refused"
                        .formatted(file.getKey(), is.used(), was.used());
            }
        }
        return "";
    }
}
