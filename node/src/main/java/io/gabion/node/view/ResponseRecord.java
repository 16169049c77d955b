package io.gabion.node.view;

import static io.gabion.node.view.Records.*;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.entity.EntityId;
import io.gabion.responders.response.Progress;

/** How far a response has come, as commands and the API show it. Has the fields of {@link Records#response} too. */
final class ResponseRecord {
    static ObjectNode of(EntityId id, Progress progress) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("id", id.name())
                .put("tenant", id.tenant().id())
                .put("incident", name(progress.incident()))
                .put("playbook", progress.playbook())
                .put("hash", progress.hash())
                .put("mode", lower(progress.mode()));
        standing(node, progress);
        var actions = node.putArray("actions");
        progress.actions().forEach(a -> actions.add(action(a)));
        var steps = node.putArray("steps");
        progress.steps()
                .forEach(s -> steps.addObject()
                        .put("id", s.id())
                        .put("action", s.action())
                        .put("state", s.state())
                        .put("why", s.why()));
        return node;
    }

    /** What a list shows of it. */
    static void standing(ObjectNode node, Progress progress) {
        node.put("state", lower(progress.standing()));
        progress.pause()
                .ifPresent(p -> node.putObject("paused")
                        .put("by", p.order().by())
                        .put("reason", p.order().reason())
                        .put("time", p.at().toString()));
        if (!progress.failed().isEmpty()) {
            var failed = node.putArray("failed");
            progress.failed()
                    .forEach(f -> failed.addObject()
                            .put("step", f.step())
                            .put("why", f.why())
                            .put("since", f.since().toString())
                            .put("attempt", f.attempt()));
        }
    }

    private ResponseRecord() {}
}
