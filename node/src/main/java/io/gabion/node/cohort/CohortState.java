package io.gabion.node.cohort;

import io.gabion.detectors.peers.PeerTable;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.cohort.CohortEvent;
import io.gabion.protocol.cohort.CohortEvent.*;
import io.gabion.protocol.entity.Recent;
import io.gabion.protocol.suspicion.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A cohort's memory.
 *
 * @param known ids of the last {@value #KNOWN} suspicions that were weighed, oldest first
 * @param hours what people were told of correlations
 * @param groups by the key of a signal, what people were told of it; the last {@value #GROUPS}, oldest first
 */
public record CohortState(PeerTable table, Recent<String, Boolean> known, Map<Long, Group> groups, Hours hours) {
    static final int KNOWN = 4_096;
    static final int GROUPS = 256;

    /** Assets of a group that are named. */
    static final int NAMED = 8;

    static final CohortState EMPTY = new CohortState(PeerTable.empty(), Recent.none(), Map.of(), Hours.NONE);

    /**
     * @param told of how many assets people were told at once; 0 if only of each by itself
     * @param at when
     * @param first assets that showed it
     */
    record Group(int told, Instant at, List<AssetRef> first) {
        static final Group NONE = new Group(0, Instant.EPOCH, List.of());

        Group {
            first = List.copyOf(first);
        }

        private Group with(AssetRef asset, int now, Instant time) {
            var all = new LinkedHashSet<>(first);
            all.add(asset);
            return new Group(
                    now == 0 ? told : now,
                    now == 0 ? at : time,
                    all.stream().limit(NAMED).toList());
        }
    }

    /** Assets have shown something. */
    record Learnt(PeerTable table) implements Learned {}

    CohortState apply(CohortEvent event) {
        return switch (event) {
            case Counted(var suspicion, var signal, var trusted, var _, var at) ->
                new CohortState(table(suspicion.asset(), signal, trusted, at), known(suspicion.id()), groups, hours);
            case Weighed e
            when isCorrelation(e.signal()) -> new CohortState(table, known(e.noticed()), groups, hours.with(e));
            case Folded e
            when isCorrelation(e.signal()) ->
                new CohortState(table, known(e.noticed()), groups, hours.counted(e.signal()));
            case Weighed e ->
                new CohortState(
                        table(e.suspicion().asset(), e.signal(), e.trusted(), e.at()),
                        known(e.noticed()),
                        grouped(e),
                        hours);
            case Folded(var noticed, var asset, var signal, var trusted, var _, var at) ->
                new CohortState(table(asset, signal, trusted, at), known(noticed), groups, hours);
            case Learnt(var next) -> new CohortState(next, known, groups, hours);
            case Learned other -> throw new IllegalStateException("not of this entity: " + other);
        };
    }

    static boolean isCorrelation(Signal signal) {
        return signal.kind().equals(Signal.CORRELATION);
    }

    Group group(Signal signal) {
        return groups.getOrDefault(signal.key(), Group.NONE);
    }

    private PeerTable table(AssetRef asset, Signal signal, boolean trusted, Instant at) {
        return trusted ? table.with(asset, signal, false, at) : table;
    }

    private Map<Long, Group> grouped(Weighed e) {
        if (!Cohort.folds(e.suspicion())) {
            return groups;
        }
        var next = new LinkedHashMap<>(groups);
        var before = next.remove(e.signal().key());
        next.put(
                e.signal().key(),
                (before == null ? Group.NONE : before).with(e.suspicion().asset(), e.told(), e.at()));
        if (next.size() > GROUPS) {
            next.pollFirstEntry();
        }
        return next;
    }

    private Recent<String, Boolean> known(String id) {
        return known.with(id, true, KNOWN);
    }

    /** Those that were told of, with this one: the oldest first. */
    static List<AssetRef> named(Group group, List<AssetRef> more) {
        var all = new ArrayList<>(group.first());
        all.addAll(more);
        return all.stream().distinct().toList();
    }
}
