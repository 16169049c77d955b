package io.gabion.node;

import io.gabion.detectors.Profiles;
import io.gabion.node.asset.Asset;
import io.gabion.node.asset.AssetCommand;
import io.gabion.node.correlator.Correlator;
import io.gabion.node.correlator.CorrelatorCommand;
import io.gabion.node.incident.Incident;
import io.gabion.node.intake.Intake;
import io.gabion.node.intake.IntakeCommand;
import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.node.shell.Registry;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.responders.playbook.Playbook;
import java.time.Duration;
import java.util.List;

/** Which entities there are and what each is made of; the same for the mesh and for the step engine. */
public record Wiring(List<Playbook> playbooks, Mode mode) {
    private static final int OPEN_BATCHES = 32;
    private static final Duration REDELIVER = Duration.ofSeconds(5);

    public void register(Registry registry) {
        var profiles = Profiles.standard();
        registry.register(
                "intake",
                IntakeCommand.class,
                id -> new Made<>(new Intake(id, OPEN_BATCHES, REDELIVER), IntakeEvent.CODEC, Calls.none()));
        registry.register(
                "asset", AssetCommand.class, id -> new Made<>(new Asset(id, profiles), AssetEvent.CODEC, Calls.none()));
        registry.register(
                "correlator",
                CorrelatorCommand.class,
                id -> new Made<>(new Correlator(id), CorrelatorEvent.CODEC, Calls.none()));
        registry.register(
                "incident",
                IncidentCommand.class,
                id -> new Made<>(new Incident(id, playbooks, mode), IncidentEvent.CODEC, Calls.none()));
    }
}
