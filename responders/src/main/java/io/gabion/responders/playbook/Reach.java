package io.gabion.responders.playbook;

import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan.*;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which steps can begin at all. A condition holds by what an action of earlier steps has come to, so one that asks for an end
 * that there never is, or about steps that never begin, keeps what it names from beginning, and that keeps others.
 */
final class Reach {
    /** A notice is handed over or not; nothing is read back, and nobody releases it. */
    private static final Set<Outcome> TOLD = EnumSet.of(Outcome.APPLIED, Outcome.FAILED, Outcome.WOULD_APPLY);

    /** What is applied is not reported before it is read back, and then as something else. */
    private static final Set<Outcome> CONTAINED =
            EnumSet.complementOf(EnumSet.of(Outcome.APPLIED, Outcome.WAITING_APPROVAL));

    private final List<Step> steps;
    /** Why, by the ids of steps that never begin. */
    private final Map<String, String> never = new HashMap<>();

    /** Those that have to hold, by the ids of the steps; in their order. */
    private final Map<String, Set<Check>> conditions = new HashMap<>();

    private final List<Doubt> doubts = new ArrayList<>();

    private Reach(List<Step> steps) {
        this.steps = steps;
    }

    static Stream<Doubt> doubts(Playbook playbook) {
        var reach = new Reach(playbook.steps());
        playbook.steps().forEach(reach::look);
        return reach.doubts.stream();
    }

    private void look(Step step) {
        var all = List.copyOf(conditions.getOrDefault(step.id(), Set.of()));
        if (!never.containsKey(step.id())) {
            contradiction(all).ifPresent(c -> contradicted(step, c));
        }
        if (never.containsKey(step.id())) {
            doubts.add(new Doubt(step.id(), "unreachable: " + never.get(step.id())));
            bar(names(step), step.id() + " never begins");
        } else if (step instanceof Check check && possible(check).isEmpty()) {
            bar(check.then(), String.join(", ", check.of()) + missing(check));
        } else if (step instanceof Escalate chain && chain.of().stream().allMatch(never::containsKey)) {
            doubts.add(new Doubt(step.id(), "unreachable: " + String.join(", ", chain.of()) + " never begins"));
        }
        for (var id : names(step)) {
            var over = conditions.computeIfAbsent(id, _ -> new LinkedHashSet<>());
            over.addAll(all);
            if (step instanceof Check check) {
                over.add(check);
            }
        }
    }

    /** What is left out with it. */
    private static List<String> names(Step step) {
        return switch (step) {
            case Check check -> check.then();
            case Ask ask -> ask.covers();
            case Contain _, Notify _, Wait _, Parallel _, Escalate _ -> List.of();
        };
    }

    private void bar(List<String> ids, String why) {
        ids.forEach(id -> never.putIfAbsent(id, why));
    }

    private String missing(Check check) {
        return ends(check).isEmpty() ? " never begins" : " is never " + words(check.is(), " or ");
    }

    /** What the actions that it is about can have come to when it is asked. */
    private Set<Outcome> ends(Check check) {
        var ends = EnumSet.noneOf(Outcome.class);
        check.of().forEach(id -> ends.addAll(ends(id, steps.indexOf(check))));
        return ends;
    }

    private Set<Outcome> possible(Check check) {
        var ends = ends(check);
        ends.retainAll(check.is());
        return ends;
    }

    private Set<Outcome> ends(String id, int before) {
        return switch (steps.stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow()) {
            case Contain step -> {
                Predicate<Step> same = s -> s instanceof Contain other
                        && other.does() == step.does()
                        && other.connector().equals(step.connector());
                if (begins(before, same)) {
                    yield CONTAINED;
                }
                // Somebody may say no to what would not have begun either.
                boolean asked = begins(
                        before,
                        s -> s instanceof Ask ask
                                && steps.stream()
                                        .anyMatch(same.and(other -> ask.covers().contains(other.id()))));
                yield asked ? EnumSet.of(Outcome.REFUSED) : EnumSet.noneOf(Outcome.class);
            }
            case Notify step -> never.containsKey(step.id()) ? EnumSet.noneOf(Outcome.class) : TOLD;
            case Ask _, Wait _, Check _, Parallel _, Escalate _ -> EnumSet.noneOf(Outcome.class);
        };
    }

    /** Whether an earlier step of these can begin: those that contain the same are one, whichever is asked about. */
    private boolean begins(int before, Predicate<Step> which) {
        return steps.subList(0, before).stream().filter(which).anyMatch(s -> !never.containsKey(s.id()));
    }

    private record Contradiction(Check one, Check other) {}

    /** All of them have to hold. */
    private Optional<Contradiction> contradiction(List<Check> all) {
        return all.stream()
                .flatMap(one -> all.subList(all.indexOf(one) + 1, all.size()).stream()
                        .filter(other -> exclude(one, other))
                        .map(other -> new Contradiction(one, other)))
                .findFirst();
    }

    private boolean exclude(Check one, Check other) {
        return one.of().size() == 1
                && one.of().equals(other.of())
                && one.is().stream().noneMatch(other.is()::contains)
                && !isLater(one, other);
    }

    /** A notice has one end; of a containment's targets one may have come to this and another to that. */
    private void contradicted(Step step, Contradiction c) {
        var of = c.one().of().getFirst();
        var why = c.one().id() + " is for " + of + " if it is " + words(c.one().is(), " or ") + ", "
                + c.other().id() + " if it is " + words(c.other().is(), " or ");
        if (steps.stream().anyMatch(s -> s instanceof Notify && s.id().equals(of))) {
            never.put(step.id(), why);
        } else {
            doubts.add(new Doubt(step.id(), "it begins only if targets of " + of + " end differently: " + why, true));
        }
    }

    /** Whether anything between them takes time, in which what was so may have changed. */
    private boolean isLater(Check one, Check other) {
        return steps.subList(steps.indexOf(one), steps.indexOf(other)).stream().anyMatch(step -> switch (step) {
            case Contain _, Notify _, Wait _ -> true;
            case Check _, Ask _, Parallel _, Escalate _ -> false;
        });
    }

    private static String words(List<Outcome> outcomes, String between) {
        return outcomes.stream().map(Outcome::word).collect(Collectors.joining(between));
    }
}
