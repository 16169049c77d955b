package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes observations of Zeek's records, however they are written. */
final class Zeek {
    private static final List<String> ORIGINATORS =
            List.of("id.orig_h", "id_orig_h", "src", "tx_hosts", "client_addr", "host", "orig_h", "source");
    private static final List<String> RESPONDERS =
            List.of("id.resp_h", "id_resp_h", "dst", "rx_hosts", "server_addr", "resp_h");

    /** @param path the log's type, such as {@code conn}; set fields are joined with commas */
    static Parsed read(Source source, String path, Map<String, String> leaves) {
        var fields = leaves;
        if (leaves.size() >= Observation.MAX_FIELDS) {
            fields = new LinkedHashMap<>();
            for (var entry : leaves.entrySet()) {
                if (fields.size() < Observation.MAX_FIELDS - 1) {
                    fields.put(entry.getKey(), entry.getValue());
                }
            }
        }
        fields.putIfAbsent("_path", path);
        var ts = fields.getOrDefault("ts", "");
        var time = Stamp.epoch(ts).or(() -> Stamp.iso(ts));
        if (time.isEmpty()) {
            return new Parsed.Dead("a Zeek record without its time");
        }
        var from = address(fields, ORIGINATORS);
        var to = address(fields, RESPONDERS);
        var assets = new Assets().peer(from).peer(to);
        if (assets.isEmpty()) {
            assets.host(CleanName.host(fields.getOrDefault("@system", fields.getOrDefault("peer", ""))));
        }
        if (assets.isEmpty()) {
            // records about files and certificates alone concern the sensor, as far as they tell
            assets.host("zeek");
        }
        var network = new Network(
                from,
                (int) number(fields, "id.orig_p", "id_orig_p"),
                to,
                (int) number(fields, "id.resp_p", "id_resp_p"),
                fields.getOrDefault("proto", ""),
                number(fields, "orig_bytes"),
                number(fields, "resp_bytes"),
                fields.getOrDefault("conn_state", ""));
        var type = type(path);
        return new Parsed.Seen(new Observation(
                source,
                time.get(),
                type,
                0,
                "zeek",
                assets.list(),
                Actor.NONE,
                Process.NONE,
                network,
                Authentication.NONE,
                fields));
    }

    private static OcsfClass type(String path) {
        return switch (path) {
            case "conn", "ssl" -> OcsfClass.NETWORK_ACTIVITY;
            case "dns" -> OcsfClass.DNS_ACTIVITY;
            case "http" -> OcsfClass.HTTP_ACTIVITY;
            case "files" -> OcsfClass.NETWORK_FILE_ACTIVITY;
            case "notice" -> OcsfClass.DETECTION_FINDING;
            case "ssh" -> OcsfClass.SSH_ACTIVITY;
            case "smb_files", "smb_mapping" -> OcsfClass.SMB_ACTIVITY;
            case "rdp" -> OcsfClass.RDP_ACTIVITY;
            case "ftp" -> OcsfClass.FTP_ACTIVITY;
            case "smtp" -> OcsfClass.EMAIL_ACTIVITY;
            default -> OcsfClass.BASE_EVENT;
        };
    }

    private static String address(Map<String, String> fields, List<String> names) {
        for (var name : names) {
            var value = fields.getOrDefault(name, "");
            int comma = value.indexOf(',');
            var address = Addresses.canonical(comma < 0 ? value : value.substring(0, comma));
            if (address.isPresent()) {
                return address.get();
            }
        }
        return "";
    }

    private static long number(Map<String, String> fields, String... names) {
        for (var name : names) {
            var text = fields.getOrDefault(name, "");
            if (!text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Long.parseLong(text);
            }
        }
        return 0;
    }

    private Zeek() {}
}
