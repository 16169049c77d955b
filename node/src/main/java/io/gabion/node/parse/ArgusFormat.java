package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Flows of Argus as its client writes them between commas, under the names of their first line: {@code
 * StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,…}. A time without a zone is UTC.
 */
final class ArgusFormat implements Format {
    static final String NAME = "argus";

    private static final String START = "StartTime,";
    private static final int MAX_COLUMNS = 64;

    private List<String> columns = List.of();

    /** Whether a file that begins so is one of Argus. */
    static boolean starts(String text) {
        return text.startsWith(START) && text.contains(",SrcAddr,") && text.contains(",DstAddr,");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        if (ZeekTsv.isBlank(line, offset, length)) {
            return Parsed.SKIPPED;
        }
        var values = List.of(
                new String(line, offset, length, StandardCharsets.UTF_8).strip().split(",", MAX_COLUMNS));
        if (values.getFirst().equals("StartTime")) {
            columns = values;
            return Parsed.SKIPPED;
        }
        var flow = new LinkedHashMap<String, String>();
        for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
            var value = CleanName.wellFormed(values.get(i).strip());
            if (!value.isEmpty()) {
                flow.putIfAbsent(CleanName.wellFormed(columns.get(i)), value);
            }
        }
        var time = Stamp.iso(Fields.first(flow, "StartTime").replace('/', '-'));
        var from = Addresses.canonical(Fields.first(flow, "SrcAddr"));
        if (time.isEmpty() || from.isEmpty()) {
            return new Parsed.Dead("a flow without its time or its source");
        }
        var to = Fields.address(flow, List.of("DstAddr"));
        var draft = new Draft(source, time.get(), NAME, flow)
                .type(OcsfClass.NETWORK_ACTIVITY, 0)
                .network(network(flow, from.get(), to));
        draft.assets().peer(from.get()).peer(to);
        return draft.seen();
    }

    private static Network network(Map<String, String> flow, String from, String to) {
        long sent = Fields.number(flow, "SrcBytes");
        long received = Math.max(0, Fields.number(flow, "TotBytes") - sent);
        return new Network(
                from,
                Fields.number16(flow, "Sport"),
                to,
                Fields.number16(flow, "Dport"),
                Fields.first(flow, "Proto").toLowerCase(Locale.ROOT),
                sent,
                received,
                state(Fields.first(flow, "State")));
    }

    /** Zeek's words for what was asked and not answered, and for what was rejected; else Argus' own. */
    private static String state(String state) {
        return switch (state) {
            case "REQ", "INT", "S_" -> "S0";
            case "RST", "S_RA", "S_R" -> "REJ";
            default -> state;
        };
    }
}
