package io.gabion.responders.response;

import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * One playbook being carried out.
 *
 * @param index of the step under way or next
 * @param tracked what each containment or notification has last reported, by its key
 * @param reports given to the incident so far
 */
record Run(
        String incident,
        Plan plan,
        Mode mode,
        Targets targets,
        List<ActionState> refused,
        int index,
        SequencedMap<String, Tracked> tracked,
        int reports) {
    record Tracked(int life, int report, ActionState action) {
        boolean isOlderThan(int otherLife, int otherReport) {
            return life < otherLife || life == otherLife && report < otherReport;
        }
    }

    static Run begun(Started e) {
        return new Run(e.incident(), e.plan(), e.mode(), e.targets(), e.refused(), 0, new LinkedHashMap<>(), 1);
    }

    Run with(ActionReported e) {
        var all = new LinkedHashMap<>(tracked);
        all.put(e.key(), new Tracked(e.life(), e.report(), e.action()));
        return new Run(
                incident, plan, mode, targets, refused, index, all, e.overview().number());
    }

    Run at(int newIndex) {
        return new Run(incident, plan, mode, targets, refused, newIndex, tracked, reports);
    }

    ActionReported reported(String key, int life, int report, ActionState action) {
        var all = new LinkedHashMap<>(tracked);
        all.put(key, new Tracked(life, report, action));
        var actions = Stream.concat(refused.stream(), all.values().stream().map(Tracked::action))
                .toList();
        return new ActionReported(
                key, life, report, action, new Overview(incident, plan.playbook(), mode, reports + 1, actions));
    }

    List<ActionState> actions() {
        return Stream.concat(refused.stream(), tracked.values().stream().map(Tracked::action))
                .toList();
    }

    boolean knows(String key, int life, int report) {
        var last = tracked.get(key);
        return last != null && !last.isOlderThan(life, report);
    }
}
