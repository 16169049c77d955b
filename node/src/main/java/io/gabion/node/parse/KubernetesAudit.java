package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Audit events of a Kubernetes API server ({@code audit.k8s.io}). Of the source addresses only the last one is the
 * connection's; those before it are what the client wrote into its headers.
 */
final class KubernetesAudit {
    private static final List<String> TIMES =
            List.of("requestReceivedTimestamp", "stageTimestamp", "p_event_time", "timestamp", "@timestamp", "time");
    private static final String UNAUTHORIZED = "401";

    static Parsed read(Source source, Map<String, String> event, Instant otherwise) {
        var time = Fields.time(event, TIMES, otherwise);
        if (time.isEmpty()) {
            return new Parsed.Dead("a Kubernetes audit event whose time cannot be read");
        }
        var chain = first(event, "sourceIPs");
        var from =
                Addresses.canonical(chain.substring(chain.lastIndexOf(',') + 1)).orElse("");
        var user = CleanName.of(first(event, "user.username", "user.uid"));
        var draft = new Draft(source, time.get(), "kubernetes", event)
                .type(OcsfClass.API_ACTIVITY, activity(first(event, "verb")))
                .actor(user)
                .client(from);
        draft.assets().principal(user).peer(from);
        if (draft.assets().isEmpty()) {
            draft.assets().principal("kubernetes");
        }
        if (first(event, "responseStatus.code").equals(UNAUTHORIZED)) {
            draft.type(OcsfClass.AUTHENTICATION, 1).login(false, "", from, 1, "");
        }
        return draft.seen();
    }

    /**
     * What a cloud wraps into a record of its own.
     *
     * @param around the cloud's record, whose fields stay beside those of the cluster
     * @param record the text of the cluster's record
     */
    static Parsed packed(Source source, Map<String, String> around, String record, Instant otherwise) {
        var bytes = record.getBytes(StandardCharsets.UTF_8);
        return FlatJson.parsed(bytes, 0, bytes.length, leaves -> {
            var event = new LinkedHashMap<>(leaves);
            around.forEach((name, value) -> Fields.add(event, name, value));
            event.remove("properties.log");
            return read(source, event, otherwise);
        });
    }

    private static int activity(String verb) {
        return switch (verb) {
            case "create" -> Activities.CREATE;
            case "get", "list", "watch" -> Activities.READ;
            case "update", "patch" -> Activities.UPDATE;
            case "delete", "deletecollection" -> Activities.DELETE;
            default -> Activities.UNKNOWN;
        };
    }

    private KubernetesAudit() {}
}
