package io.gabion.loadtests.faults;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.containment.ContainmentEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Targets that are said to be unknown, from the journal. That is an end only as long as it has not been tried again: every target is well
 * when the fault is over, so the next attempt has to settle it. Times are the harness's: a node's clock may be an hour wrong.
 */
final class Unknowns {
    /** As the product waits: 30 s at first, twice as long each time, and up to a quarter more. */
    private static final Duration FIRST = Duration.ofSeconds(37);

    /** A call and its reading, by a node that has other things to do. */
    private static final Duration LATE = Duration.ofSeconds(45);
    /** After so many doubts the next attempt is further away than anybody waits here. */
    private static final int TOO_MANY = 4;
    /** One reading may be lost to a busy machine. */
    private static final int EXCUSED = 1;

    /**
     * @param times it has been said since the target was last settled
     * @param last row that says something of it
     */
    private record Doubt(int times, long last, boolean alarmed) {}

    private final Map<String, Doubt> doubts = new HashMap<>();

    /** Rows of one target, in the order of its history. */
    void read(String target, Envelope row, ContainmentEvent event) {
        long at = row.sequence();
        switch (event) {
            case ContainmentEvent.Unknown _ ->
                doubts.merge(target, new Doubt(1, at, false), (old, _) -> new Doubt(old.times + 1, at, false));
            case ContainmentEvent.Unread _ ->
                doubts.computeIfPresent(target, (_, old) -> new Doubt(old.times + 1, at, old.alarmed));
            case ContainmentEvent.Claimed _ ->
                doubts.computeIfPresent(target, (_, old) -> new Doubt(old.times, at, old.alarmed));
            case ContainmentEvent.Alarmed _ ->
                doubts.computeIfPresent(target, (_, old) -> new Doubt(old.times, old.last, true));
            case ContainmentEvent.Verified _,
                    ContainmentEvent.Released _,
                    ContainmentEvent.Refused _,
                    ContainmentEvent.Denied _ -> doubts.remove(target);
            default -> {}
        }
    }

    Set<String> targets() {
        return Set.copyOf(doubts.keySet());
    }

    /** Whether the target will be tried again before anybody loses patience here. */
    boolean isAwaited(String target) {
        var doubt = doubts.get(target);
        return doubt != null && doubt.times < TOO_MANY;
    }

    /**
     * @param before what was unknown when every target was well again
     * @param since how long ago that was
     * @return what is violated
     */
    List<String> check(Unknowns before, Duration since) {
        return doubts.entrySet().stream()
                .flatMap(e -> check(e.getKey(), e.getValue(), before.doubts.get(e.getKey()), since))
                .sorted()
                .toList();
    }

    /**
     * @param before what was unknown a while ago
     * @param said whether some node has said so, in any of its lives: the lab's channel is the log
     * @return what was unknown then, is it yet, and is in no notice
     */
    List<String> untold(Unknowns before, Predicate<String> said) {
        return doubts.keySet().stream()
                .filter(before.doubts::containsKey)
                .filter(target -> !said.test("\"target\":\"%s\",\"decision\":\"unknown\"".formatted(target)))
                .map(target -> "I2 unknown, and no notice says so: " + target)
                .sorted()
                .toList();
    }

    private static Stream<String> check(String target, Doubt now, Doubt before, Duration since) {
        if (!now.alarmed) {
            return Stream.of("I2 unknown, and no person is told: " + target);
        }
        int more = now.times - (before == null ? 0 : Math.min(before.times, now.times));
        if (more > EXCUSED) {
            return Stream.of("I2 unknown yet, though it was tried %d times with a target that is well: %s"
                    .formatted(more, target));
        }
        boolean untouched = before != null && before.last == now.last;
        if (untouched && now.times < TOO_MANY && since.compareTo(due(now.times)) > 0) {
            return Stream.of("I2 unknown, and not tried again within " + since.toSeconds() + " s: " + target);
        }
        return Stream.empty();
    }

    /** How long nothing may be heard after so many doubts. */
    private static Duration due(int times) {
        return FIRST.multipliedBy(1L << (times - 1)).plus(LATE);
    }
}
