package io.gabion.loadtests.faults;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.ContainmentEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One target, by the journal of a node that runs.
 *
 * @param intent the first right to call the target
 * @param until when its holder no longer wants it
 * @param last what was journaled last, by its stored name
 */
record CrashCheck(Optional<Instant> intent, Instant until, String last) {
    /** A call begins before the hold's end is counted in whole seconds, and has effect by its deadline. */
    private static final Duration EARLIER = Duration.ofSeconds(3);

    private static final Duration LATER = Duration.ofSeconds(6);

    static CrashCheck read(Path data, String address) throws IOException {
        Optional<Instant> intent = Optional.empty();
        var until = Instant.EPOCH;
        var last = "";
        try (var file = JournalFile.open(data)) {
            var envelopes = new Envelopes(new Keys(data));
            for (var id : file.rows().entities(new Tenant("default"), "containment")) {
                if (!id.name().endsWith("/" + address)) {
                    continue;
                }
                for (var row : file.rows().of(id)) {
                    if (row.isNote()) {
                        continue;
                    }
                    var event = ContainmentEvent.CODEC.read(row.version(), envelopes.open(row));
                    if (event instanceof ContainmentEvent.Claimed && intent.isEmpty()) {
                        intent = Optional.of(row.time());
                    }
                    if (event instanceof ContainmentEvent.Wanted wanted) {
                        until = wanted.holder().until();
                    }
                    last = row.type();
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
    List<String> check(CrashLab lab, String address, boolean wanted) throws IOException, InterruptedException {
        var violations = new ArrayList<String>();
        var effects = lab.firewall().added().getOrDefault(address, List.of());
        if (effects.size() != 1) {
            violations.add("blocked " + effects.size() + " times: " + effects);
        }
        if (!effects.isEmpty()
                && intent.filter(at -> !at.isAfter(effects.getFirst())).isEmpty()) {
            violations.add("blocked without an earlier intent: " + intent + ", " + effects);
        }
        if (!lab.firewall().isWatched()) {
            violations.add("nobody watches the firewall any more");
        }
        if (wanted ? !isContained() : !isReleased()) {
            violations.add("not at rest, its last row: " + last);
        }
        var before = Instant.now();
        var expires = expires(lab.blocked(), address);
        if (expires.isPresent() != wanted) {
            violations.add(
                    wanted ? "contained, but the kernel knows nothing of it" : "orphaned: in force, nobody wants it");
        }
        expires.ifPresent(left -> {
            if (before.plus(left).isAfter(until.plus(LATER))
                    || Instant.now().plus(left).isBefore(until.minus(EARLIER))) {
                violations.add("ends " + before.plus(left) + ", wanted until " + until);
            }
        });
        return violations;
    }

    /** How long the kernel keeps it, if it is in force. */
    private static Optional<Duration> expires(String list, String address) throws IOException {
        for (var element : new JsonMapper().readTree(list).findValues("elem")) {
            for (var one : element.isArray() ? element : List.of(element)) {
                var elem = one.path("elem");
                if (elem.path("val").asText().equals(address)) {
                    return Optional.of(Duration.ofSeconds(elem.path("expires").asLong()));
                }
            }
        }
        return Optional.empty();
    }
}
