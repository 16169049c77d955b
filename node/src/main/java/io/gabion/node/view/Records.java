package io.gabion.node.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.incident.IncidentState;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentName;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.containment.ContainmentState;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The records that commands print and replays write. Fields are added, never renamed. */
public final class Records {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** By the time they were opened, then id. */
    public static Stream<ObjectNode> incidents(Projection projection) {
        return byTime(projection).map(e -> incident(e.getKey(), e.getValue()));
    }

    /** In the order of their incidents. */
    public static Stream<ObjectNode> responses(Projection projection) {
        return responseReports(projection).map(Records::response);
    }

    static Stream<ResponseReport> responseReports(Projection projection) {
        return byTime(projection).flatMap(e -> e.getValue().reports().values().stream());
    }

    public static ObjectNode incident(EntityId id, IncidentState state) {
        var times =
                state.evidence().values().stream().map(Suspicion::time).sorted().toList();
        var worst = state.worst();
        var node = JSON.objectNode()
                .put("id", id.name())
                .put("tenant", id.tenant().id())
                .put("openedAt", times.getFirst().toString())
                .put("updatedAt", times.getLast().toString())
                .put("status", status(state))
                .put("severity", lower(worst.severity()));
        if (state.verdict() != IncidentVerdict.OPEN) {
            node.put("verdict", state.verdict().word());
        }
        var score = node.putObject("score").put("total", state.score().total());
        var terms = score.putArray("terms");
        state.score()
                .terms()
                .forEach(t -> terms.addObject()
                        .put("name", t.name())
                        .put("value", t.value())
                        .put("why", t.why()));
        assets(node, "assets", state.assets());
        strings(node, "techniques", state.techniques());
        strings(node, "suspicions", state.evidence().keySet());
        strings(node, "responses", state.planned().keySet());
        node.put("title", worst.title());
        if (!state.mergedInto().isEmpty()) {
            node.put("mergedInto", state.mergedInto());
        }
        return node;
    }

    static ObjectNode incidentInFull(EntityId id, IncidentState state) {
        var node = incident(id, state);
        var evidence = node.putArray("evidence");
        state.evidence().values().forEach(s -> evidence.add(SuspicionRecord.write(s)));
        var plans = node.putArray("plans");
        state.reports().values().forEach(r -> plans.add(response(r)));
        return node;
    }

    public static ObjectNode response(ResponseReport report) {
        var node = JSON.objectNode()
                .put("id", name(report.response()))
                .put("tenant", EntityId.parse(report.response()).tenant().id())
                .put("incident", name(report.incident()))
                .put("playbook", report.playbook())
                .put("mode", lower(report.mode()));
        var actions = node.putArray("actions");
        report.actions().forEach(a -> actions.add(action(a)));
        return node;
    }

    /** By their ids. */
    public static Stream<ObjectNode> containments(Projection projection) {
        var networks = networks(projection);
        return projection.containments().entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().toString()))
                .map(e -> containment(projection, e.getKey(), e.getValue(), networks));
    }

    /** The names of those containments that block a network now. */
    static List<String> networks(Projection projection) {
        return projection.containments().entrySet().stream()
                .filter(e -> e.getValue() instanceof ContainmentState.Contained)
                .map(e -> ContainmentName.of(e.getKey()))
                .filter(name -> name.action().equals(Action.BLOCK_NETWORK.word()))
                .map(ContainmentName::toString)
                .sorted()
                .toList();
    }

    /** @param networks that are blocked; those at the same connector that hold the address are named */
    static ObjectNode containment(Projection of, EntityId id, ContainmentState state, List<String> networks) {
        var node = containment(of, id, state);
        if (node.path("kind").asText().equals(Action.BLOCK_ADDRESS.word())) {
            var there = node.path("connector").asText() + "/" + Action.BLOCK_NETWORK.word() + "/";
            var address = node.path("target").asText();
            var within = networks.stream()
                    .filter(name -> name.startsWith(there) && Networks.holds(name.substring(there.length()), address))
                    .toList();
            if (!within.isEmpty()) {
                strings(node, "within", within);
            }
        }
        return node;
    }

    static ObjectNode containment(Projection of, EntityId id, ContainmentState state) {
        var node = containment(id, state);
        if (of.isQuarantined(id)) {
            node.put("quarantined", true);
        }
        return node;
    }

    public static ObjectNode containment(EntityId id, ContainmentState state) {
        var name = ContainmentName.of(id);
        var node = JSON.objectNode()
                .put("id", id.name())
                .put("tenant", id.tenant().id())
                .put("connector", name.connector())
                .put("kind", name.action())
                .put("target", name.target())
                .put("state", state.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        state.holders().stream()
                .map(Holder::until)
                .max(Comparator.naturalOrder())
                .ifPresent(until -> node.put("until", until.toString()));
        strings(node, "holders", state.holders().stream().map(Holder::id).toList());
        return node;
    }

    public static ObjectNode deadLetter(DeadLetter letter) {
        return source(letter.source()).put("reason", letter.reason()).put("excerpt", letter.excerpt());
    }

    static ObjectNode action(ActionState a) {
        return JSON.objectNode()
                .put("kind", a.kind())
                .put("target", a.target())
                .put("decision", lower(a.decision()))
                .put("reason", a.reason())
                .put("ttlSeconds", a.ttlSeconds())
                .put("time", a.time().toString());
    }

    private static String status(IncidentState state) {
        if (!state.mergedInto().isEmpty()) {
            return "merged";
        }
        if (state.verdict() == IncidentVerdict.FALSE_POSITIVE) {
            return state.verdict().word();
        }
        var contained = state.reports().values().stream()
                .flatMap(r -> r.actions().stream())
                .anyMatch(a -> a.decision() == Outcome.VERIFIED);
        return contained ? "contained" : "open";
    }

    private static Stream<Map.Entry<EntityId, IncidentState>> byTime(Projection projection) {
        return projection.incidents().entrySet().stream()
                .filter(e -> !e.getValue().evidence().isEmpty())
                .sorted(Comparator.comparing(Records::opened)
                        .thenComparing(e -> e.getKey().toString()));
    }

    private static Instant opened(Map.Entry<EntityId, IncidentState> incident) {
        return incident.getValue().evidence().values().iterator().next().time();
    }

    static ObjectNode asset(AssetRef asset) {
        return JSON.objectNode().put("kind", asset.kind().stored()).put("name", asset.name());
    }

    static void assets(ObjectNode node, String name, Collection<AssetRef> assets) {
        var array = node.putArray(name);
        assets.forEach(a -> array.add(asset(a)));
    }

    static ObjectNode source(Source source) {
        return JSON.objectNode().put("file", source.file()).put("line", source.line());
    }

    static void strings(ObjectNode node, String name, Collection<String> values) {
        var array = node.putArray(name);
        values.forEach(array::add);
    }

    static String name(String entity) {
        return EntityId.parse(entity).name();
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Records() {}
}
