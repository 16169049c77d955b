package io.gabion.responders.response;

import io.gabion.protocol.response.Plan.Contain;
import io.gabion.protocol.response.ResponseEvent.StepStarted;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run has come in its steps.
 *
 * @param index of the step under way or next
 * @param reached how many steps have begun or were left out; a step that is done once more lies before
 * @param skips why steps are left out, by their ids
 * @param holds for how long each step was asked for, by its id; the last time that it was
 */
record Course(int index, int reached, Map<String, String> skips, Map<String, Hold> holds) {
    static final Course BEGINNING = new Course(0, 0, Map.of(), Map.of());

    record Hold(long seconds, Instant until) {}

    Course {
        skips = Map.copyOf(skips);
        holds = Map.copyOf(holds);
    }

    /** At a step; those before it have begun or were left out. */
    Course at(int step) {
        return new Course(step, Math.max(reached, step), skips, holds);
    }

    /** In a step that has begun. */
    Course in(StepStarted e) {
        var in = new Course(e.index(), Math.max(reached, e.index() + 1), skips, holds);
        return e.step() instanceof Contain step && !e.targets().isEmpty() ? in.holding(step, e.at()) : in;
    }

    /** After the step it was in: at the first one that has not begun. */
    Course past() {
        int next = Math.max(reached, index + 1);
        return new Course(next, next, skips, holds);
    }

    Course holding(Contain step, Instant at) {
        var all = new HashMap<>(holds);
        all.put(step.id(), new Hold(step.ttlSeconds(), at.plusSeconds(step.ttlSeconds())));
        return new Course(index, reached, skips, all);
    }

    Course skipping(List<String> steps, String why) {
        var all = new HashMap<>(skips);
        steps.forEach(step -> all.put(step, why));
        return new Course(index, reached, all, holds);
    }

    /** When the hold of a step ends, if it was asked for. */
    Optional<Instant> until(Contain step) {
        return Optional.ofNullable(holds.get(step.id())).map(Hold::until);
    }

    /** For how long it was asked for, or would be. */
    long seconds(Contain step) {
        return holds.getOrDefault(step.id(), new Hold(step.ttlSeconds(), Instant.MAX))
                .seconds();
    }
}
