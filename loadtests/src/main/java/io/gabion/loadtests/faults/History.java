package io.gabion.loadtests.faults;

import io.gabion.node.shell.Branch;
import io.gabion.node.store.Rows;
import io.gabion.protocol.Envelope;
import java.util.ArrayList;
import java.util.Comparator;
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
    private record Raw(Envelope as) implements Branch.Stored {}

    static History read(Rows rows, Set<String> kinds) {
        var byEntity = new LinkedHashMap<String, List<Raw>>();
        rows.scan(kinds).forEach(row -> byEntity.computeIfAbsent(row.entity(), _ -> new ArrayList<>())
                .add(new Raw(row)));
        var history = new History(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        byEntity.forEach(history::read);
        return history;
    }

    private void read(String entity, List<Raw> rows) {
        rows.sort(Comparator.comparing(raw -> raw.as().sequence()));
        var branch = new Branch<Raw>(0, 0, 0);
        var certain = new ArrayList<Raw>();
        try {
            rows.forEach(row -> certain.addAll(branch.read(row)));
            certain.addAll(branch.end());
        } catch (IllegalStateException missing) {
            faults.add(entity + ": " + missing.getMessage());
        }
        kept.put(entity, certain.stream().map(Raw::as).toList());
        branch.dropped().forEach(row -> dropped.add(row.as()));
    }
}
