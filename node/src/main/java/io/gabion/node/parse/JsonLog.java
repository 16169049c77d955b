package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A log of JSON objects, one event each, that remembers nothing.
 *
 * @param known whether an object with these members is such an event; only the outermost count, which no client names
 * @param meaning of the leaves of one event
 */
record JsonLog(String name, Predicate<Members> known, Meaning meaning) {
    /** The names of an object's own members. */
    interface Members {
        boolean has(String name);

        default boolean any(String... names) {
            for (var name : names) {
                if (has(name)) {
                    return true;
                }
            }
            return false;
        }

        default boolean all(String... names) {
            for (var name : names) {
                if (!has(name)) {
                    return false;
                }
            }
            return true;
        }
    }

    interface Meaning {
        /** @param otherwise the time of an event that tells none */
        Parsed read(Source source, Map<String, String> leaves, Instant otherwise);
    }

    /** In the order in which they are asked. */
    private static final List<JsonLog> ALL = List.of(
            new JsonLog(
                    "suricata-eve",
                    of -> of.has("event_type") && of.any("flow_id", "src_ip", "stats", "alert"),
                    Suricata::read),
            new JsonLog(
                    "cloudtrail",
                    of -> of.has("eventName")
                            && of.any("eventSource", "awsRegion")
                            && of.any("eventVersion", "awsRegion", "userIdentity"),
                    CloudTrail::read),
            new JsonLog(
                    "okta",
                    of -> of.any("eventType", "eventtype") && of.any("published", "actor", "legacyEventType"),
                    Okta::read),
            new JsonLog(
                    "kubernetes-audit",
                    of -> of.has("auditID") || of.has("verb") && of.any("objectRef", "requestURI", "stage"),
                    KubernetesAudit::read),
            new JsonLog("azure", JsonLog::isAzure, Azure::read),
            new JsonLog("gcp", of -> of.any("protoPayload", "protopayload"), GoogleCloud::read),
            new JsonLog(
                    "google-workspace",
                    of -> of.all("id", "actor") && of.any("kind", "parameters", "events", "name", "type"),
                    service("google-workspace")),
            new JsonLog("slack", of -> of.all("action", "actor", "entity"), service("slack")),
            new JsonLog(
                    "duo",
                    of -> of.has("isotimestamp") || of.all("action", "username") || of.all("action", "activity_id"),
                    service("duo")),
            new JsonLog("box", of -> of.all("event_type", "created_by"), service("box")),
            new JsonLog(
                    "github",
                    of -> of.all("action", "actor")
                            || of.has("repository") && of.any("sender", "action", "ref", "pages"),
                    service("github")),
            new JsonLog("osquery", of -> of.all("action", "columns"), service("osquery")),
            new JsonLog("onelogin", of -> of.has("event_type_id"), service("onelogin")),
            new JsonLog("auth0", of -> of.all("data", "log_id"), service("auth0")),
            new JsonLog(
                    "m365", of -> of.any("Workload", "workload") && of.any("Operation", "operation"), service("m365")),
            new JsonLog(
                    "crowdstrike",
                    of -> of.any("event_simpleName", "aid", "fdr_event_type") || of.all("metadata", "event"),
                    Falcon::read),
            new JsonLog("web-json", WebJson::isRequest, WebJson::read));

    /** Whatever else tells who, whence or when: rules know its fields. */
    static final JsonLog OTHER = new JsonLog("json", _ -> true, service(""));

    private static boolean isAzure(Members of) {
        boolean exported = of.any("operationName", "operationname")
                && of.any("resourceId", "resourceid", "callerIpAddress", "calleripaddress", "category");
        boolean login = of.any("userPrincipalName", "UserPrincipalName")
                && of.any("createdDateTime", "ResultType", "TimeGenerated");
        boolean ofWorkspace = of.has("TimeGenerated") && of.any("OperationName", "OperationNameValue");
        return exported || login || ofWorkspace;
    }

    private static Meaning service(String product) {
        return (source, leaves, otherwise) -> ServiceEvents.read(product, source, leaves, otherwise);
    }

    /** The log that a line is of, which may be cut short. */
    static Optional<JsonLog> of(String line) {
        return of(FlatJson.members(line)::contains);
    }

    static Optional<JsonLog> of(Members members) {
        return ALL.stream().filter(log -> log.known.test(members)).findFirst();
    }

    static Optional<JsonLog> named(String name) {
        return name.equals(OTHER.name)
                ? Optional.of(OTHER)
                : ALL.stream().filter(log -> log.name.equals(name)).findFirst();
    }
}
