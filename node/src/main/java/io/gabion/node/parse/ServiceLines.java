package io.gabion.node.parse;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Observations of what services say of their clients: see {@link Sayings}, and {@link RefusedLogin} for all others. */
final class ServiceLines {
    /** The address of a login that was refused in words that nobody has described. */
    static final String REFUSED_LOGIN = "refused_login";
    /** The address of a client that a service turned away. */
    static final String REFUSED_CLIENT = "refused_client";

    private static final int LOGON = 1;
    private static final String UNANSWERED = "S0";
    private static final java.util.regex.Pattern PORT = java.util.regex.Pattern.compile(":\\d{1,5}$");

    /**
     * @param host that sent the line, if that is known
     * @param program within syslog, or empty
     * @param product the writer's name, if its saying does not tell
     * @param fields of the line, to which may be added
     */
    static Optional<Parsed> read(
            Source source,
            Instant time,
            Optional<AssetRef> host,
            String program,
            String product,
            String message,
            Map<String, String> fields) {
        return known(source, time, host, program, message, fields)
                .or(() -> RefusedLogin.from(message).map(from -> refused(source, time, host, product, from, fields)));
    }

    /** As {@link #read}, if somebody has described it. */
    static Optional<Parsed> known(
            Source source,
            Instant time,
            Optional<AssetRef> host,
            String program,
            String message,
            Map<String, String> fields) {
        return Sayings.bundled().of(program, message).map(found -> said(source, time, host, found, fields));
    }

    /** A refused login of one that nobody has described: its source is for rules to count, and no more. */
    static Parsed refused(
            Source source,
            Instant time,
            Optional<AssetRef> host,
            String product,
            String from,
            Map<String, String> fields) {
        fields.put(REFUSED_LOGIN, from);
        var draft = new Draft(source, time, product, fields)
                .type(OcsfClass.AUTHENTICATION, LOGON)
                .login(false, "", "", 1, product);
        draft.assets().peer(from);
        host.ifPresent(draft.assets()::add);
        return draft.seen();
    }

    private static Parsed said(
            Source source, Instant time, Optional<AssetRef> host, Sayings.Found found, Map<String, String> fields) {
        var from = peer(found.group("from"));
        return switch (found.saying().says()) {
            case FAILED -> login(source, time, host, found, from, false, fields);
            case ACCEPTED -> login(source, time, host, found, from, true, fields);
            case REQUEST -> request(source, time, host, found, from, fields);
            case REFUSED -> turnedAway(source, time, host, found, from, fields);
            case BLOCKED -> connection(source, time, host, found, from, UNANSWERED, fields);
            case ALLOWED -> connection(source, time, host, found, from, "", fields);
        };
    }

    private static Parsed login(
            Source source,
            Instant time,
            Optional<AssetRef> host,
            Sayings.Found found,
            String from,
            boolean success,
            Map<String, String> fields) {
        var product = found.saying().product();
        var account =
                CleanName.account(found.group("user"), host.map(AssetRef::name).orElse(product));
        var attempts = found.group("attempts");
        int count = Math.max(1, SshdText.number(attempts, 0, attempts.length()));
        var draft = new Draft(source, time, product, fields)
                .type(OcsfClass.AUTHENTICATION, LOGON)
                .actor(account)
                .login(success, account, from, count, product);
        host.ifPresent(draft.assets()::add);
        draft.assets().peer(from).account(account);
        return named(draft, product);
    }

    private static Parsed request(
            Source source,
            Instant time,
            Optional<AssetRef> host,
            Sayings.Found found,
            String from,
            Map<String, String> fields) {
        var bytes = found.group("bytes");
        var status = found.group("status");
        return new WebRequest(fields)
                .with("c-ip", from)
                .with("cs-user-agent", found.group("agent"))
                .with("cs-username", found.group("user"))
                .target(found.group("method"), found.group("target"))
                .seen(
                        source,
                        time,
                        host,
                        from,
                        status.isEmpty() ? "-" : status,
                        Math.max(0, SshdText.number(bytes, 0, bytes.length())));
    }

    private static Parsed turnedAway(
            Source source,
            Instant time,
            Optional<AssetRef> host,
            Sayings.Found found,
            String from,
            Map<String, String> fields) {
        if (!from.isEmpty()) {
            fields.put(REFUSED_CLIENT, from);
        }
        var draft = new Draft(source, time, found.saying().product(), fields).client(from);
        draft.assets().peer(from);
        host.ifPresent(draft.assets()::add);
        return named(draft, found.saying().product());
    }

    /** @param state as Zeek has it; empty if nobody knows how the connection ended */
    private static Parsed connection(
            Source source,
            Instant time,
            Optional<AssetRef> host,
            Sayings.Found found,
            String from,
            String state,
            Map<String, String> fields) {
        var to = CleanName.peer(found.group("to"));
        var port = found.group("port");
        var proto = found.group("proto").toLowerCase(Locale.ROOT);
        int toPort = Math.max(0, SshdText.number(port, 0, port.length()));
        var draft = new Draft(source, time, found.saying().product(), fields)
                .type(OcsfClass.NETWORK_ACTIVITY, 0)
                .network(new Network(from, 0, to, toPort, proto, 0, 0, state));
        draft.assets().peer(from).peer(to);
        host.ifPresent(draft.assets()::add);
        return named(draft, found.saying().product());
    }

    private static Parsed named(Draft draft, String product) {
        if (draft.assets().isEmpty()) {
            draft.assets().host(product);
        }
        return draft.seen();
    }

    /** An address may stand in brackets, and with its port. */
    private static String peer(String raw) {
        var whole = CleanName.peer(raw);
        if (!whole.isEmpty()) {
            return whole;
        }
        var bare = PORT.matcher(raw).replaceFirst("");
        return CleanName.peer(bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare);
    }

    private ServiceLines() {}
}
