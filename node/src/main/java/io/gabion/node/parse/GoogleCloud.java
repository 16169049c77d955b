package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Google Cloud's audit logs. Calls of a cluster's own API are told under the names of Kubernetes' audit events too, so
 * that one set of rules is for all clusters.
 */
final class GoogleCloud {
    private static final List<String> TIMES = List.of("timestamp", "receiveTimestamp", "p_event_time", "@timestamp");
    private static final List<String> ADDRESSES =
            List.of("protoPayload.requestMetadata.callerIp", "protoPayload.requestMetadata.callerIP");
    private static final String CLUSTER = "io.k8s.";

    /** What an RPC's status means in HTTP, for those that a cluster's API answers with. */
    private static final Map<String, String> CODES =
            Map.of("0", "200", "3", "400", "5", "404", "6", "409", "7", "403", "10", "409", "16", "401");

    static Parsed read(Source source, Map<String, String> raw, Instant otherwise) {
        var event = canonical(raw);
        var time = Fields.time(event, TIMES, otherwise);
        if (time.isEmpty()) {
            return new Parsed.Dead("a record of Google Cloud whose time cannot be read");
        }
        var from = Fields.address(event, ADDRESSES);
        var who = CleanName.of(first(
                event,
                "protoPayload.authenticationInfo.principalEmail",
                "protoPayload.authenticationInfo.principalSubject"));
        var method = first(event, "protoPayload.methodName");
        if (method.startsWith(CLUSTER)) {
            event = new LinkedHashMap<>(event);
            cluster(event, method.substring(CLUSTER.length()), who, from);
        }
        var draft = new Draft(source, time.get(), "gcp", event)
                .type(OcsfClass.API_ACTIVITY, activity(method))
                .actor(who)
                .client(from);
        draft.assets().principal(who.isEmpty() ? "gcp" : who).peer(from);
        return draft.seen();
    }

    /** Some ways of export write the member in lower case. */
    private static Map<String, String> canonical(Map<String, String> raw) {
        if (raw.keySet().stream().noneMatch(name -> name.startsWith("protopayload."))) {
            return raw;
        }
        var event = new LinkedHashMap<String, String>();
        raw.forEach((name, value) -> event.put(
                name.startsWith("protopayload.") ? "protoPayload." + name.substring("protopayload.".length()) : name,
                value));
        return event;
    }

    /** @param call such as {@code core.v1.pods.exec.create}: group, version, resource, perhaps a part of it, verb */
    private static void cluster(Map<String, String> event, String call, String who, String from) {
        var words = List.of(call.split("\\."));
        int version = 0;
        while (version < words.size() && !words.get(version).matches("v[0-9]+.*")) {
            version++;
        }
        if (version + 2 >= words.size()) {
            return;
        }
        var told = new HashMap<String, String>();
        told.put("verb", words.getLast());
        told.put("objectRef.resource", words.get(version + 1));
        if (version + 3 < words.size()) {
            told.put("objectRef.subresource", words.get(version + 2));
        }
        place(told, List.of(first(event, "protoPayload.resourceName").split("/")));
        told.put("user.username", who);
        told.put("sourceIPs", from);
        told.put("userAgent", first(event, "protoPayload.requestMetadata.callerSuppliedUserAgent"));
        told.put("responseStatus.code", code(event));
        var request = "protoPayload.request.";
        event.forEach((name, value) -> {
            if (name.startsWith(request)) {
                told.put("requestObject." + name.substring(request.length()), value);
            }
        });
        told.forEach((name, value) -> {
            if (!value.isEmpty()) {
                Fields.add(event, name, value);
            }
        });
    }

    /** @param path such as {@code core/v1/namespaces/default/pods/web/exec} */
    private static void place(Map<String, String> told, List<String> path) {
        int namespace = path.indexOf("namespaces");
        if (namespace >= 0 && namespace + 1 < path.size()) {
            told.put("objectRef.namespace", path.get(namespace + 1));
        }
        int name = path.indexOf(told.get("objectRef.resource"));
        if (name >= 0 && name + 1 < path.size()) {
            told.put("objectRef.name", path.get(name + 1));
        }
    }

    private static String code(Map<String, String> event) {
        var response = first(event, "protoPayload.response.code", "protoPayload.response.status.code");
        if (!response.isEmpty()) {
            return response;
        }
        var status = Fields.told(event, "protoPayload.status.code");
        boolean refused = first(event, "protoPayload.response.status").equals("Failure");
        return refused ? "500" : CODES.getOrDefault(status.isEmpty() ? "0" : status, "500");
    }

    private static int activity(String method) {
        var verb = method.substring(method.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (verb.startsWith("get") || verb.startsWith("list")) {
            return Activities.READ;
        }
        if (verb.startsWith("create") || verb.startsWith("insert")) {
            return Activities.CREATE;
        }
        if (verb.startsWith("delete") || verb.startsWith("destroy")) {
            return Activities.DELETE;
        }
        return verb.startsWith("update") || verb.startsWith("set") || verb.startsWith("patch")
                ? Activities.UPDATE
                : Activities.UNKNOWN;
    }

    private GoogleCloud() {}
}
