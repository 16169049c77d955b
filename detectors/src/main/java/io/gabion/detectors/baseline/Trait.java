package io.gabion.detectors.baseline;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.suspicion.Severity;
import java.util.List;
import java.util.Locale;

/** What an asset usually does: the kinds of things of which a new one is worth a word. */
enum Trait {
    IMAGE("program", Severity.LOW, List.of()),
    LINEAGE("pair of parent and child program", Severity.LOW, List.of("T1059")),
    LOGON_SOURCE("source of a login", Severity.MEDIUM, List.of("T1078")),
    DESTINATION("destination", Severity.LOW, List.of("T1071"));

    final String words;
    final Severity severity;
    final List<String> techniques;

    Trait(String words, Severity severity, List<String> techniques) {
        this.words = words;
        this.severity = severity;
        this.techniques = techniques;
    }

    /** The value that the observation shows of the asset, or empty. */
    String of(AssetRef self, Observation observation) {
        return switch (this) {
            case IMAGE -> self.kind() == Kind.HOST ? image(observation) : "";
            case LINEAGE -> self.kind() == Kind.HOST ? lineage(observation) : "";
            case LOGON_SOURCE -> self.kind() == Kind.ACCOUNT ? source(self, observation) : "";
            case DESTINATION -> destination(self, observation);
        };
    }

    private static String image(Observation observation) {
        return observation.type() == OcsfClass.PROCESS_ACTIVITY
                ? observation.process().image().toLowerCase(Locale.ROOT)
                : "";
    }

    private static String lineage(Observation observation) {
        var child = image(observation);
        var parent = observation.process().parent().toLowerCase(Locale.ROOT);
        return child.isEmpty() || parent.isEmpty() ? "" : parent + " -> " + child;
    }

    private static String source(AssetRef self, Observation observation) {
        var login = observation.authentication();
        return login.outcome() == Outcome.SUCCESS && login.account().equals(self.name()) ? login.from() : "";
    }

    private static String destination(AssetRef self, Observation observation) {
        var network = observation.network();
        boolean origin = self.kind() == Kind.HOST
                ? observation.primary().equals(self)
                : self.kind() == Kind.ADDRESS && network.from().equals(self.name()) && !Addresses.isPublic(self.name());
        return origin
                        && observation.type() == OcsfClass.NETWORK_ACTIVITY
                        && !network.to().isEmpty()
                ? network.to() + " port " + network.toPort()
                : "";
    }
}
