package io.gabion.node.replay;

import io.gabion.node.parse.ClaimedTime;
import io.gabion.node.replay.RecordedFile.Read;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides which time of a recorded file moves the clock. A line more than {@link #AHEAD} ahead of all before it, or the
 * first of the file, is believed when the next {@value #AGREE} observations agree, that is, when none of them is more
 * than {@link #AHEAD} before it; at the end of the file, those that are left, and at least one. Any other such line is
 * given the latest time before it (the first one the earliest of those after it) and keeps its own as
 * {@link ClaimedTime#FIELD}. A file of one observation has nobody to ask, and is believed.
 */
final class Jumps {
    static final Duration AHEAD = Duration.ofDays(1);
    static final int AGREE = 3;

    /** With so many lines held back, those that are there decide: most of them are dead letters. */
    static final int MOST_HELD = 1_000;

    private final Consumer<Read> next;
    private final Deque<Line> held = new ArrayDeque<>();
    private Instant latest;

    private sealed interface Line {
        record Seen(Observation observation) implements Line {}

        record Dead(DeadLetter letter) implements Line {}
    }

    /** @param next is given every line, in order, with the running maximum of the times that are believed */
    Jumps(Consumer<Read> next) {
        this.next = next;
    }

    void seen(Observation observation) {
        held.add(new Line.Seen(observation));
        settle(false);
    }

    void dead(DeadLetter letter) {
        held.add(new Line.Dead(letter));
        settle(false);
    }

    void end() {
        settle(true);
    }

    private void settle(boolean ended) {
        while (!held.isEmpty()) {
            switch (held.peek()) {
                case Line.Dead(var letter) ->
                    next.accept(new Read.Dead(latest == null ? Instant.EPOCH : latest, letter));
                case Line.Seen(var observation) when !isAhead(observation) -> pass(observation);
                case Line.Seen(var observation) -> {
                    var after = after();
                    if (after.size() < AGREE && !ended && held.size() < MOST_HELD) {
                        return;
                    }
                    judge(observation, after);
                }
            }
            held.remove();
        }
    }

    private boolean isAhead(Observation observation) {
        return latest == null || observation.time().isAfter(latest.plus(AHEAD));
    }

    private List<Instant> after() {
        return held.stream()
                .skip(1)
                .filter(Line.Seen.class::isInstance)
                .map(line -> ((Line.Seen) line).observation().time())
                .limit(AGREE)
                .toList();
    }

    private void judge(Observation observation, List<Instant> after) {
        var earliest = observation.time().minus(AHEAD);
        boolean agreed = after.stream().noneMatch(time -> time.isBefore(earliest));
        boolean alone = latest == null && after.isEmpty();
        if (agreed && !after.isEmpty() || alone) {
            pass(observation);
        } else {
            latest = latest == null ? after.stream().min(Instant::compareTo).orElseThrow() : latest;
            pass(ClaimedTime.replaced(observation, latest));
        }
    }

    private void pass(Observation observation) {
        latest = latest == null || observation.time().isAfter(latest) ? observation.time() : latest;
        next.accept(new Read.Seen(latest, observation));
    }
}
