package io.gabion.node.parse;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Observations of what programs told the system's log. Messages of sshd are read further by {@link Sshd}; all others are
 * base events of their host. Remembers sshd's sessions and the last host.
 */
final class ProgramEvents {
    private final String nameless;
    private final Sshd sshd = new Sshd();
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
        var product = CleanName.of(program);
        return new Parsed.Seen(new Observation(
                source,
                time,
                OcsfClass.BASE_EVENT,
                0,
                product.isEmpty() ? nameless : product,
                List.of(host),
                Actor.NONE,
                Process.NONE,
                Network.NONE,
                Authentication.NONE,
                fields));
    }
}
