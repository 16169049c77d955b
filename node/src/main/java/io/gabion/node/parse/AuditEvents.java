package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Observations of audit records, one of each: rules ask for fields of one record, and the same names mean other things in
 * others. What is known of the event's process and user from its first record, {@code SYSCALL}, is added to those that
 * follow it. Remembers the {@value #EVENTS} latest events, so that a record that comes later than those stands alone.
 */
final class AuditEvents {
    static final String PRODUCT = "auditd";
    static final int EVENTS = 256;

    /** Arguments that are put together to a command line. */
    private static final int ARGUMENTS = 128;

    private static final AssetRef UNKNOWN = new AssetRef(Kind.HOST, "unknown");
    private static final List<String> SHARED = List.of(
            "syscall", "SYSCALL", "success", "ppid", "pid", "auid", "AUID", "uid", "UID", "euid", "EUID", "tty", "ses",
            "comm", "exe");

    private final LinkedHashMap<String, Map<String, String>> events = new LinkedHashMap<>();

    /** @param sender the host that the record came from; a record that names its own node is that one's */
    Parsed of(Source source, AuditRecord record, Optional<AssetRef> sender) {
        var fields = record.fields();
        switch (record.type()) {
            case "SYSCALL" -> {
                var call = AuditNames.call(first(fields, "arch"), first(fields, "syscall"));
                if (!call.isEmpty()) {
                    fields.putIfAbsent("SYSCALL", call);
                }
                events.putLast(record.event(), fields);
                if (events.size() > EVENTS) {
                    events.pollFirstEntry();
                }
            }
            case "EOE" -> events.remove(record.event());
            default -> {
                var known = events.getOrDefault(record.event(), Map.of());
                SHARED.stream().filter(known::containsKey).forEach(name -> fields.putIfAbsent(name, known.get(name)));
            }
        }
        var node = CleanName.host(record.node());
        var host = node.isEmpty() ? sender.orElse(UNKNOWN) : new AssetRef(Kind.HOST, node);
        complete(record.type(), fields);
        var draft = new Draft(source, record.time(), PRODUCT, named(fields));
        draft.assets().add(host);
        describe(record, fields, host.name(), draft);
        return draft.seen();
    }

    /** What auditd would say of the record's values, or rules ask for. */
    private static void complete(String type, Map<String, String> fields) {
        switch (type) {
            case "EXECVE" -> fields.putIfAbsent("cmdline", commandLine(fields));
            case "SOCKADDR" ->
                SocketAddress.read(first(fields, "saddr")).ifPresent(address -> {
                    fields.putIfAbsent("saddr_fam", address.family());
                    fields.putIfAbsent("laddr", address.address());
                    fields.putIfAbsent("lport", Integer.toString(address.port()));
                });
            default -> {}
        }
        var name = first(fields, "UID");
        if (!name.isEmpty() || first(fields, "uid").equals("0")) {
            fields.putIfAbsent("user", name.isEmpty() ? "root" : name);
        }
    }

    /** Rules do not tell upper from lower case, and ask for the name of the call, not for its number: it stands first. */
    private static Map<String, String> named(Map<String, String> fields) {
        var call = fields.get("SYSCALL");
        if (call == null) {
            return fields;
        }
        var ordered = new LinkedHashMap<String, String>();
        ordered.put("SYSCALL", call);
        ordered.putAll(fields);
        return ordered;
    }

    private static void describe(AuditRecord record, Map<String, String> fields, String host, Draft draft) {
        var actor = CleanName.account(user(fields), host);
        var exe = first(fields, "exe");
        var pid = first(fields, "pid");
        draft.actor(actor).process(exe.isEmpty() ? Process.NONE : new Process(exe, "", "", pid));
        switch (record.type()) {
            case "USER_AUTH", "USER_LOGIN" -> {
                login(record, fields, host, draft);
                return;
            }
            case "EXECVE" ->
                draft.type(OcsfClass.PROCESS_ACTIVITY, 1).process(new Process(exe, first(fields, "cmdline"), "", pid));
            case "SOCKADDR" -> socket(fields, draft);
            case "PATH" -> draft.type(OcsfClass.FILE_ACTIVITY, 0);
            case "ADD_USER", "DEL_USER", "ADD_GROUP", "DEL_GROUP", "USER_MGMT", "USER_CHAUTHTOK", "GRP_MGMT" ->
                draft.type(OcsfClass.ACCOUNT_CHANGE, 0);
            default -> {}
        }
        draft.assets().account(actor);
    }

    /** Who logged in, by name where auditd tells it, else by number as sudo writes one. */
    private static String user(Map<String, String> fields) {
        var name = first(fields, "AUID");
        if (name.isEmpty() || name.equals("unset")) {
            name = first(fields, "UID");
        }
        if (!name.isEmpty() && !name.equals("unset")) {
            return name;
        }
        var number = first(fields, "auid");
        if (number.isEmpty() || number.equals("4294967295") || number.equals("-1")) {
            number = first(fields, "uid");
        }
        return number.isEmpty() ? "" : number.equals("0") ? "root" : "#" + number;
    }

    private static String commandLine(Map<String, String> fields) {
        return IntStream.range(0, ARGUMENTS)
                .mapToObj(i -> fields.get("a" + i))
                .takeWhile(argument -> argument != null)
                .collect(Collectors.joining(" "));
    }

    /**
     * PAM tells a failure, and sshd tells it once more. A session's login that fails sums up what was told before, unless
     * there is no such account.
     */
    private static void login(AuditRecord record, Map<String, String> fields, String host, Draft draft) {
        var name = first(fields, "acct", "id");
        boolean nobody = name.isEmpty() || name.equals("?") || name.startsWith("(");
        var account = nobody ? "" : CleanName.account(name, host);
        var from = Addresses.canonical(first(fields, "addr"))
                .or(() -> Addresses.canonical(first(fields, "hostname")))
                .orElse("");
        boolean success =
                first(fields, "res").equals("success") || first(fields, "res").equals("1");
        boolean session = record.type().equals("USER_LOGIN");
        var stage = session ? Stage.INVALID_USER : first(fields, "op").startsWith("PAM:") ? Stage.PAM : Stage.FAILED;
        draft.type(OcsfClass.AUTHENTICATION, 1)
                .actor(account)
                .client(from)
                .authentication(new Authentication(
                        success ? Outcome.SUCCESS : Outcome.FAILURE,
                        account,
                        from,
                        success || session && !nobody ? 0 : 1,
                        host + "/" + first(fields, "pid"),
                        success ? Stage.NONE : stage,
                        first(fields, "op")));
        draft.assets().peer(from).account(account);
    }

    /** The address that a process connects to is the kernel's own word. */
    private static void socket(Map<String, String> fields, Draft draft) {
        var to = Fields.address(fields, List.of("laddr"));
        if (!to.isEmpty() && first(fields, "SYSCALL").equals("connect")) {
            draft.type(OcsfClass.NETWORK_ACTIVITY, 1)
                    .network(new Network("", 0, to, Fields.number16(fields, "lport"), "", 0, 0, ""));
            draft.assets().peer(to);
        }
    }
}
