package io.gabion.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.api.GuardControl.Order;
import io.gabion.node.shell.Mesh;
import io.gabion.node.view.Board;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentVerdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings what people say of an incident to it, and to those that were merged into it: they have responses of their own. */
record Verdicts(Mesh mesh, Board board, Duration patience) {
    /** The answer names what is let go with a false positive. */
    CompletionStage<ObjectNode> say(Order order, String incident, IncidentVerdict verdict) {
        var all = withMerged(order.tenant(), incident);
        var answer = JsonNodeFactory.instance.objectNode().put("id", incident).put("verdict", verdict.word());
        if (verdict == IncidentVerdict.FALSE_POSITIVE) {
            var letGo = answer.putArray("letGo");
            held(order.tenant(), all).forEach(letGo::add);
        }
        var judged = all.stream()
                .map(name -> mesh.ask(
                                new EntityId(new Tenant(order.tenant()), "incident", name),
                                new IncidentCommand.Judge(verdict, order.by(), order.reason()),
                                patience)
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(judged).thenApply(_ -> answer);
    }

    private Collection<String> withMerged(String tenant, String incident) {
        var known = board.incidents(tenant);
        var all = new LinkedHashSet<>(List.of(incident));
        for (var open = new ArrayDeque<>(all); !open.isEmpty(); ) {
            var into = open.poll();
            known.stream()
                    .filter(other -> other.path("mergedInto").asText().equals(into))
                    .map(other -> other.path("id").asText())
                    .filter(all::add)
                    .forEach(open::add);
        }
        return all;
    }

    private List<String> held(String tenant, Collection<String> incidents) {
        var holders = new HashSet<String>();
        board.incidents(tenant).stream()
                .filter(i -> incidents.contains(i.path("id").asText()))
                .flatMap(i -> i.path("responses").valueStream())
                .forEach(r -> holders.add(new EntityId(new Tenant(tenant), "response", r.asText()).toString()));
        return board.containments(tenant).stream()
                .filter(c ->
                        c.path("holders").valueStream().map(JsonNode::asText).anyMatch(holders::contains))
                .map(c -> c.path("id").asText())
                .toList();
    }
}
