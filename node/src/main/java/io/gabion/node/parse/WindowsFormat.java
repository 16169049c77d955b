package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.node.parse.evtx.EventLogLines;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Windows events as JSON, one a line: flat as log shippers write them, nested as event log converters do, or packed as log
 * services do.
 */
final class WindowsFormat implements Format {
    static final String NAME = "windows-json";

    private static final List<String> TIMES =
            List.of("TimeCreated", "@timestamp", "UtcTime", "EventTime", "TimeGenerated");
    private static final List<String> WRAPPERS =
            List.of("Event.", "winlog.", "System.", "EventData.", "UserData.", "event_data.");

    private final JsonLeaves leaves = new JsonLeaves(WindowsFormat::unwrapped);

    @Override
    public String name() {
        return NAME;
    }

    /** Event viewers and collectors export one log after the other. */
    @Override
    public boolean holdsSeveralLogs() {
        return true;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        if (EventLogLines.isDamage(line, offset, length)) {
            return new Parsed.Dead(new String(line, offset, length, StandardCharsets.UTF_8));
        }
        return FlatJson.parsed(
                leaves, line, offset, length, Observation.MAX_FIELDS, event -> read(source, unpacked(event)));
    }

    private static Parsed read(Source source, Map<String, String> event) {
        var host = CleanName.host(first(event, "Computer", "Hostname", "computer_name", "host.name", "host"));
        if (host.isEmpty()) {
            return new Parsed.Dead("a Windows event without its computer's name");
        }
        var time = Fields.time(event, TIMES);
        if (time.isEmpty()) {
            return new Parsed.Dead("a Windows event without its time");
        }
        return seen(source, time.get(), host, event);
    }

    private static Parsed seen(Source source, Instant time, String host, Map<String, String> event) {
        int id = Fields.number16(event, "EventID");
        var product = product(Fields.told(event, "Channel"), Fields.told(event, "Provider_Name"));
        var type = WindowsEvents.type(product, id);
        boolean logon = type == OcsfClass.AUTHENTICATION;
        var address = Addresses.canonical(first(event, "IpAddress", "SourceIp"))
                .filter(a -> !a.startsWith("127.") && !a.equals("::1"))
                .orElse("");
        var target = account(event, "TargetUserName", "TargetDomainName", host);
        var actor = logon ? target : actor(event, host);
        var network = type == OcsfClass.NETWORK_ACTIVITY
                ? new Network(
                        Fields.address(event, List.of("SourceIp", "SourceAddress")),
                        Fields.number16(event, "SourcePort"),
                        Fields.address(event, List.of("DestinationIp", "DestAddress")),
                        Fields.number16(event, "DestinationPort", "DestPort"),
                        first(event, "Protocol").toLowerCase(Locale.ROOT),
                        0,
                        0,
                        "")
                : Network.NONE;
        var draft = new Draft(source, time, product, event)
                .type(type, WindowsEvents.activity(type))
                .actor(actor)
                .network(network);
        draft.assets().host(host);
        if (logon) {
            boolean failure = id == 4625;
            draft.assets().peer(address);
            draft.authentication(new Authentication(
                    failure ? Outcome.FAILURE : Outcome.SUCCESS,
                    target,
                    address,
                    failure ? 1 : 0,
                    first(event, "TargetLogonId"),
                    failure ? Stage.FAILED : Stage.NONE,
                    first(event, "LogonType")));
        }
        if (type == OcsfClass.PROCESS_ACTIVITY) {
            draft.process(new Process(
                    first(event, "Image", "NewProcessName"),
                    first(event, "CommandLine"),
                    first(event, "ParentImage", "ParentProcessName"),
                    first(event, "NewProcessId", "ProcessId")));
        }
        draft.assets().peer(network.from()).peer(network.to()).account(actor);
        return draft.seen();
    }

    /** With the data that a log service has packed into one field. */
    private static Map<String, String> unpacked(Map<String, String> event) {
        var packed = Fields.told(event, "EventData");
        if (!packed.isEmpty()) {
            PackedEventData.read(packed).forEach((name, value) -> put(event, name, value));
        }
        return event;
    }

    /** The name of a field, without the wrappers around it. */
    private static String unwrapped(String path) {
        var name = path.replace("#attributes.", "").replace(".#text", "");
        for (var wrapper : WRAPPERS) {
            name = name.startsWith(wrapper) ? name.substring(wrapper.length()) : name;
        }
        return switch (name) {
            case "Provider.Name", "SourceName", "provider_name", "Provider", "EventSourceName" -> "Provider_Name";
            case "TimeCreated.SystemTime" -> "TimeCreated";
            case "event_id" -> "EventID";
            case "channel" -> "Channel";
            default -> name;
        };
    }

    private static void put(Map<String, String> event, String name, String value) {
        if (event.size() < Observation.MAX_FIELDS) {
            Fields.add(event, name, value);
        }
    }

    private static String product(String channel, String provider) {
        var where = (channel + " " + provider).toLowerCase(Locale.ROOT);
        if (where.contains("sysmon")) {
            return WindowsEvents.SYSMON;
        }
        if (where.contains("powershell")) {
            return "powershell";
        }
        return channel.equalsIgnoreCase("Security") ? WindowsEvents.SECURITY : "windows";
    }

    private static String actor(Map<String, String> event, String host) {
        var user = first(event, "User");
        int slash = user.indexOf('\\');
        if (slash > 0) {
            return CleanName.account(user.substring(slash + 1), CleanName.of(user.substring(0, slash)));
        }
        return account(event, "SubjectUserName", "SubjectDomainName", host);
    }

    private static String account(Map<String, String> event, String name, String domain, String host) {
        var realm = CleanName.of(first(event, domain));
        return CleanName.account(first(event, name), realm.isEmpty() ? host : realm);
    }
}
