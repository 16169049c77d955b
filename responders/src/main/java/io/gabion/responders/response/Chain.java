package io.gabion.responders.response;

import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When the chain of a step rings, and who may decide by then: from the plan and the journaled times alone. */
public final class Chain {
    /**
     * One notice of a chain.
     *
     * @param level from 1 on
     */
    public record Bell(int number, int level, Level of, Instant at) {}

    /** Something that waits for people. */
    record Matter(String step, int round, Instant since) {}

    /** The chain that a step has, if it has one. */
    static Optional<Escalate> of(Plan plan, String step) {
        return plan.steps().stream()
                .filter(s -> s instanceof Escalate e && e.of().contains(step))
                .map(Escalate.class::cast)
                .findFirst();
    }

    /** Every bell, the first first. */
    public static List<Bell> bells(Escalate chain, Instant since) {
        return bells(chain.levels(), since);
    }

    public static List<Bell> bells(List<Level> levels, Instant since) {
        var bells = new ArrayList<Bell>();
        for (int i = 0; i < levels.size(); i++) {
            var level = levels.get(i);
            for (int n = 0; n <= level.times(); n++) {
                var at = since.plusSeconds(level.afterSeconds() + n * level.everySeconds());
                bells.add(new Bell(bells.size(), i + 1, level, at));
            }
        }
        bells.sort(Comparator.comparing(Bell::at).thenComparing(Bell::number));
        return bells;
    }

    /** The roles that the chain has added by then. */
    static List<String> roles(Plan plan, String step, Instant since, Instant now) {
        return of(plan, step).stream()
                .flatMap(chain -> chain.levels().stream())
                .filter(level -> !now.isBefore(since.plusSeconds(level.afterSeconds())))
                .flatMap(level -> level.roles().stream())
                .distinct()
                .toList();
    }

    /** What waits now: questions that may still be decided, and what has failed. */
    static List<Matter> matters(Run run, Instant now) {
        var asked = run.approvals().values().stream()
                .filter(a -> a.standing() == Approval.Standing.WAITING
                        && now.isBefore(a.asked().due()))
                .map(a -> new Matter(a.asked().step().id(), 1, a.asked().at()));
        var failed = run.care().broken().entrySet().stream()
                .map(b -> new Matter(
                        b.getKey(), run.care().attempt(b.getKey()), b.getValue().since()));
        return Stream.concat(asked, failed)
                .filter(m -> of(run.plan(), m.step()).isPresent())
                .toList();
    }

    /** The bells of a matter that have not rung, and that no later one of their level has made needless. */
    static List<Bell> silent(Run run, Matter matter) {
        var all = of(run.plan(), matter.step()).stream()
                .flatMap(chain -> bells(chain, matter.since()).stream())
                .toList();
        return all.stream()
                .filter(bell -> all.stream()
                        .noneMatch(later -> later.level() == bell.level()
                                && later.number() >= bell.number()
                                && run.paging().hasRung(matter.step(), later.number())))
                .toList();
    }

    private Chain() {}
}
