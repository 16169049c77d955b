package io.gabion.loadtests.faults;

import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentName;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intake.IntakeEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What must hold after every fault, from what was acknowledged outside, the journal and the kernel's own word. Each
 * violation is one line that begins with the name of the invariant.
 */
final class Invariants {
    /** Blocks within an hour, and at once: more than any run needs. */
    static final int AMPLE = 10_000;

    /**
     * What the kernel and the target say. What is said to be unknown is tried again, at any time: what the kernel did before
     * the journal was read has to be in it, what the journal has the kernel must have done by now.
     *
     * @param before when the kernel was told of each address, before the journal was read
     * @param effects the same, after that
     * @param inForce what was blocked both before and after that
     * @param atOnce calls of two nodes at once
     */
    record Seen(
            Map<String, List<Instant>> before,
            Map<String, List<Instant>> effects,
            Set<String> inForce,
            List<String> atOnce) {}

    private final List<String> violations = new ArrayList<>();
    private final Set<String> batches = new HashSet<>();
    private final Set<String> suspects = new HashSet<>();
    private final Map<String, Instant> intents = new HashMap<>();
    private final Map<String, String> states = new HashMap<>();
    /** What was journaled about each target, in words. */
    private final Map<String, StringBuilder> trails = new HashMap<>();

    private final Unknowns unknowns = new Unknowns();

    private final Envelopes envelopes;
    private final History history;

    /** Of the journal that tell whether anything is under way. */
    static final Set<String> FEW = Set.of("intake", "asset", "containment");

    static final Set<String> EVERY = Set.of();

    /** Reads the journal of these kinds of entities; nothing may be under way any more. */
    static Invariants look(Lab lab, Set<String> kinds) throws IOException {
        try (var store = CassandraStore.open(lab.place())) {
            return new Invariants(lab.envelopes(), History.read(store.rows(), kinds, lab.envelopes()));
        }
    }

    Invariants(Envelopes envelopes, History history) {
        this.envelopes = envelopes;
        this.history = history;
        history.kept().forEach((entity, rows) -> {
            var id = EntityId.parse(entity);
            rows.stream().filter(row -> !row.isNote()).forEach(row -> read(id, row));
        });
    }

    private void read(EntityId id, Envelope row) {
        var json = envelopes.open(row);
        switch (id.kind()) {
            case "intake" -> {
                if (IntakeEvent.CODEC.read(row.version(), json) instanceof IntakeEvent.Accepted accepted) {
                    var key = accepted.key();
                    if (!batches.add(key)) {
                        violations.add("I3 batch " + key + " is in the history twice");
                    }
                }
            }
            case "asset" -> {
                if (AssetEvent.CODEC.read(row.version(), json) instanceof AssetEvent.SuspicionRaised(var suspicion)) {
                    suspects.add(suspicion.asset().name());
                }
            }
            case "containment" -> contained(id, row, ContainmentEvent.CODEC.read(row.version(), json));
            default -> {}
        }
    }

    private void contained(EntityId id, Envelope row, ContainmentEvent event) {
        var target = ContainmentName.of(id).target();
        trails.computeIfAbsent(target, _ -> new StringBuilder())
                .append(" %s %s of %d;"
                        .formatted(LocalTime.ofInstant(row.time(), ZoneOffset.UTC), row.type(), row.writerEpoch()));
        unknowns.read(target, row, event);
        switch (event) {
            case ContainmentEvent.Claimed _ -> {
                intents.putIfAbsent(target, row.time());
                // Who has said that it does not know has said so until it knows, however often it tries.
                states.merge(target, "claimed", (before, now) -> before.equals("unknown") ? before : now);
            }
            case ContainmentEvent.Applied _ -> states.put(target, "applied");
            case ContainmentEvent.Verified _ -> states.put(target, "verified");
            case ContainmentEvent.Unknown _ -> states.put(target, "unknown");
            case ContainmentEvent.Denied _ -> states.put(target, "denied");
            case ContainmentEvent.Refused _ -> states.put(target, "refused");
            case ContainmentEvent.Released _ -> states.put(target, "released");
            default -> {}
        }
    }

    /**
     * @param acknowledged batches
     * @param attackers of whom all attempts are acknowledged
     * @param budget how many blocks may be in force at once; if it is not ample, some have to be denied
     * @return what is violated
     */
    List<String> check(Set<String> acknowledged, Set<String> attackers, int budget, Seen seen) {
        boolean ample = budget == AMPLE;
        seen.atOnce.forEach(calls -> violations.add("I2 two nodes called at once for " + calls));
        history.faults().forEach(fault -> violations.add("I1 " + fault));
        var keys = new HashSet<String>();
        batches.forEach(key -> keys.add(key.substring(0, Math.max(0, key.indexOf('~')))));
        missing("I1 acknowledged, not in the history: batch ", acknowledged, keys);
        missing("I1 acknowledged, never suspected: ", attackers, suspects);
        for (var address : attackers) {
            if (!seen.effects.containsKey(address) && !ended(address) && (ample || !isDenied(address))) {
                violations.add("I2 suspected, neither blocked nor said to be unknown: " + address + trail(address));
            }
        }
        seen.before.forEach((address, times) -> {
            if (times.size() > 1) {
                violations.add("I2 blocked " + times.size() + " times: " + address + " " + times + trail(address));
            }
            if (!ended(address)) {
                violations.add("I2 blocked, but neither verified nor unknown: " + address + trail(address));
            }
            var intent = intents.get(address);
            if (intent == null || intent.isAfter(times.getFirst())) {
                violations.add("I8 blocked without an earlier intent: " + address);
            }
        });
        states.forEach((address, state) -> {
            if (state.equals("verified") && !seen.effects.containsKey(address)) {
                violations.add("I2 verified, but the kernel knows nothing of it: " + address + trail(address));
            }
        });
        for (var address : seen.inForce) {
            if (Set.of("", "denied", "refused", "released").contains(states.getOrDefault(address, ""))) {
                violations.add("I2 in force, but nobody holds it: " + address + trail(address));
            }
        }
        seen.effects.keySet().stream()
                .collect(Collectors.groupingBy(Tenancy::of, Collectors.counting()))
                .forEach((of, blocks) -> {
                    if (blocks > budget) {
                        violations.add("I6 " + blocks + " blocks of " + of.tenant() + ", " + budget + " allowed");
                    }
                });
        if (!ample && attackers.stream().noneMatch(this::isDenied)) {
            violations.add("the lab: nobody met the budget of " + budget);
        }
        return List.copyOf(violations);
    }

    /** Whether nothing of this load, nor of what was blocked, is under way any more, or soon will be. */
    boolean isSettled(Set<String> attackers, Set<String> blocked) {
        return attackers.stream().allMatch(address -> isAtRest(address) || isDenied(address))
                && blocked.stream().allMatch(this::isAtRest);
    }

    private boolean isAtRest(String address) {
        return ended(address) && !unknowns.isAwaited(address);
    }

    private boolean ended(String address) {
        var state = states.getOrDefault(address, "");
        return Set.of("verified", "unknown", "released").contains(state);
    }

    private boolean isDenied(String address) {
        return states.getOrDefault(address, "").equals("denied");
    }

    private String trail(String address) {
        return trails.getOrDefault(address, new StringBuilder(" nothing is journaled"))
                .toString();
    }

    private void missing(String what, Set<String> wanted, Set<String> found) {
        var none = new TreeSet<>(wanted);
        none.removeAll(found);
        if (!none.isEmpty()) {
            violations.add(what + none.size() + ", such as " + none.first());
        }
    }

    Unknowns unknowns() {
        return unknowns;
    }

    History history() {
        return history;
    }

    /** Rows that stale owners left. */
    int dropped() {
        return history.dropped().size();
    }
}
