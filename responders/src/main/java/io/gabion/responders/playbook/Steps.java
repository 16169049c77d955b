package io.gabion.responders.playbook;

import static io.gabion.responders.playbook.Fields.name;

import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads one step of a playbook. What is wrong is an IllegalArgumentException in one line. */
final class Steps {
    /** Those that a playbook may name. Who only looks may not decide. */
    static final Set<String> ROLES = Set.of("analyst", "responder", "approver", "admin");

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration LONGEST_QUESTION = Duration.ofDays(7);
    private static final int MOST_PEOPLE = 5;

    /** Every action with its parameters. */
    static final Map<String, List<String>> PARAMETERS = new TreeMap<>(Map.of(
            "block-address", List.of("connector", "ttl"),
            "block-domain", List.of("connector", "ttl"),
            "lock-account", List.of("connector", "ttl"),
            "notify", List.of("channel"),
            "approval", List.of("covers", "within", "roles", "people", "otherwise")));

    static Plan.Step read(String id, String action, Fields fields) {
        var known = action == null ? null : PARAMETERS.get(action);
        if (known == null) {
            throw new IllegalArgumentException(
                    "the action is " + String.join(", ", PARAMETERS.keySet()) + ", not " + Fields.shown(action));
        }
        fields.only(action, known);
        return switch (action) {
            case "block-address" -> new Plan.Block(id, connector(action, fields), ttl(fields));
            case "block-domain" -> new Plan.BlockDomain(id, connector(action, fields), ttl(fields));
            case "lock-account" -> new Plan.LockAccount(id, connector(action, fields), ttl(fields));
            case "notify" -> new Plan.Notify(id, name(needed(action, fields, "channel").text("channel")));
            case "approval" -> ask(id, needed(action, fields, "covers", "within"));
            default -> throw new IllegalStateException(action);
        };
    }

    private static Plan.Ask ask(String id, Fields fields) {
        var roles = fields.has("roles") ? fields.names("roles") : List.of("approver", "admin");
        for (var role : roles) {
            if (!ROLES.contains(role)) {
                throw new IllegalArgumentException(
                        "no role that may decide: " + Fields.shown(role) + ", there are " + new TreeSet<>(ROLES));
            }
        }
        int people = fields.has("people") ? fields.number("people", 1, MOST_PEOPLE) : 1;
        return new Plan.Ask(
                id, fields.names("covers"), roles, people, fields.seconds("within", LONGEST_QUESTION), otherwise(fields));
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
