package io.gabion.detectors.sigma.correlate;

import static io.gabion.detectors.Waking.SETTLED;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a group has to know to be judged without an event: while its window is open, or events wait to be counted.
 *
 * @param counting with the group alone and none of its events
 * @param chain where the correlation stands
 * @param behind milliseconds that the group's last events are behind the clock of the mesh
 * @param notBefore no event that waits is counted before that time of the mesh
 * @param last of the events that are counted or wait
 * @param waiting by time, at most {@value GroupState#MAX_ENTRIES}: only where what others find is counted, which comes later
 */
record Open(Counting counting, Chain chain, long behind, Instant notBefore, Seen last, List<Waiting> waiting) {
    /**
     * What is asked of an event later.
     *
     * @param key its own among the events of the group: one line may be several, by satisfying several rules
     * @param fields that further correlations ask for
     */
    record Seen(String key, AssetRef primary, List<AssetRef> assets, Map<String, String> fields) {
        Seen {
            assets = List.copyOf(assets);
            fields = Map.copyOf(fields);
        }
    }

    record Waiting(Entry entry, Seen seen) {}

    Open {
        waiting = List.copyOf(waiting);
    }

    static Open of(Counting counting, Chain chain, long behind, Seen last) {
        var group = counting.groups().getFirst();
        var alone = List.of(new Group(group.name(), group.values(), List.of()));
        var bare = new Counting(counting.rule(), counting.condition(), alone);
        return new Open(bare, chain, behind, Instant.EPOCH, last, List.of());
    }

    Group group() {
        return counting.groups().getFirst();
    }

    Map<String, String> values() {
        return group().values();
    }

    GroupRule rule() {
        return GroupRule.of(counting.condition());
    }

    Open with(List<Waiting> next) {
        return new Open(counting, chain, behind, notBefore, last, next);
    }

    /** Of an event that is counted now, where others wait on. */
    Open seen(Seen seen) {
        return new Open(counting, chain, behind, notBefore, seen, waiting);
    }

    /** As this one says, which is newer, and with the events that waited before. */
    Open with(Optional<Open> before, Waiting next, Instant now) {
        var all = new ArrayList<>(before.map(Open::waiting).orElse(List.of()));
        int at = all.size();
        while (at > 0 && Entry.ORDER.compare(all.get(at - 1).entry(), next.entry()) > 0) {
            at--;
        }
        all.add(at, next);
        var from = all.size() > 1 ? before.orElseThrow().notBefore() : now.plusMillis(SETTLED);
        var window = before.map(Open::last).orElse(last);
        return new Open(counting, chain, behind, from, window, all);
    }

    /**
     * When there is something to judge, by the clock of the mesh: for each level below it what belongs there comes later.
     *
     * @param end of the present window, if there is one
     */
    Optional<Instant> due(Optional<Long> end) {
        var first = waiting.stream().map(w -> w.entry().time()).limit(1);
        return Stream.concat(end.stream(), first)
                .min(Long::compare)
                .map(time -> Instant.ofEpochMilli(time + chain.level() * SETTLED + behind))
                .map(due -> due.isBefore(notBefore) ? notBefore : due);
    }

    /** The time until which all events have come. */
    long settled(Instant now) {
        return now.toEpochMilli() - chain.level() * SETTLED - behind;
    }
}
