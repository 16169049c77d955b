package io.gabion.responders.playbook;

import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** What the steps of a playbook say of each other: only of steps that there are, and in the right order. */
final class References {
    private final List<Step> steps;
    private final List<Doubt> wrong = new ArrayList<>();
    private final Set<String> covered = new HashSet<>();
    private final Set<String> together = new HashSet<>();
    private final Set<String> escalated = new HashSet<>();

    private References(List<Step> steps) {
        this.steps = steps;
    }

    static List<Doubt> wrong(List<Step> steps) {
        var references = new References(steps);
        for (int i = 0; i < steps.size(); i++) {
            references.check(i, steps.get(i));
        }
        return references.wrong;
    }

    private void check(int at, Step step) {
        switch (step) {
            case Ask ask -> {
                each(step, ask.covers(), i -> i > at && contains(i), "which is no later step that contains");
                once(step, ask.covers(), covered, "which another approval covers");
            }
            case Check check -> {
                each(step, check.of(), i -> i < at && acts(i), "which is no earlier step that acts");
                each(
                        step,
                        check.then(),
                        i -> i > at && !(steps.get(i) instanceof Escalate),
                        "which is no later step that does something");
            }
            case Parallel parallel -> {
                int last = at + parallel.steps().size();
                each(
                        step,
                        parallel.steps(),
                        i -> i > at && i <= last && contains(i),
                        "which is none of the " + parallel.steps().size() + " steps that follow, or contains nothing");
                once(step, parallel.steps(), together, "which begins with others already");
                if (parallel.steps().size() < 2) {
                    wrong.add(new Doubt(step.id(), "steps are at least 2"));
                }
            }
            case Escalate chain -> {
                each(
                        step,
                        chain.of(),
                        i -> i >= 0 && isDecided(i),
                        "which asks nothing and does nothing that can fail");
                once(step, chain.of(), escalated, "which another chain is for");
                Chains.wrong(chain, asked(chain)).forEach(wrong::add);
            }
            case BlockNetwork _ -> {
                if (steps.stream()
                        .noneMatch(s -> s instanceof Ask ask && ask.covers().contains(step.id()))) {
                    wrong.add(
                            new Doubt(step.id(), "block-network hits many who did nothing: an approval must cover it"));
                }
            }
            case Contain _, Notify _, Wait _ -> {}
        }
    }

    private void each(Step step, List<String> ids, IntPredicate right, String otherwise) {
        for (var id : ids) {
            if (!right.test(index(id))) {
                wrong.add(new Doubt(step.id(), "names " + id + ", " + otherwise));
            }
        }
    }

    private void once(Step step, List<String> ids, Set<String> taken, String otherwise) {
        for (var id : ids) {
            if (!taken.add(id)) {
                wrong.add(new Doubt(step.id(), "names " + id + ", " + otherwise));
            }
        }
    }

    private boolean isDecided(int i) {
        return acts(i) || steps.get(i) instanceof Ask;
    }

    private List<Ask> asked(Escalate chain) {
        return steps.stream()
                .filter(s -> s instanceof Ask && chain.of().contains(s.id()))
                .map(Ask.class::cast)
                .toList();
    }

    private int index(String id) {
        return steps.stream().map(Plan.Step::id).toList().indexOf(id);
    }

    private boolean contains(int i) {
        return steps.get(i) instanceof Contain;
    }

    private boolean acts(int i) {
        return i >= 0 && (contains(i) || steps.get(i) instanceof Notify);
    }
}
