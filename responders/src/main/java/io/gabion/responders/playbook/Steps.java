package io.gabion.responders.playbook;

import static io.gabion.responders.playbook.Fields.name;
import static java.util.Map.entry;

import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads one step of a playbook. What is wrong is an IllegalArgumentException in one line. */
final class Steps {
    /** Those that a playbook may name. Who only looks may not decide. */
    static final Set<String> ROLES = Set.of("analyst", "responder", "approver", "admin");

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration LONGEST_QUESTION = Duration.ofDays(7);
    private static final List<Outcome> FAILURES =
            List.of(Outcome.REFUSED, Outcome.UNKNOWN, Outcome.DRIFTED, Outcome.FAILED);
    private static final int MOST_PEOPLE = 5;

    /** Every action with its parameters. */
    static final Map<String, List<String>> PARAMETERS = new TreeMap<>(Map.ofEntries(
            entry("wait", List.of("for")),
            entry("condition", List.of("of", "is", "then")),
            entry("on-failure", List.of("of", "then")),
            entry("parallel", List.of("steps")),
            entry("playbook", List.of("playbook")),
            entry("escalation", List.of("of", "levels")),
            entry("block-address", List.of("connector", "ttl")),
            entry("block-network", List.of("connector", "ttl")),
            entry("block-domain", List.of("connector", "ttl")),
            entry("lock-account", List.of("connector", "ttl")),
            entry("disable-account", List.of("connector", "ttl")),
            entry("end-sessions", List.of("connector", "ttl")),
            entry("isolate-host", List.of("connector", "ttl")),
            entry("quarantine-file", List.of("connector", "ttl")),
            entry("scan-file", List.of("connector", "ttl")),
            entry("collect", List.of("connector", "ttl")),
            entry("notify", List.of("channel")),
            entry("approval", List.of("covers", "within", "roles", "people", "otherwise"))));

    static Plan.Step read(String id, String action, Fields fields) {
        var known = action == null ? null : PARAMETERS.get(action);
        if (known == null) {
            throw new IllegalArgumentException(
                    "the action is " + String.join(", ", PARAMETERS.keySet()) + ", not " + Fields.shown(action));
        }
        fields.only(action, known);
        return switch (action) {
            case "block-address" -> new Plan.Block(id, connector(action, fields), ttl(fields));
            case "block-network" -> new Plan.BlockNetwork(id, connector(action, fields), ttl(fields));
            case "block-domain" -> new Plan.BlockDomain(id, connector(action, fields), ttl(fields));
            case "lock-account" -> new Plan.LockAccount(id, connector(action, fields), ttl(fields));
            case "disable-account" -> new Plan.DisableAccount(id, connector(action, fields), ttl(fields));
            case "end-sessions" -> new Plan.EndSessions(id, connector(action, fields), ttl(fields));
            case "isolate-host" -> new Plan.IsolateHost(id, connector(action, fields), ttl(fields));
            case "quarantine-file" -> new Plan.QuarantineFile(id, connector(action, fields), ttl(fields));
            case "scan-file" -> new Plan.ScanFile(id, connector(action, fields), ttl(fields));
            case "collect" -> new Plan.Collect(id, connector(action, fields), ttl(fields));
            case "notify" ->
                new Plan.Notify(id, name(needed(action, fields, "channel").text("channel")));
            case "approval" -> ask(id, needed(action, fields, "covers", "within"));
            case "wait" -> new Plan.Wait(id, needed(action, fields, "for").seconds("for", LONGEST_QUESTION));
            case "condition" -> check(id, needed(action, fields, "of", "is", "then"), outcomes(fields));
            case "on-failure" -> check(id, needed(action, fields, "of", "then"), FAILURES);
            case "parallel" ->
                new Plan.Parallel(id, needed(action, fields, "steps").names("steps"));
            case "escalation" -> Chains.read(id, needed(action, fields, "of", "levels"));
            default -> throw new IllegalStateException(action);
        };
    }

    /** The id of the playbook that is taken in. */
    static String playbook(Fields fields) {
        fields.only("playbook", PARAMETERS.get("playbook"));
        return needed("playbook", fields, "playbook").text("playbook");
    }

    private static Plan.Ask ask(String id, Fields fields) {
        var roles = fields.has("roles") ? roles(fields) : List.of("approver", "admin");
        int people = fields.has("people") ? fields.number("people", 1, MOST_PEOPLE) : 1;
        return new Plan.Ask(
                id,
                fields.names("covers"),
                roles,
                people,
                fields.seconds("within", LONGEST_QUESTION),
                otherwise(fields));
    }

    static List<String> roles(Fields fields) {
        var roles = fields.names("roles");
        for (var role : roles) {
            if (!ROLES.contains(role)) {
                throw new IllegalArgumentException(
                        "no role that may decide: " + Fields.shown(role) + ", there are " + new TreeSet<>(ROLES));
            }
        }
        return roles;
    }

    private static Plan.Check check(String id, Fields fields, List<Outcome> is) {
        return new Plan.Check(id, fields.names("of"), is, fields.names("then"));
    }

    private static List<Outcome> outcomes(Fields fields) {
        return fields.names("is").stream()
                .map(word -> Stream.of(Outcome.values())
                        .filter(o -> o.word().equals(word) && o != Outcome.WAITING_APPROVAL)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no end of an action: " + Fields.shown(word))))
                .toList();
    }

    private static Verdict otherwise(Fields fields) {
        return switch (fields.has("otherwise") ? fields.text("otherwise") : "deny") {
            case "deny" -> Verdict.DENY;
            case "approve" -> Verdict.APPROVE;
            case String other ->
                throw new IllegalArgumentException("otherwise is deny or approve, not " + Fields.shown(other));
        };
    }

    private static String connector(String action, Fields fields) {
        return name(needed(action, fields, "connector", "ttl").text("connector"));
    }

    private static long ttl(Fields fields) {
        return fields.seconds("ttl", LONGEST);
    }

    private static Fields needed(String action, Fields fields, String... names) {
        for (var name : names) {
            if (!fields.has(name)) {
                throw new IllegalArgumentException(action + " needs " + String.join(" and ", names));
            }
        }
        return fields;
    }

    private Steps() {}
}
