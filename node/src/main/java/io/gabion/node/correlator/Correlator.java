package io.gabion.node.correlator;

import io.gabion.node.correlator.CorrelatorCommand.*;
import io.gabion.protocol.Names;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.correlation.CorrelatorEvent.*;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Snapshotted;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.NetworkLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One per tenant: decides which incident a suspicion belongs to, opens it, or finds that two are one.
 *
 * @param networks when many addresses are a network
 */
public record Correlator(EntityId id, NetworkLimits networks)
        implements Entity<CorrelatorState, CorrelatorCommand, CorrelatorEvent>, Snapshotted<CorrelatorState> {
    public Correlator(EntityId id) {
        this(id, NetworkLimits.USUAL);
    }

    @Override
    public CorrelatorState empty() {
        return CorrelatorState.EMPTY;
    }

    @Override
    public CorrelatorState apply(CorrelatorState state, CorrelatorEvent event) {
        return state.apply(event, networks);
    }

    @Override
    public Decision<CorrelatorEvent> decide(CorrelatorState state, CorrelatorCommand command, Instant now) {
        return switch (command) {
            case Suspect(var suspicion) when state.known().contains(suspicion.id()) -> Decision.nothing();
            case Suspect(var suspicion) -> place(state.incidents(suspicion, networks), suspicion);
            case Wake _ -> Decision.nothing();
        };
    }

    @Override
    public List<Send> owes(CorrelatorEvent event) {
        return switch (event) {
            case IncidentOpened(var incident, var suspicion) -> List.of(evidence(incident, suspicion));
            case Assigned(var incident, var suspicion) -> List.of(evidence(incident, suspicion));
            case Merged(var from, var into) ->
                List.of(new Send(
                        from + "/merge/" + into, incident(from), new IncidentCommand.MergeInto(incident(into))));
        };
    }

    @Override
    public CorrelatorCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(CorrelatorState state) {
        return false;
    }

    @Override
    public byte[] write(CorrelatorState state) {
        return CorrelatorSnapshot.write(state);
    }

    @Override
    public CorrelatorState read(byte[] stored) {
        return CorrelatorSnapshot.read(stored, networks);
    }

    private Decision<CorrelatorEvent> place(List<String> incidents, Suspicion suspicion) {
        if (incidents.isEmpty()) {
            var incident = Names.of("incident", suspicion.id());
            return new Decision<>(List.of(new IncidentOpened(incident, suspicion)), List.of());
        }
        var oldest = incidents.getFirst();
        var events = new ArrayList<CorrelatorEvent>();
        for (var other : incidents.subList(1, incidents.size())) {
            events.add(new Merged(other, oldest));
        }
        events.add(new Assigned(oldest, suspicion));
        return new Decision<>(events, List.of());
    }

    private Send evidence(String incident, Suspicion suspicion) {
        return new Send(incident + "/" + suspicion.id(), incident(incident), new IncidentCommand.Evidence(suspicion));
    }

    private EntityId incident(String name) {
        return new EntityId(id.tenant(), "incident", name);
    }
}
