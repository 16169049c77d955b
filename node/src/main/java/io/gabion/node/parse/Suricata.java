package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Records of Suricata's EVE log. The addresses are those of the packets, never what a protocol's text says. */
final class Suricata {
    static final String PRODUCT = "suricata";

    private static final List<String> TIMES = List.of("timestamp", "@timestamp");

    /** What a host sends back that lets nobody in: a packet without content, or two. */
    private static final int RESET_BYTES = 128;

    static Parsed read(Source source, Map<String, String> event, Instant otherwise) {
        var time = Fields.time(event, TIMES);
        if (time.isEmpty()) {
            return new Parsed.Dead("a Suricata record without its time");
        }
        var from = Fields.address(event, List.of("src_ip"));
        var to = Fields.address(event, List.of("dest_ip"));
        var draft = new Draft(source, time.get(), PRODUCT, event)
                .type(type(first(event, "event_type")), 0)
                .network(new Network(
                        from,
                        Fields.number16(event, "src_port"),
                        to,
                        Fields.number16(event, "dest_port"),
                        first(event, "proto").toLowerCase(Locale.ROOT),
                        Fields.number(event, "flow.bytes_toserver", "netflow.bytes"),
                        Fields.number(event, "flow.bytes_toclient"),
                        state(event)));
        var assets = draft.assets().peer(from).peer(to);
        if (assets.isEmpty()) {
            assets.host(CleanName.host(first(event, "host")));
        }
        if (assets.isEmpty()) {
            assets.host(PRODUCT);
        }
        return draft.seen();
    }

    /** Zeek's words for a connection without an answer and for one that was rejected, else Suricata's. */
    private static String state(Map<String, String> event) {
        if (first(event, "flow.pkts_toclient").equals("0")) {
            return "S0";
        }
        boolean rejected =
                first(event, "tcp.rst").equals("true") && Fields.number(event, "flow.bytes_toclient") <= RESET_BYTES;
        return rejected ? "REJ" : first(event, "flow.state");
    }

    /** A TLS record is no network activity: it tells nothing of an answer, so that every one would look like none. */
    private static OcsfClass type(String event) {
        return switch (event) {
            case "alert" -> OcsfClass.DETECTION_FINDING;
            case "flow" -> OcsfClass.NETWORK_ACTIVITY;
            case "dns" -> OcsfClass.DNS_ACTIVITY;
            case "http" -> OcsfClass.HTTP_ACTIVITY;
            case "fileinfo" -> OcsfClass.NETWORK_FILE_ACTIVITY;
            case "ssh" -> OcsfClass.SSH_ACTIVITY;
            case "smb" -> OcsfClass.SMB_ACTIVITY;
            case "rdp" -> OcsfClass.RDP_ACTIVITY;
            case "ftp", "ftp_data" -> OcsfClass.FTP_ACTIVITY;
            case "smtp" -> OcsfClass.EMAIL_ACTIVITY;
            default -> OcsfClass.BASE_EVENT;
        };
    }

    private Suricata() {}
}
