package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Access logs as JSON: of Caddy and Traefik, and of whatever names client, method, target and status as most servers do.
 * The client is whoever the server spoke with, and never what a header says.
 */
final class WebJson {
    private static final String[] METHODS = {"method", "request_method", "http_method"};
    private static final String[] TARGETS = {"uri", "request_uri", "url", "path"};
    private static final String[] STATUSES = {"status", "status_code", "statusCode", "response_status", "response_code"
    };
    private static final List<String> CLIENTS = List.of(
            "remote_addr",
            "remote_ip",
            "client_ip",
            "clientip",
            "remoteAddr",
            "remote_host",
            "downstream_remote_address",
            "client");
    private static final List<String> OWN_CLIENTS =
            List.of("ClientHost", "request.remote_ip", "request.remote_addr", "req.remoteAddress", "req.remote_ip");

    static boolean isRequest(JsonLog.Members of) {
        boolean traefik = of.all("ClientHost", "RequestMethod", "RequestPath");
        boolean nested =
                of.all("request", "status", "logger") || of.all("req", "res") && of.any("method", "msg", "level");
        boolean flat = of.any(METHODS) && of.any(TARGETS) || of.has("request");
        return traefik || nested || flat && of.any(STATUSES) && CLIENTS.stream().anyMatch(of::has);
    }

    static Parsed read(Source source, Map<String, String> leaves, Instant otherwise) {
        return read(source, leaves, ServiceEvents.time(leaves).orElse(otherwise), Optional.empty());
    }

    /** A line within syslog, if it is such a request. */
    static Optional<Parsed> read(Source source, Instant time, String line, AssetRef server) {
        try {
            var bytes = line.getBytes(StandardCharsets.UTF_8);
            var leaves = FlatJson.read(bytes, 0, bytes.length);
            JsonLog.Members members = name ->
                    leaves.containsKey(name) || leaves.keySet().stream().anyMatch(path -> path.startsWith(name + "."));
            return isRequest(members) ? Optional.of(read(source, leaves, time, Optional.of(server))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Parsed read(Source source, Map<String, String> leaves, Instant time, Optional<AssetRef> server) {
        var own = Fields.address(leaves, OWN_CLIENTS);
        var client = own.isEmpty() ? Fields.address(leaves, CLIENTS) : own;
        var method = either(first(leaves, "RequestMethod", "request.method", "req.method"), leaves, METHODS);
        var target = either(first(leaves, "RequestPath", "request.uri", "req.url"), leaves, TARGETS);
        var status = either(first(leaves, "DownstreamStatus", "res.statusCode"), leaves, STATUSES);
        var request = new WebRequest(new LinkedHashMap<>(leaves))
                .with("c-ip", client)
                .with(
                        "cs-host",
                        first(leaves, "RequestHost", "request.host", "host", "http_host", "server_name", "authority"))
                .with("cs-username", first(leaves, "ClientUsername", "user_id", "remote_user"))
                .with(
                        "cs-referer",
                        first(
                                leaves,
                                "request_Referer",
                                "request.headers.Referer",
                                "request_referer",
                                "http_referer",
                                "referer"))
                .with(
                        "cs-user-agent",
                        first(
                                leaves,
                                "request_User-Agent",
                                "request.headers.User-Agent",
                                "req.headers.user-agent",
                                "http_user_agent",
                                "request_user_agent",
                                "user_agent",
                                "userAgent"));
        if (method.isEmpty() && !first(leaves, "request").isEmpty()) {
            request.line(first(leaves, "request"));
        } else {
            request.target(method, target);
        }
        long bytes = Fields.number(
                leaves, "DownstreamContentSize", "size", "body_bytes_sent", "bytes_sent", "response_body_size");
        return request.seen(source, time, server, client, status.isEmpty() ? "-" : status, bytes);
    }

    private static String either(String own, Map<String, String> leaves, String... names) {
        return own.isEmpty() ? first(leaves, names) : own;
    }

    private WebJson() {}
}
