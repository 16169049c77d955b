package io.gabion.loadtests.faults;

import io.gabion.protocol.containment.ContainmentEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One target, by the journal of a node that runs.
 *
 * @param intent the first right to call the target
 * @param until when its holder no longer wants it
 * @param last what was journaled last that says how it stands, by its stored name
 */
record CrashCheck(Optional<Instant> intent, Instant until, String last) {
    /** Rows after which it stands as it did. */
    private static final Set<String> BESIDE = Set.of("proven", "unread", "alarmed");

    static CrashCheck read(Path data, String name) throws IOException {
        Optional<Instant> intent = Optional.empty();
        var until = Instant.EPOCH;
        var last = "";
        try (var past = CrashPast.open(data)) {
            for (var id : past.entities("containment")) {
                if (!id.name().endsWith("/" + name)) {
                    continue;
                }
                for (var row : past.rows(id)) {
                    var event = past.read(ContainmentEvent.CODEC, row);
                    if (event instanceof ContainmentEvent.Claimed && intent.isEmpty()) {
                        intent = Optional.of(row.time());
                    }
                    if (event instanceof ContainmentEvent.Wanted wanted) {
                        until = wanted.holder().until();
                    }
                    last = BESIDE.contains(row.type()) ? last : row.type();
                }
            }
        }
        return new CrashCheck(intent, until, last);
    }

    boolean isContained() {
        return last.equals("verified");
    }

    boolean isReleased() {
        return last.equals("released");
    }

    /** What is violated of a target that is at rest. */
    List<String> check(ContainedTarget target, String name, boolean wanted) throws IOException, InterruptedException {
        var violations = new ArrayList<String>();
        var effects = target.effects(name);
        if (effects.size() != 1) {
            violations.add("contained " + effects.size() + " times: " + effects);
        }
        if (!effects.isEmpty()
                && intent.filter(at -> !at.isAfter(effects.getFirst())).isEmpty()) {
            violations.add("contained without an earlier intent: " + intent + ", " + effects);
        }
        if (wanted ? !isContained() : !isReleased()) {
            violations.add("not at rest, its last row: " + last);
        }
        violations.addAll(target.standing(name, wanted, until));
        return violations;
    }
}
