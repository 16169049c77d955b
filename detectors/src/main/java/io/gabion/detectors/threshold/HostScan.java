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

/**
 * One address tries one port of at least 15 distinct destinations within 5 minutes, at least three quarters of them
 * unanswered (T1046). A member of the window is a destination's hash whose lowest bit tells whether it answered.
 */
public final class HostScan extends Stepwise<Seen> {
    static final int MIN_DESTINATIONS = 15;
    static final int MIN_PERCENT = 75;
    static final int SPAN_SECONDS = 300;
    static final int CAP = 64;

    @Override
    public String id() {
        return "host-scan";
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
        return Connections.from(self, observation);
    }

    @Override
    protected void step(Seen seen, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        var network = observation.network();
        int destination = Hash32.of(network.to()) & ~1;
        boolean silent = Connections.unanswered(observation);
        seen.window().advance(now / 1000);
        if (!silent) {
            seen.window().forget(network.toPort(), destination);
            seen.window().add(network.toPort(), destination | 1, now / 1000);
            return;
        }
        if (seen.window().contains(network.toPort(), destination | 1)) {
            return;
        }
        seen.window().add(network.toPort(), destination, now / 1000);
        seen.trail().add(observation.source());
        int unanswered = seen.window().count(network.toPort(), 1, 0);
        int all = seen.window().count(network.toPort());
        if (all < MIN_DESTINATIONS
                || unanswered * 100 < all * MIN_PERCENT
                || !seen.trail().speak(now)) {
            return;
        }
        found.add(new Finding(
                self.name(),
                observation.time(),
                Detector.Kind.THRESHOLD,
                "Scan for port " + network.toPort() + " from " + self.name(),
                Severity.MEDIUM,
                0.75,
                List.of("T1046"),
                seen.trail().evidence(observation),
                "port %d of %d destinations tried from %s within %d s, %d of them unanswered (limit %d, %d %%)"
                        .formatted(
                                network.toPort(),
                                all,
                                self.name(),
                                SPAN_SECONDS,
                                unanswered,
                                MIN_DESTINATIONS,
                                MIN_PERCENT),
                List.of(self),
                List.of(new AssetRef(Kind.ADDRESS, network.to()))));
    }
}
