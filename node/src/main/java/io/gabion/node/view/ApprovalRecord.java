package io.gabion.node.view;

import static io.gabion.node.view.Records.*;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.view.Projection.Question;
import io.gabion.protocol.response.Approval;
import java.util.Map;
import java.util.stream.Stream;

/** An approval as commands and the API show it. */
final class ApprovalRecord {
    /** The same as the journal has it; {@code id} is {@code response.step}. */
    static ObjectNode of(Map.Entry<Question, Approval> entry) {
        var question = entry.getKey();
        var approval = entry.getValue();
        var asked = approval.asked();
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("id", question.id())
                .put("tenant", question.response().tenant().id())
                .put("response", question.response().name())
                .put("incident", name(asked.overview().incident()))
                .put("playbook", asked.overview().playbook())
                .put("mode", lower(asked.overview().mode()))
                .put("state", lower(approval.standing()))
                .put("why", approval.why())
                .put("requester", asked.requester())
                .put("askedAt", asked.at().toString())
                .put("until", asked.due().toString())
                .put("otherwise", asked.step().otherwise().word())
                .put("people", asked.step().people());
        strings(
                node,
                "roles",
                Stream.concat(
                                asked.step().roles().stream(),
                                approval.escalations().stream().flatMap(e -> e.roles().stream()))
                        .distinct()
                        .toList());
        node.put("digest", asked.digest());
        var actions = node.putArray("actions");
        asked.actions()
                .forEach(a -> actions.addObject()
                        .put("kind", a.kind().word())
                        .put("connector", a.connector())
                        .put("target", a.target())
                        .put("ttlSeconds", a.ttlSeconds()));
        var votes = node.putArray("votes");
        approval.votes()
                .forEach(v -> votes.addObject()
                        .put("by", v.by())
                        .put("role", v.role())
                        .put("verdict", v.verdict().word())
                        .put("reason", v.reason())
                        .put("time", v.at().toString()));
        var escalations = node.putArray("escalations");
        approval.escalations()
                .forEach(e -> escalations
                        .addObject()
                        .put("level", e.level())
                        .put("channel", e.channel())
                        .put("time", e.at().toString()));
        return node;
    }

    private ApprovalRecord() {}
}
