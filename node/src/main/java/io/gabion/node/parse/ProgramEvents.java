package io.gabion.node.parse;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Observations of what programs told the system's log. Messages of sshd are read further by {@link Sshd}, records of the
 * audit system by {@link AuditEvents}, what services say of their clients by {@link ServiceLines}; all others are base
 * events of their host. Remembers sshd's sessions, the latest
 * audit events and the last host.
 */
final class ProgramEvents {
    private static final String KERNEL = "audit: ";

    private final String nameless;
    private final Sshd sshd = new Sshd();
    private final AuditEvents audits = new AuditEvents();
    private String lastRawHost = "";
    private AssetRef lastHost = new AssetRef(Kind.HOST, "unknown");

    /** @param nameless the product of an event whose program has no usable name */
    ProgramEvents(String nameless) {
        this.nameless = nameless;
    }

    /** The host named in that part of the line; empty if nothing of the name is usable. */
    Optional<AssetRef> host(String line, int from, int to) {
        if (to - from != lastRawHost.length() || !line.startsWith(lastRawHost, from)) {
            var raw = line.substring(from, to);
            var name = CleanName.host(raw);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            lastRawHost = raw;
            lastHost = new AssetRef(Kind.HOST, name);
        }
        return Optional.of(lastHost);
    }

    /** @param genuine false if another than the program itself may have written it */
    Parsed of(Source source, Instant time, AssetRef host, String program, String pid, String message, boolean genuine) {
        Map<String, String> fields = LinkedHashMap.newLinkedHashMap(4);
        fields.put("program", program);
        if (!pid.isEmpty()) {
            fields.put("pid", pid);
        }
        fields.put("message", message);
        if (genuine && program.startsWith("sshd") && Sshd.writes(program)) {
            return new Parsed.Seen(sshd.read(source, time, host, program, pid, message, fields));
        }
        var name = CleanName.of(program);
        var product = name.isEmpty() ? nameless : name;
        if (genuine) {
            var read = further(source, time, host, program, message)
                    .or(() -> ServiceLines.read(
                            source,
                            time,
                            Optional.of(host),
                            program.equals(nameless) ? "" : program,
                            product,
                            message,
                            fields));
            if (read.isPresent()) {
                return read.get();
            }
        }
        var draft = new Draft(source, time, product, fields);
        draft.assets().add(host);
        return draft.seen();
    }

    /** What programs write that have a format of their own; empty if it is not in it. */
    private Optional<Parsed> further(Source source, Instant time, AssetRef host, String program, String message) {
        return switch (program) {
            case "audispd", "audisp-syslog", "auditd" -> audit(source, host, message, 0);
            // in front of it may stand the time since the kernel started
            case "kernel" -> {
                int at = message.startsWith("[") ? message.indexOf("] ") + 2 : 0;
                yield message.startsWith(KERNEL, at)
                        ? audit(source, host, message, at + KERNEL.length())
                        : Optional.empty();
            }
            case "nginx", "openresty", "apache", "apache2", "httpd", "lighttpd", "caddy", "traefik" ->
                WebLine.read(source, message, Optional.of(host));
            default -> message.startsWith("{") ? WebJson.read(source, time, message, host) : Optional.empty();
        };
    }

    private Optional<Parsed> audit(Source source, AssetRef host, String message, int from) {
        return AuditRecord.read(message, from).map(record -> audits.of(source, record, Optional.of(host)));
    }
}
