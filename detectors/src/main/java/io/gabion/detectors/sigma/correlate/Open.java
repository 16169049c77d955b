package io.gabion.detectors.sigma.correlate;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a group with an open window has to know to be judged without an event.
 *
 * @param counting with the group alone and none of its events
 * @param primary of the last event
 * @param assets of the last event
 * @param behind milliseconds that the group's last events are behind the clock of the mesh
 */
record Open(Counting counting, AssetRef primary, List<AssetRef> assets, long behind) {
    /** A window is judged so long after its end: by then what belongs to it has come, also by way of another group. */
    static final long SETTLED = 5_000;

    Open {
        assets = List.copyOf(assets);
    }

    static Open of(Counting counting, Observation last, long behind) {
        var group = counting.groups().getFirst();
        var bare = new Counting(
                counting.rule(), counting.condition(), List.of(new Group(group.name(), group.values(), List.of())));
        return new Open(bare, last.primary(), last.assets(), behind);
    }

    /** Whoever reads an old log reads on: what its time will be is told by how far behind it is. Never ahead. */
    static long behind(Instant now, Instant event) {
        return Math.max(0, Duration.between(event, now).toMillis());
    }

    /** @param millis the end of a window @return when it is judged by the clock of the mesh */
    Instant due(long millis) {
        return Instant.ofEpochMilli(millis + SETTLED + behind);
    }

    /** The time until which all events have come. */
    long settled(Instant now) {
        return now.equals(Instant.MAX) ? Long.MAX_VALUE : now.toEpochMilli() - SETTLED - behind;
    }
}
