package io.gabion.detectors.threshold;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import java.util.Set;

/** What a connection says of its two ends. */
final class Connections {
    /** Zeek's conn_state of a connection that was not answered, was rejected or was torn down at once. */
    private static final Set<String> UNANSWERED = Set.of("S0", "REJ", "RSTO", "RSTOS0", "RSTRH", "SH", "SHR");

    /** Whether it tells how a connection of this asset ended. Records of TLS or of a process do not: nothing came back in them. */
    static boolean from(AssetRef self, Observation observation) {
        var network = observation.network();
        return self.kind() == Kind.ADDRESS
                && observation.type() == OcsfClass.NETWORK_ACTIVITY
                && network.from().equals(self.name())
                && !network.to().isEmpty()
                && network.toPort() > 0
                && !network.state().isEmpty();
    }

    static boolean unanswered(Observation observation) {
        var network = observation.network();
        return network.received() <= 0 || UNANSWERED.contains(network.state());
    }

    private Connections() {}
}
