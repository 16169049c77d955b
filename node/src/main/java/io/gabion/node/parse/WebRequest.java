package io.gabion.node.parse;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request to a web server in the making. Its fields get the names of W3C's extended log format, which rules use. */
final class WebRequest {
    static final String PRODUCT = "web";

    /** What Windows says of a request that had nothing to log in with yet: access denied, no credentials. */
    private static final Set<String> UNASKED = Set.of("5", "2148074254");

    private final Map<String, String> fields;

    /** @param fields what the log says under its own names; the others are added to them */
    WebRequest(Map<String, String> fields) {
        this.fields = fields;
    }

    /** What is empty or a dash says nothing. */
    WebRequest with(String name, String value) {
        if (!value.isEmpty() && !value.equals("-")) {
            fields.put(name, value);
        }
        return this;
    }

    /** A request as it was sent: method, target and version. */
    WebRequest line(String text) {
        int first = text.indexOf(' ');
        int last = text.lastIndexOf(' ');
        boolean versioned = last > first && text.startsWith("HTTP/", last + 1);
        if (first <= 0 || !text.substring(0, first).chars().allMatch(Character::isLetter)) {
            // no request at all, such as the beginning of a TLS handshake
            fields.put("cs-uri-query", text);
            return this;
        }
        target(text.substring(0, first), text.substring(first + 1, versioned ? last : text.length()));
        return versioned ? with("cs-version", text.substring(last + 1)) : this;
    }

    WebRequest target(String method, String target) {
        int query = target.indexOf('?');
        fields.put("cs-method", method);
        fields.put("cs-uri", target);
        fields.put("cs-uri-stem", query < 0 ? target : target.substring(0, query));
        // rules look here for any part of the target
        fields.put("cs-uri-query", target);
        return this;
    }

    /**
     * @param client canonical, or empty
     * @param status as the server wrote it
     * @param bytes that were sent
     * @param server that sent the line, if that is known
     */
    Parsed seen(Source source, Instant time, Optional<AssetRef> server, String client, String status, long bytes) {
        fields.put("sc-status", status);
        var account = CleanName.account(Fields.told(fields, "cs-username"), PRODUCT);
        var method = Fields.told(fields, "cs-method");
        var draft = new Draft(source, time, PRODUCT, fields)
                .type(OcsfClass.HTTP_ACTIVITY, activity(method))
                .actor(account)
                .network(new Network(client, 0, "", 0, "tcp", 0, bytes, ""));
        draft.assets().peer(client);
        server.ifPresent(draft.assets()::add);
        draft.assets().account(account);
        if (draft.assets().isEmpty()) {
            draft.assets().host(PRODUCT);
        }
        if (refused(status, method, account)) {
            draft.login(false, account, client, 1, "http");
        } else if (!account.isEmpty() && status.charAt(0) >= '1' && status.charAt(0) <= '3') {
            draft.login(true, account, client, 0, "http");
        }
        return draft.seen();
    }

    /**
     * A first request without a name only asks what is wanted; one that posts something wants to get in. A server for files
     * of Windows writes its commands as requests.
     */
    private boolean refused(String status, String method, String account) {
        boolean told = !account.isEmpty() || method.equalsIgnoreCase("POST");
        return switch (status) {
            case "401", "407" -> told && !UNASKED.contains(fields.getOrDefault("sc-win32-status", ""));
            case "530" -> method.equals("PASS");
            default -> false;
        };
    }

    private static int activity(String method) {
        return switch (method) {
            case "CONNECT" -> 1;
            case "DELETE" -> 2;
            case "GET" -> 3;
            case "HEAD" -> 4;
            case "OPTIONS" -> 5;
            case "POST" -> 6;
            case "PUT" -> 7;
            case "TRACE" -> 8;
            default -> 0;
        };
    }
}
