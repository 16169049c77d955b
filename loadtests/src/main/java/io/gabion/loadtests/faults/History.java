package io.gabion.loadtests.faults;

import io.gabion.node.shell.Branched;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The journals of some kinds of entities, as a recovery reads them: what is the entity's history, and what stale owners
 * wrote beside it.
 *
 * @param faults of entities whose journal misses something
 */
record History(Map<String, List<Envelope>> kept, List<Envelope> dropped, List<String> faults) {
    /** Of one entity, what is its history. */
    record Journal(String entity, List<Envelope> rows) {
        boolean is(Tenancy of) {
            return rows.getFirst().tenant().id().equals(of.tenant());
        }
    }

    static History read(Rows rows, Set<String> kinds, Envelopes envelopes) {
        var byEntity = new LinkedHashMap<String, List<Envelope>>();
        rows.scan(kinds)
                .forEach(row -> byEntity.computeIfAbsent(row.entity(), _ -> new ArrayList<>())
                        .add(row));
        var history = new History(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        byEntity.forEach((entity, all) -> history.read(entity, all, envelopes));
        return history;
    }

    private void read(String entity, List<Envelope> rows, Envelopes envelopes) {
        try {
            var branched = Branched.of(rows, envelopes);
            kept.put(entity, branched.kept());
            dropped.addAll(branched.dropped());
        } catch (IllegalStateException missing) {
            faults.add(entity + ": " + missing.getMessage());
        }
    }
}
