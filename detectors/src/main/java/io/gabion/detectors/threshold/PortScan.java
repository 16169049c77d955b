package io.gabion.detectors.threshold;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Stepwise;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.IOException;
import java.util.List;

/** One address tries at least 20 distinct ports of one destination within 5 minutes, unanswered (T1046). */
public final class PortScan extends Stepwise<Seen> {
    static final int MIN_PORTS = 20;
    static final int SPAN_SECONDS = 300;
    /** Ports remembered over all destinations: a scan of up to four at once is seen. */
    static final int CAP = 80;

    @Override
    public String id() {
        return "port-scan";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ADDRESS;
    }

    @Override
    public Seen empty() {
        return Seen.empty(CAP, SPAN_SECONDS);
    }

    @Override
    public Seen read(DataInput in) throws IOException {
        return Seen.read(in, CAP, SPAN_SECONDS);
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return Connections.from(self, observation) && Connections.unanswered(observation);
    }

    @Override
    protected void step(Seen seen, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        var network = observation.network();
        int destination = Hash32.of(network.to());
        seen.window().add(destination, network.toPort(), now / 1000);
        seen.trail().add(observation.source());
        int ports = seen.window().count(destination);
        if (ports < MIN_PORTS || !seen.trail().speak(now)) {
            return;
        }
        found.add(new Finding(
                self.name(),
                observation.time(),
                Detector.Kind.THRESHOLD,
                "Port scan from " + self.name(),
                Severity.MEDIUM,
                0.75,
                List.of("T1046"),
                seen.trail().evidence(observation),
                "%d ports of %s tried unanswered from %s within %d s (limit %d)"
                        .formatted(ports, network.to(), self.name(), SPAN_SECONDS, MIN_PORTS),
                List.of(self),
                List.of(new AssetRef(Kind.ADDRESS, network.to()))));
    }
}
