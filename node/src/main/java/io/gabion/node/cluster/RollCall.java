package io.gabion.node.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who answered this node's probes, and whether that is a majority. A probe is stamped before it is sent; an answer to it
 * proves that its sender saw this node as a member at some time after the stamp. Immutable; times are inputs. Members
 * are the incarnations that are Up or Leaving, by their uids.
 *
 * @param configured how many nodes there are meant to be: a part that shrank to itself is no majority of that
 * @param within how old the stamp of an answered probe may be; less than half of what others wait before they take over
 * @param answered the newest stamp that each incarnation has answered
 * @param joined since when this node is a member, in monotonic time
 * @param clocks when the clocks were last looked at, and found or set in step
 * @param steadySince stamps before this, in monotonic time, prove nothing: the clocks fell out of step after them
 */
public record RollCall(
        int configured,
        Duration within,
        Map<Long, Long> answered,
        Optional<Long> joined,
        Time clocks,
        long steadySince) {
    /** Clocks that come further apart from one look to the next were stopped or set. */
    static final Duration APART = Duration.ofMillis(250);

    /** One instant on both clocks, in nanoseconds. Only differences mean anything. */
    public record Time(long monotonic, long wall) {
        boolean inStepWith(Time other) {
            long apart = (wall - monotonic) - (other.wall - other.monotonic);
            return Math.abs(apart) < APART.toNanos();
        }
    }

    public RollCall {
        if (configured < 1 || !within.isPositive()) {
            throw new IllegalArgumentException("not a roll call: " + configured + " within " + within);
        }
        answered = Map.copyOf(answered);
    }

    public static RollCall begun(int configured, Duration within, Time now) {
        return new RollCall(configured, within, Map.of(), Optional.empty(), now, now.monotonic());
    }

    /**
     * To be called before probes are stamped. If the clocks fell out of step since the last time, no answer to an older
     * probe counts any more: who knows how old it is.
     */
    RollCall looked(Time now, Set<Long> members, long self) {
        var kept = new HashMap<>(answered);
        kept.keySet().retainAll(members);
        var steady = now.inStepWith(clocks);
        return new RollCall(
                configured,
                within,
                steady ? kept : Map.of(),
                members.contains(self) ? joined.or(() -> Optional.of(now.monotonic())) : joined,
                now,
                steady ? steadySince : now.monotonic());
    }

    /** @param stamp the monotonic time that the probe carried */
    RollCall answered(long uid, long stamp) {
        if (stamp - steadySince < 0) {
            return this;
        }
        var more = new HashMap<>(answered);
        more.merge(uid, stamp, (one, other) -> one - other > 0 ? one : other);
        return new RollCall(configured, within, more, joined, clocks, steadySince);
    }

    /** Whether a majority, this node included, will have answered recently enough from now on for {@code time}. */
    boolean holds(Time now, Duration time, Set<Long> members, long self) {
        return members.contains(self)
                && joined.isPresent()
                && now.monotonic() - joined.get() >= within.toNanos()
                && now.inStepWith(clocks)
                && present(now, time, members, self) >= majority(members.size());
    }

    /** Whether a majority, this node included, has answered a probe that was stamped at {@code since} or later. */
    boolean heardSince(long since, Set<Long> members, long self) {
        long heard = members.stream()
                .filter(member -> member != self && answered.containsKey(member) && answered.get(member) - since >= 0)
                .count();
        return members.contains(self) && 1 + heard >= majority(members.size());
    }

    private int majority(int members) {
        return Math.max(members, configured) / 2 + 1;
    }

    private int present(Time now, Duration time, Set<Long> members, long self) {
        int present = 1;
        for (var member : members) {
            var stamp = answered.get(member);
            if (member != self
                    && stamp != null
                    && now.monotonic() - stamp < within.toNanos() - Math.max(0, time.toNanos())) {
                present++;
            }
        }
        return present;
    }
}
