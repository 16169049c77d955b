package io.gabion.responders.playbook;

import io.gabion.protocol.response.Plan.Ask;
import io.gabion.protocol.response.Plan.Contain;
import io.gabion.protocol.response.Plan.Step;
import io.gabion.protocol.response.Plan.Wait;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A release in stages, as a playbook says it, and whether its steps last long enough for it. */
final class Releases {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** What is wrong is an IllegalArgumentException in one line. */
    static Duration every(Fields fields) {
        if (!fields.has("every") || fields.node().size() > 1) {
            throw new IllegalArgumentException("it says every, and nothing else");
        }
        var every = Duration.ofSeconds(fields.seconds("every", LONGEST));
        if (every.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "every is " + SHORTEST.toMinutes() + "m or longer, not " + StepText.duration(every.toSeconds()));
        }
        return every;
    }

    /** The step that ends too early for all stages, if one does. */
    static Optional<Doubt> wrong(Duration every, List<Step> steps) {
        int stages = stages(steps);
        long needed = every.toSeconds() * stages;
        return every.isZero()
                ? Optional.empty()
                : holding(steps)
                        .min(Comparator.comparing(Contain::ttlSeconds))
                        .filter(step -> step.ttlSeconds() < needed)
                        .map(step -> new Doubt(
                                step.id(),
                                "ttl of " + StepText.duration(step.ttlSeconds()) + " is too short for a release in "
                                        + stages + " stages every " + StepText.duration(every.toSeconds()) + ": "
                                        + StepText.duration(needed) + " at least"));
    }

    /** What can be read, and is of no use. */
    static Stream<Doubt> doubts(Playbook playbook) {
        if (playbook.releaseEvery().isZero()) {
            return Stream.of();
        }
        return stages(playbook.steps()) < 2
                ? Stream.of(
                        new Doubt(
                                playbook.steps().getFirst().id(),
                                "release is of no use: no step disturbs less than another, so nothing is let go before the rest"))
                : holding(playbook.steps()).flatMap(step -> over(playbook, step));
    }

    /** A step that may be over before one that it is to outlast has been in force for a stage. */
    private static Stream<Doubt> over(Playbook playbook, Contain step) {
        var steps = playbook.steps();
        long every = playbook.releaseEvery().toSeconds();
        return holding(steps)
                .filter(other -> step.does().disruption() < other.does().disruption())
                .flatMap(other -> {
                    long wait = wait(steps, step, other);
                    long needed = wait + every * (1 + stages(between(steps, step, other)));
                    return step.ttlSeconds() >= needed
                            ? Stream.of()
                            : Stream.of(new Doubt(
                                    step.id(),
                                    "ttl of " + StepText.duration(step.ttlSeconds()) + " may be over before "
                                            + other.id() + ", which may wait " + StepText.duration(wait)
                                            + ", is let go: " + StepText.duration(needed)
                                            + " at least for a release in stages"));
                })
                .limit(1);
    }

    /** Those that end before the first and not before the other. */
    private static List<Step> between(List<Step> steps, Contain first, Contain other) {
        return holding(steps)
                .filter(step -> step.does().disruption() > first.does().disruption()
                        && step.does().disruption() <= other.does().disruption())
                .map(Step.class::cast)
                .toList();
    }

    /** For how long the later of two steps may wait for people and times after the first has begun; in seconds. */
    private static long wait(List<Step> steps, Contain first, Contain later) {
        int from = steps.indexOf(first);
        int to = steps.indexOf(later);
        var between = from < to ? steps.subList(from, to) : List.<Step>of();
        return between.stream()
                .mapToLong(step -> switch (step) {
                    case Wait wait -> wait.seconds();
                    case Ask ask when ask.covers().contains(later.id()) -> ask.withinSeconds();
                    case Step _ -> 0;
                })
                .sum();
    }

    /** What only looks holds nobody. */
    private static Stream<Contain> holding(List<Step> steps) {
        return steps.stream()
                .filter(Contain.class::isInstance)
                .map(Contain.class::cast)
                .filter(step -> step.does().disruption() > 0);
    }

    private static int stages(List<Step> steps) {
        return (int)
                holding(steps).map(step -> step.does().disruption()).distinct().count();
    }

    private Releases() {}
}
