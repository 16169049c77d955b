package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;
import static io.gabion.node.parse.Fields.told;

import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes observations of Zeek's records, however they are written. */
final class Zeek {
    private static final List<String> ORIGINATORS =
            List.of("id.orig_h", "id_orig_h", "src", "tx_hosts", "client_addr", "host", "orig_h", "source");
    private static final List<String> RESPONDERS =
            List.of("id.resp_h", "id_resp_h", "dst", "rx_hosts", "server_addr", "resp_h");

    /** How mail servers refuse a login: by the code of RFC 4954, or in words. A refused sender's domain has others. */
    private static final Pattern REFUSED =
            Pattern.compile("^535\\b|^5\\d\\d .*(smtp-auth|authentication failed)", Pattern.CASE_INSENSITIVE);

    /** @param path the log's type, such as {@code conn} */
    static Parsed read(Source source, String path, Map<String, String> leaves) {
        var fields = Fields.cut(leaves, 1);
        Fields.add(fields, "_path", path);
        var time = Fields.time(fields, List.of("ts"));
        if (time.isEmpty()) {
            return new Parsed.Dead("a Zeek record without its time");
        }
        var from = Fields.address(fields, ORIGINATORS);
        var to = Fields.address(fields, RESPONDERS);
        var draft = new Draft(source, time.get(), "zeek", fields);
        var assets = draft.assets().peer(from).peer(to);
        if (assets.isEmpty()) {
            assets.host(CleanName.host(first(fields, "@system", "peer")));
        }
        if (assets.isEmpty()) {
            // records about files and certificates alone concern the sensor, as far as they tell
            assets.host("zeek");
        }
        var network = new Network(
                from,
                Fields.number16(fields, "id.orig_p", "id_orig_p"),
                to,
                Fields.number16(fields, "id.resp_p", "id_resp_p"),
                told(fields, "proto"),
                Fields.number(fields, "orig_bytes"),
                Fields.number(fields, "resp_bytes"),
                told(fields, "conn_state"));
        if (path.equals("smtp") && REFUSED.matcher(told(fields, "last_reply")).find()) {
            draft.login(false, "", from, 1, "smtp");
        }
        return draft.type(type(path), 0).network(network).seen();
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

    private Zeek() {}
}
