package io.gabion.node.cohort;

import io.gabion.protocol.cohort.CohortEvent.Weighed;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people were told of correlations, whatever the group, by the key of a signal; the last {@value #SIGNALS}, oldest first.
 * Never changes.
 */
record Hours(Map<Long, Hour> bySignal) {
    static final int SIGNALS = 256;

    /** Suspicions of one signal within an hour that are told by themselves. */
    static final int MOST = 20;

    static final Duration LENGTH = Duration.ofHours(1);
    static final Hours NONE = new Hours(Map.of());

    /**
     * An hour of event time. What is beyond {@value Hours#MOST} is counted; how many they are is told at {@value Hours#MOST}, each time
     * it has doubled, and when the hour is over.
     *
     * @param begun its beginning by the clock of the mesh
     * @param told by themselves
     * @param heard so many of the rest people know of
     * @param last told by itself, once no other may be
     */
    record Hour(Instant since, Instant begun, int told, int rest, int heard, Optional<Last> last) {
        boolean isOver(Suspicion next) {
            return Duration.between(since, next.time()).abs().compareTo(LENGTH) >= 0;
        }

        boolean isFull() {
            return told >= MOST;
        }

        int untold() {
            return rest - heard;
        }

        boolean isNews() {
            return rest >= Math.max(MOST, 2 * heard);
        }

        Optional<Instant> due() {
            return untold() > 0 ? Optional.of(begun.plus(LENGTH)) : Optional.empty();
        }

        Hour counted() {
            return new Hour(since, begun, told, rest + 1, heard, last);
        }

        private Hour heard(int all) {
            return new Hour(since, begun, told, rest, all, last);
        }

        private Hour with(Suspicion suspicion, Signal signal) {
            var next = told + 1 < MOST ? Optional.<Last>empty() : Optional.of(new Last(signal, suspicion));
            return new Hour(since, begun, told + 1, rest, heard, next);
        }

        /** Speaks for the rest so far. */
        Weighed ofRest(Instant now) {
            var one = last.orElseThrow().suspicion();
            var id = Suspicion.id(
                    one.tenant(),
                    one.asset(),
                    one.detector().id(),
                    "rest " + rest + " " + since,
                    one.evidence().getFirst());
            var explanation = new ArrayList<>(one.explanation());
            explanation.add(
                    "it held in %d other groups too, of which people were not told one by one, within an hour from %s"
                            .formatted(rest, since));
            var told = new Suspicion(
                    id,
                    one.tenant(),
                    one.asset(),
                    one.time(),
                    one.detector(),
                    "%s, %d times more".formatted(one.title(), rest),
                    one.severity(),
                    one.confidence(),
                    one.techniques(),
                    one.evidence(),
                    explanation,
                    one.actors(),
                    one.victims());
            return new Weighed(id, told, last.orElseThrow().signal(), true, List.of(), rest, now);
        }
    }

    record Last(Signal signal, Suspicion suspicion) {}

    Hours {
        // In their order: the oldest goes first.
        bySignal = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(bySignal));
    }

    Optional<Hour> of(Signal signal) {
        return Optional.ofNullable(bySignal.get(signal.key()));
    }

    /** The first of those of which something is to be told. */
    Optional<Instant> due() {
        return bySignal.values().stream().flatMap(hour -> hour.due().stream()).min(Instant::compareTo);
    }

    /** Those that are over by then, with something to tell. */
    List<Hour> over(Instant now) {
        return bySignal.values().stream()
                .filter(hour -> hour.due().filter(due -> !due.isAfter(now)).isPresent())
                .toList();
    }

    /** What must be told first so that one more signal has room. */
    Optional<Hour> crowded(Signal signal) {
        return bySignal.size() < SIGNALS
                        || bySignal.containsKey(signal.key())
                        || oldestToldOf().isPresent()
                ? Optional.empty()
                : bySignal.values().stream().findFirst();
    }

    private Optional<Long> oldestToldOf() {
        return bySignal.entrySet().stream()
                .filter(entry -> entry.getValue().untold() == 0)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** People were told, of one group or of the rest. */
    Hours with(Weighed e) {
        long key = e.signal().key();
        var before = bySignal.get(key);
        if (e.told() > 0) {
            return before == null ? this : put(key, before.heard(Math.min(before.rest(), e.told())));
        }
        var fresh = new Hour(millis(e.suspicion().time()), millis(e.at()), 0, 0, 0, Optional.empty());
        var hour = before == null || before.isOver(e.suspicion()) ? fresh : before;
        var room = before != null || bySignal.size() < SIGNALS
                ? this
                : without(oldestToldOf().orElseThrow());
        return room.put(key, hour.with(e.suspicion(), e.signal()));
    }

    Hours counted(Signal signal) {
        var before = bySignal.get(signal.key());
        return before == null ? this : put(signal.key(), before.counted());
    }

    /** As it is stored. */
    private static Instant millis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    private Hours put(long key, Hour hour) {
        var next = new LinkedHashMap<>(bySignal);
        next.put(key, hour);
        return new Hours(next);
    }

    private Hours without(long key) {
        var next = new LinkedHashMap<>(bySignal);
        next.remove(key);
        return new Hours(next);
    }
}
