package io.gabion.responders.playbook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import java.util.List;

/** A step as a playbook writes it: what {@link Steps} reads. */
final class StepText {
    static ObjectNode of(Plan.Step step) {
        var node = JsonNodeFactory.instance.objectNode().put("id", step.id());
        switch (step) {
            case Contain s ->
                node.put("action", s.does().word())
                        .put("connector", s.connector())
                        .put("ttl", duration(s.ttlSeconds()));
            case Notify s -> node.put("action", "notify").put("channel", s.channel());
            case Wait s -> node.put("action", "wait").put("for", duration(s.seconds()));
            case Ask s -> {
                names(node.put("action", "approval"), "covers", s.covers());
                names(node.put("within", duration(s.withinSeconds())), "roles", s.roles());
                node.put("people", s.people()).put("otherwise", s.otherwise().word());
            }
            case Check s -> {
                names(node.put("action", "condition"), "of", s.of());
                names(node, "is", s.is().stream().map(Outcome::word).toList());
                names(node, "then", s.then());
            }
            case Parallel s -> names(node.put("action", "parallel"), "steps", s.steps());
            case Escalate s -> {
                names(node.put("action", "escalation"), "of", s.of());
                var levels = node.putArray("levels");
                s.levels().forEach(level -> {
                    var written = levels.addObject()
                            .put("channel", level.channel())
                            .put("after", duration(level.afterSeconds()));
                    if (!level.roles().isEmpty()) {
                        names(written, "roles", level.roles());
                    }
                    if (level.times() > 0) {
                        written.put("every", duration(level.everySeconds())).put("times", level.times());
                    }
                });
            }
        }
        return node;
    }

    /** In the largest unit in which it is a whole number. */
    static String duration(long seconds) {
        for (var unit : List.of("d 86400", "h 3600", "m 60")) {
            long size = Long.parseLong(unit.substring(2));
            if (seconds % size == 0) {
                return seconds / size + unit.substring(0, 1);
            }
        }
        return seconds + "s";
    }

    private static void names(ObjectNode node, String field, List<String> names) {
        var array = node.putArray(field);
        names.forEach(array::add);
    }

    private StepText() {}
}
