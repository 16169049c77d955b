package io.gabion.loadtests.faults;

import static java.util.Map.entry;

import io.gabion.loadtests.SlackStand;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.connectors.mail.MailStand;
import io.gabion.responders.connectors.syslog.SyslogChannel.Transport;
import io.gabion.responders.connectors.syslog.SyslogStand;
import io.gabion.responders.connectors.webhook.WebhookStand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the crash matrix knows how to set up: a connector's type, and which of its actions or ways if there are several; or a channel's. */
final class CrashTargets {
    /** @param points in the order in which they are passed */
    record Kind(List<CrashPoint> points, CrashTarget.Opening opening) {
        CrashPoint point(String name) throws IOException {
            return points.stream()
                    .filter(point -> point.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no such point: " + name));
        }
    }

    private static final Map<String, Kind> ALL = new TreeMap<>(Map.ofEntries(
            contains("nftables", work -> WallTarget.local(work, Action.BLOCK_ADDRESS)),
            contains("nftables-network", work -> WallTarget.local(work, Action.BLOCK_NETWORK)),
            contains("nftables-ssh", work -> WallTarget.overSsh(work, Action.BLOCK_ADDRESS)),
            contains("linux-account", StandTarget::linux),
            contains("ldap-account", StandTarget::directory),
            contains("keycloak", work -> StandTarget.keycloak(work, Action.DISABLE_ACCOUNT)),
            contains("keycloak-sessions", work -> StandTarget.keycloak(work, Action.END_SESSIONS)),
            contains("dns-policy", StandTarget::names),
            contains("host-isolation", StandTarget::hosts),
            contains("quarantine-file", work -> StandTarget.files(work, Action.QUARANTINE_FILE)),
            contains("scan-file", work -> StandTarget.files(work, Action.SCAN_FILE)),
            contains("collection", StandTarget::evidence),
            tells("webhook", WebhookStand::new),
            tells("slack", SlackStand::new),
            tells("mail", CrashTargets::mail),
            tells("syslog", folder -> new SyslogStand(folder, Transport.TLS))));

    static Set<String> names() {
        return ALL.keySet();
    }

    static Kind of(String name) throws IOException {
        var kind = ALL.get(name);
        if (kind == null) {
            throw new IOException("no crash matrix of '" + name + "': " + String.join(", ", names()));
        }
        return kind;
    }

    /** Exim writes as a user of its own. */
    private static MailStand mail(Path folder) throws IOException, InterruptedException {
        Commands.open(folder);
        return new MailStand(folder);
    }

    private interface Contained {
        ContainedTarget at(Path work) throws Exception;
    }

    private static Map.Entry<String, Kind> contains(String name, Contained target) {
        return entry(name, new Kind(CrashPoint.ofContainment(), target::at));
    }

    private static Map.Entry<String, Kind> tells(String name, ChannelTarget.Stands stands) {
        return entry(name, new Kind(CrashPoint.ofNotice(), work -> ChannelTarget.of(work, stands)));
    }

    private CrashTargets() {}
}
