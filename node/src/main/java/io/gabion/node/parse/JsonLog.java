package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A log of JSON objects, one event each, that remembers nothing.
 *
 * @param known whether an object with these members is such an event; only the outermost count, which no client names
 * @param meaning of the leaves of one event
 */
record JsonLog(String name, Predicate<Set<String>> known, BiFunction<Source, Map<String, String>, Parsed> meaning)
        implements Format {
    /** In the order in which they are asked. */
    static final List<JsonLog> ALL = List.of(
            new JsonLog(
                    "suricata-eve",
                    has -> has.contains("event_type") && any(has, "flow_id", "src_ip", "stats", "alert"),
                    Suricata::read),
            new JsonLog(
                    "cloudtrail",
                    has -> has.contains("eventName")
                            && any(has, "eventSource", "awsRegion")
                            && any(has, "eventVersion", "awsRegion", "userIdentity"),
                    CloudTrail::read),
            new JsonLog(
                    "okta",
                    has -> any(has, "eventType", "eventtype") && any(has, "published", "actor", "legacyEventType"),
                    Okta::read),
            new JsonLog(
                    "kubernetes-audit",
                    has -> has.contains("auditID")
                            || has.contains("verb") && any(has, "objectRef", "requestURI", "stage"),
                    KubernetesAudit::read),
            new JsonLog("azure", JsonLog::isAzure, Azure::read));

    private static boolean isAzure(Set<String> has) {
        boolean exported = any(has, "operationName", "operationname")
                && any(has, "resourceId", "resourceid", "callerIpAddress", "calleripaddress", "category");
        boolean login = any(has, "userPrincipalName", "UserPrincipalName")
                && any(has, "createdDateTime", "ResultType", "TimeGenerated");
        return exported || login;
    }

    private static boolean any(Set<String> has, String... names) {
        for (var name : names) {
            if (has.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** The log that a line is of, which may be cut short. */
    static Optional<JsonLog> of(String line) {
        var members = FlatJson.members(line);
        return ALL.stream().filter(log -> log.known.test(members)).findFirst();
    }

    static Optional<JsonLog> named(String name) {
        return ALL.stream().filter(log -> log.name.equals(name)).findFirst();
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        return FlatJson.parsed(line, offset, length, leaves -> meaning.apply(source, leaves));
    }
}
