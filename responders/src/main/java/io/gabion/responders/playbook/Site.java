package io.gabion.responders.playbook;

import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.Plan.*;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a site has of what playbooks name, and what it protects.
 *
 * @param connectors what each can do, by the names that playbooks use
 * @param channels by the names that playbooks use
 * @param shields what is never contained, by the kind of target that it is or may be; without what no site contains
 */
public record Site(Map<String, Set<Action>> connectors, Set<String> channels, Map<Kind, List<String>> shields) {
    private static final int NAMED = 5;

    /**
     * Something that a step names and that is not there.
     *
     * @param what without the step, so that it can be told once of many
     * @param so what becomes of the step
     */
    public record Gap(String step, String what, String so) {}

    public Site {
        connectors = Map.copyOf(connectors);
        channels = Set.copyOf(channels);
        shields = Map.copyOf(shields);
    }

    /** In the order of the steps. */
    public List<Gap> gaps(Playbook playbook) {
        return playbook.steps().stream()
                .flatMap(step -> switch (step) {
                    case Contain c -> gap(c);
                    case Notify n -> told(n.id(), Stream.of(n.channel()));
                    case Escalate e -> told(e.id(), e.levels().stream().map(Level::channel));
                    case Ask _, Wait _, Check _, Parallel _ -> Stream.<Gap>of();
                })
                .toList();
    }

    private Stream<Gap> gap(Contain step) {
        var does = connectors.get(step.connector());
        var name = "connector " + step.connector();
        if (does == null) {
            return Stream.of(new Gap(
                    step.id(), name + " is not in the settings", step.does().word() + " is only observed there"));
        }
        return does.contains(step.does())
                ? Stream.of()
                : Stream.of(new Gap(
                        step.id(),
                        name + " is for "
                                + does.stream().sorted().map(Action::word).collect(Collectors.joining(" and "))
                                + ", not for "
                                + step.does().word(),
                        "it will refuse that"));
    }

    private Stream<Gap> told(String step, Stream<String> names) {
        return names.distinct()
                .filter(name -> !channels.contains(name))
                .map(name -> new Gap(step, "channel " + name + " is not in the settings", "nobody is told"));
    }

    boolean protectsAny(Kind kind) {
        return !protectedOf(kind).isEmpty();
    }

    /** For people; a few by name. */
    String protects(Kind kind) {
        var all = protectedOf(kind);
        if (all.isEmpty()) {
            return "this site protects no " + kind.stored();
        }
        var rest = all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "";
        return "this site protects " + all.stream().limit(NAMED).collect(Collectors.joining(", ")) + rest;
    }

    private List<String> protectedOf(Kind kind) {
        return shields.getOrDefault(kind, List.of());
    }
}
