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

/**
 * What an asset usually does: the kinds of things of which a new one is worth a word. Stored by their place, so a new one
 * comes last.
 */
enum Trait {
    IMAGE("program", Severity.LOW, List.of()),
    LINEAGE("pair of parent and child program", Severity.LOW, List.of("T1059")),
    LOGON_SOURCE("source of a login", Severity.MEDIUM, List.of("T1078")),
    DESTINATION("destination", Severity.LOW, List.of("T1071")),
    LOGON_TARGET("machine logged in to", Severity.LOW, List.of("T1021")),
    API_CALL("call", Severity.LOW, List.of("T1078"));

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
            case LOGON_SOURCE ->
                logsIn(self, observation) ? observation.authentication().from() : "";
            case DESTINATION -> connects(self, observation) ? destination(observation.network()) : "";
            case LOGON_TARGET -> logsIn(self, observation) ? target(observation) : "";
            case API_CALL ->
                self.kind() == Kind.PRINCIPAL || self.kind() == Kind.ACCOUNT ? call(self, observation) : "";
        };
    }

    /** Whether the asset is an account that has logged in. */
    static boolean logsIn(AssetRef self, Observation observation) {
        var login = observation.authentication();
        return self.kind() == Kind.ACCOUNT
                && login.outcome() == Outcome.SUCCESS
                && login.account().equals(self.name());
    }

    /** Whether the asset is where a connection comes from. */
    static boolean connects(AssetRef self, Observation observation) {
        if (observation.type() != OcsfClass.NETWORK_ACTIVITY
                || observation.network().to().isEmpty()) {
            return false;
        }
        return self.kind() == Kind.HOST
                ? observation.primary().equals(self)
                : self.kind() == Kind.ADDRESS
                        && observation.network().from().equals(self.name())
                        && !Addresses.isPublic(self.name());
    }

    /** Who has done what the observation shows of the asset. To be called for the first time, or as one of many, is no deed. */
    static List<AssetRef> actors(AssetRef self, Observation observation) {
        if (connects(self, observation)) {
            return List.of();
        }
        var from = observation.authentication().from();
        if (self.kind() == Kind.ACCOUNT) {
            return from.isEmpty()
                    ? List.of()
                    : List.of(new AssetRef(Addresses.parse(from).isPresent() ? Kind.ADDRESS : Kind.HOST, from));
        }
        if (self.kind() != Kind.HOST) {
            return List.of(self);
        }
        var account = observation.actor().account();
        return account.isEmpty() ? List.of() : List.of(new AssetRef(Kind.ACCOUNT, account));
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

    private static String destination(Observation.Network network) {
        return network.to() + " port " + network.toPort();
    }

    private static String target(Observation observation) {
        var primary = observation.primary();
        return primary.kind() == Kind.HOST ? primary.name() : "";
    }

    /** By the cloud's own fields; another product's calls have no name here. */
    private static String call(AssetRef self, Observation observation) {
        if (observation.type() != OcsfClass.API_ACTIVITY
                || !observation.primary().equals(self)) {
            return "";
        }
        return switch (observation.product()) {
            case "cloudtrail" -> joined(observation, "eventSource", "eventName");
            case "kubernetes" -> joined(observation, "verb", "objectRef.resource");
            case "azure" -> first(observation, "operationName", "operationname", "OperationNameValue", "OperationName");
            case "okta" -> first(observation, "eventType", "eventtype");
            case "gcp" -> joined(observation, "protoPayload.serviceName", "protoPayload.methodName");
            case "m365" ->
                first(observation, "Workload", "workload") + " " + first(observation, "Operation", "operation");
            case "github" -> first(observation, "action");
            case "google-workspace" -> first(observation, "events.name", "name");
            default -> "";
        };
    }

    private static String first(Observation observation, String... names) {
        for (var name : names) {
            var value = observation.fields().getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static String joined(Observation observation, String... names) {
        var call = new StringBuilder();
        for (var name : names) {
            var part = observation.fields().getOrDefault(name, "");
            call.append(call.isEmpty() || part.isEmpty() ? "" : " ").append(part);
        }
        return call.toString();
    }
}
