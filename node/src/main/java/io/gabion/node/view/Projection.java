package io.gabion.node.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.incident.IncidentState;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.cohort.CohortEvent.Folded;
import io.gabion.protocol.cohort.CohortEvent.Weighed;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.containment.ContainmentState;
import io.gabion.responders.response.Progress;
import io.gabion.responders.response.ResponseState;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What people look at of one tenant, folded from journaled events with the entities' own folds. One thread at a time.
 *
 * <p>Of suspicions, of incidents, of responses, of approvals and of containments that have ended it keeps the newest; what is contained is kept
 * whatever the limit.
 */
public final class Projection {
    private final int most;
    private final Deque<Suspicion> suspicions = new ArrayDeque<>();
    /** These and {@code ended}: by their last change, oldest first. */
    private final SequencedMap<EntityId, IncidentState> incidents = new LinkedHashMap<>();

    private final Map<EntityId, ContainmentState> held = new LinkedHashMap<>();
    private final SequencedMap<EntityId, ContainmentState> ended = new LinkedHashMap<>();
    private final Set<EntityId> quarantined = new HashSet<>();
    private final SequencedMap<Question, Approval> approvals = new LinkedHashMap<>();
    private final SequencedMap<EntityId, ResponseState> runs = new LinkedHashMap<>();
    private boolean frozen;
    private long folded;

    /** One step that asks, of one response. */
    record Question(EntityId response, String step) {
        String id() {
            return response.name() + "." + step;
        }
    }

    /** @param most of each that are kept */
    public Projection(int most) {
        this.most = most;
    }

    public void add(EntityId id, Object event) {
        if (event instanceof SuspicionRaised(var suspicion)) {
            add(suspicion);
        } else if (event instanceof Weighed weighed) {
            add(weighed.suspicion());
        } else if (event instanceof Folded) {
            folded++;
        } else if (event instanceof ContainmentEvent e) {
            contain(id, before(id, e).apply(e));
        } else if (event instanceof GuardEvent.Frozen) {
            frozen = true;
        } else if (event instanceof GuardEvent.Thawed) {
            frozen = false;
        } else if (event instanceof ResponseEvent e) {
            ask(id, e);
        } else if (event instanceof IncidentEvent e) {
            putLast(
                    incidents,
                    id,
                    incidents.getOrDefault(id, IncidentState.EMPTY).apply(e));
        }
    }

    private void add(Suspicion suspicion) {
        suspicions.add(suspicion);
        if (suspicions.size() > most) {
            suspicions.remove();
        }
    }

    /** Suspicions that people were told of in that of another asset. */
    public long folded() {
        return folded;
    }

    /** As if nothing had been said of an incident, a response or a containment. */
    void forget(EntityId id) {
        incidents.remove(id);
        held.remove(id);
        ended.remove(id);
        quarantined.remove(id);
        runs.remove(id);
        approvals.keySet().removeIf(question -> question.response().equals(id));
    }

    private void ask(EntityId id, ResponseEvent event) {
        if (event instanceof Started || runs.containsKey(id)) {
            putLast(runs, id, runs.getOrDefault(id, new ResponseState.Idle()).apply(event));
        }
        switch (event) {
            case ApprovalRequested e -> {
                approvals.put(new Question(id, e.step().id()), Approval.of(e));
                if (approvals.size() > most) {
                    approvals.pollFirstEntry();
                }
            }
            case ApprovalVoted e -> approvals.computeIfPresent(new Question(id, e.step()), (_, a) -> a.with(e));
            case ApprovalEnded e -> approvals.computeIfPresent(new Question(id, e.step()), (_, a) -> a.with(e));
            case Escalated e -> approvals.computeIfPresent(new Question(id, e.step()), (_, a) -> a.with(e));
            case Started _, StepStarted _, StepEnded _, Ended _ -> {}
            case StepFailed _, StepRetried _, StepWaived _, Paused _, Resumed _ -> {}
            case PageFailed _, PageRetried _, PageEnded _ -> {}
            case CalledOff _, ActionReported _, NotifyFailed _, NotifyRetried _, ConditionChecked _, StepSkipped _ -> {}
        }
    }

    /** One that has ended and is forgotten may live again. */
    private ContainmentState before(EntityId id, ContainmentEvent event) {
        int lives = event instanceof ContainmentEvent.Wanted wanted ? wanted.life() - 1 : 0;
        return held.getOrDefault(id, ended.getOrDefault(id, new ContainmentState.Idle(lives)));
    }

    /** Of a containment: whether it waits for an operator to readmit it. While it does, it is kept as if it were held. */
    void quarantine(EntityId id, boolean on) {
        if (on ? quarantined.add(id) : quarantined.remove(id)) {
            contain(id, held.getOrDefault(id, ended.getOrDefault(id, new ContainmentState.Idle(0))));
        }
    }

    boolean isQuarantined(EntityId id) {
        return quarantined.contains(id);
    }

    private void contain(EntityId id, ContainmentState state) {
        if (state instanceof ContainmentState.Idle && !quarantined.contains(id)) {
            held.remove(id);
            putLast(ended, id, state);
        } else {
            ended.remove(id);
            held.put(id, state);
        }
    }

    private <S> void putLast(SequencedMap<EntityId, S> all, EntityId id, S state) {
        all.putLast(id, state);
        if (all.size() > most) {
            all.pollFirstEntry();
        }
    }

    /** The records that the event, already added, has made or changed. */
    public Stream<ObjectNode> changed(EntityId id, Object event) {
        return switch (event) {
            case SuspicionRaised(var suspicion) -> Stream.of(change("suspicion", SuspicionRecord.write(suspicion)));
            case Weighed weighed -> Stream.of(change("suspicion", SuspicionRecord.write(weighed.suspicion())));
            case ContainmentEvent _ -> Stream.of(containmentChanged(id));
            case GuardEvent.Frozen _ -> Stream.of(guard(id, true));
            case GuardEvent.Thawed _ -> Stream.of(guard(id, false));
            case ApprovalRequested e -> asked(new Question(id, e.step().id()));
            case ApprovalVoted e -> asked(new Question(id, e.step()));
            case ApprovalEnded e -> asked(new Question(id, e.step()));
            case Escalated e -> asked(new Question(id, e.step()));
            case StepFailed _, StepRetried _, StepWaived _, Paused _, Resumed _, Ended _ ->
                progress(id).map(p -> change("response", ResponseRecord.of(id, p))).stream();
            case IncidentEvent.ResponseReported(var report) ->
                Stream.concat(Stream.of(change("response", response(report))), incidentChanged(id));
            case IncidentEvent _ -> incidentChanged(id);
            default -> Stream.empty();
        };
    }

    ObjectNode containmentChanged(EntityId id) {
        return change("containment", Records.containment(this, id, held.getOrDefault(id, ended.get(id))));
    }

    /** With how far it has come, where that is known. */
    private ObjectNode response(ResponseReport report) {
        var node = Records.response(report);
        progress(EntityId.parse(report.response())).ifPresent(p -> ResponseRecord.standing(node, p));
        return node;
    }

    private Optional<Progress> progress(EntityId id) {
        return Progress.of(runs.getOrDefault(id, new ResponseState.Idle()));
    }

    /** In the order of their incidents, each with how far it has come. */
    Stream<ObjectNode> responses() {
        return Records.responseReports(this).map(this::response);
    }

    Optional<ObjectNode> response(String name) {
        return of(runs, name)
                .flatMap(found -> Progress.of(found.getValue()).map(p -> ResponseRecord.of(found.getKey(), p)));
    }

    private Stream<ObjectNode> incidentChanged(EntityId id) {
        var state = incidents.get(id);
        return state.evidence().isEmpty() ? Stream.empty() : Stream.of(change("incident", Records.incident(id, state)));
    }

    private Stream<ObjectNode> asked(Question question) {
        return approvals.containsKey(question)
                ? Stream.of(change("approval", ApprovalRecord.of(Map.entry(question, approvals.get(question)))))
                : Stream.empty();
    }

    private static ObjectNode guard(EntityId id, boolean frozen) {
        return change(
                "guard",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", id.name())
                        .put("tenant", id.tenant().id())
                        .put("frozen", frozen));
    }

    private static ObjectNode change(String kind, ObjectNode record) {
        var change = JsonNodeFactory.instance.objectNode().put("kind", kind);
        change.set("record", record);
        return change;
    }

    /** Those that are held, not yet released, or in quarantine. */
    public Map<EntityId, ContainmentState> containments() {
        return Collections.unmodifiableMap(held);
    }

    Optional<Map.Entry<EntityId, IncidentState>> incident(String name) {
        return of(incidents, name).filter(found -> !found.getValue().evidence().isEmpty());
    }

    Optional<Map.Entry<EntityId, ContainmentState>> containment(String name) {
        return of(held, name).or(() -> of(ended, name));
    }

    SequencedMap<Question, Approval> approvals() {
        return Collections.unmodifiableSequencedMap(approvals);
    }

    Optional<Map.Entry<Question, Approval>> approval(String id) {
        return approvals.entrySet().stream()
                .filter(e -> e.getKey().id().equals(id))
                .findFirst();
    }

    private static <S> Optional<Map.Entry<EntityId, S>> of(Map<EntityId, S> all, String name) {
        return all.entrySet().stream()
                .filter(e -> e.getKey().name().equals(name))
                .findFirst();
    }

    boolean isFrozen() {
        return frozen;
    }

    public List<Suspicion> suspicions() {
        return List.copyOf(suspicions);
    }

    public Map<EntityId, IncidentState> incidents() {
        return Collections.unmodifiableMap(incidents);
    }
}
