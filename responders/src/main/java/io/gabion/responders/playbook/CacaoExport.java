package io.gabion.responders.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.Names;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A playbook in the form of CACAO Security Playbooks 2.0 (OASIS Committee Specification 01). What CACAO has no property
 * for, such as how long a containment lasts, is in an extension of each step: the step as it is written here. A system that does not
 * know the extension still reads what is done to whom, in which order. The ids are the same for the same playbook.
 */
final class CacaoExport {
    static final String EXTENSION = "extension-definition--" + uuid("gabion-playbook-extension/1");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String IDENTITY = "identity--" + uuid("gabion-identity");
    /** To the millisecond, as the specification has it. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final Playbook playbook;
    private final ObjectNode workflow = JSON.objectNode();
    private final ObjectNode agents = JSON.objectNode();
    private final ObjectNode targets = JSON.objectNode();
    private final ObjectNode variables = JSON.objectNode();
    private final TreeSet<String> activities = new TreeSet<>();

    private CacaoExport(Playbook playbook) {
        this.playbook = playbook;
    }

    /**
     * @param modified when the playbook was last written
     * @throws IllegalArgumentException in one line, if CACAO cannot say what it does
     */
    static ObjectNode of(Playbook playbook, Instant modified) {
        return new CacaoExport(playbook).write(TIME.format(modified));
    }

    private ObjectNode write(String time) {
        var start = id("start", "");
        var first = branch(playbook.steps(), "");
        workflow.set(start, JSON.objectNode().put("type", "start").put("on_completion", first));
        var node = JSON.objectNode()
                .put("type", "playbook")
                .put("spec_version", "cacao-2.0")
                .put("id", "playbook--" + uuid("playbook/" + playbook.id()))
                .put("name", playbook.title())
                .put("description", "The playbook " + playbook.id() + " of Gabion.");
        node.putArray("playbook_types").add("mitigation");
        names(node, "playbook_activities", List.copyOf(activities));
        node.put("created_by", IDENTITY)
                .put("created", time)
                .put("modified", time)
                .put("revoked", false);
        if (!playbook.when().techniques().isEmpty()) {
            names(node, "labels", playbook.when().techniques());
        }
        if (!variables.isEmpty()) {
            node.set("playbook_variables", variables);
        }
        node.put("workflow_start", start);
        node.set("workflow", workflow);
        node.putObject("playbook_extensions").set(EXTENSION, head());
        node.set("agent_definitions", agents);
        if (!targets.isEmpty()) {
            node.set("target_definitions", targets);
        }
        node.putObject("extension_definitions")
                .putObject(EXTENSION)
                .put("type", "extension-definition")
                .put("name", "Gabion playbook")
                .put("description", "What begins the playbook, and each step as Gabion writes it.")
                .put("created_by", IDENTITY)
                .put(
                        "schema",
                        "playbook_id, when and release: as in Gabion's playbook schema. gabion_step: one of its steps, with ttl and approval.")
                .put("version", "1.0.0");
        return node;
    }

    private ObjectNode head() {
        var head = JSON.objectNode().put("playbook_id", playbook.id());
        head.set("when", when(playbook.when()));
        if (!playbook.releaseEvery().isZero()) {
            head.putObject("release")
                    .put("every", StepText.duration(playbook.releaseEvery().toSeconds()));
        }
        return head;
    }

    static ObjectNode when(Playbook.When when) {
        var node = JSON.objectNode();
        if (!when.techniques().isEmpty()) {
            names(node, "techniques", when.techniques());
        }
        if (!when.seen().isEmpty()) {
            names(node, "seen", when.seen());
        }
        return node.put("minScore", when.minScore());
    }

    /** These steps one after the other, and an end of their own. */
    private String branch(List<Plan.Step> steps, String of) {
        var end = id("end", of);
        workflow.set(end, JSON.objectNode().put("type", "end"));
        return chained(steps, end);
    }

    private String chained(List<Plan.Step> steps, String next) {
        if (steps.isEmpty()) {
            return next;
        }
        var step = steps.getFirst();
        int taken =
                switch (step) {
                    case Check check -> within(step, check.then(), steps);
                    case Parallel parallel -> within(step, parallel.steps(), steps);
                    case Contain _, Notify _, Ask _, Wait _, Escalate _ -> 0;
                };
        var inside = steps.subList(1, 1 + taken);
        var id = id(type(step), step.id());
        var written = JSON.objectNode().put("type", type(step)).put("name", step.id());
        workflow.set(id, written);
        switch (step) {
            case Check check -> {
                written.put("condition", condition(check));
                written.put("on_true", branch(inside, step.id()));
            }
            case Parallel _ -> {
                var branches = written.putArray("next_steps");
                inside.forEach(one -> branches.add(branch(List.of(one), "parallel/" + one.id())));
            }
            case Contain contain -> contain(written, contain);
            case Notify notify ->
                manual(written, "Tell the channel " + notify.channel() + " how the response stands", "deliver-content");
            case Ask ask -> ask(written, ask);
            case Wait wait -> {
                written.put("delay", wait.seconds() * 1_000);
                manual(written, "Nothing: this step only waits", "step-sequence");
            }
            case Escalate chain -> manual(written, chain(chain), "deliver-content");
        }
        written.putObject("step_extensions").putObject(EXTENSION).set("gabion_step", StepText.of(step));
        written.put("on_completion", chained(steps.subList(1 + taken, steps.size()), next));
        return id;
    }

    /** How many steps directly behind it are those that it names. */
    private static int within(Plan.Step step, List<String> named, List<Plan.Step> steps) {
        var behind =
                steps.stream().skip(1).limit(named.size()).map(Plan.Step::id).collect(Collectors.toSet());
        if (!behind.equals(new TreeSet<>(named))) {
            throw new IllegalArgumentException("step " + step.id()
                    + ": the steps it names do not follow it directly, and" + " CACAO has no other branches");
        }
        return behind.size();
    }

    private static String type(Plan.Step step) {
        return switch (step) {
            case Check _ -> "if-condition";
            case Parallel _ -> "parallel";
            case Contain _, Notify _, Ask _, Wait _, Escalate _ -> "action";
        };
    }

    /** In the grammar of STIX patterns, over variables that hold how each step has ended. */
    private static String condition(Check check) {
        var ends =
                check.is().stream().map(Outcome::word).map(w -> "'" + w + "'").collect(Collectors.joining(", "));
        return check.of().stream()
                .map(step -> "[x-gabion-step:" + variable(step) + " IN (" + ends + ")]")
                .collect(Collectors.joining(" OR "));
    }

    private static String variable(String step) {
        return "'" + step + "'.state";
    }

    private void contain(ObjectNode written, Contain step) {
        var kind = step.does().of().stored();
        var variable = "__" + kind + "__";
        variables.set(
                variable,
                JSON.objectNode()
                        .put("type", "string")
                        .put("description", "Each " + kind + " that the incident is about")
                        .put("external", true));
        var value = variable + ":value";
        var command = written.putArray("commands").addObject();
        switch (step) {
            case Block _, BlockNetwork _ -> openc2(command, "deny", "ipv4_net", value, step.ttlSeconds());
            case BlockDomain _ -> openc2(command, "deny", "domain_name", value, step.ttlSeconds());
            case IsolateHost _ -> openc2(command, "contain", "device", value, step.ttlSeconds());
            case LockAccount _ -> command.put("type", "bash").put("command", "gabion-account lock " + value);
            case DisableAccount _ -> http(command, "PUT /users/" + value + " HTTP/1.1", "{\"enabled\":false}");
            case EndSessions _ -> http(command, "POST /users/" + value + "/logout HTTP/1.1", "{}");
            case QuarantineFile _ -> command.put("type", "bash").put("command", "gabion-file quarantine " + value);
            case ScanFile _ -> command.put("type", "bash").put("command", "gabion-file scan " + value);
            case Collect _ -> command.put("type", "bash").put("command", "gabion-collect " + value);
        }
        var activity = activity(step);
        command.put("playbook_activity", activity);
        activities.add(activity);
        written.put("description", step.does().word() + " for " + step.ttlSeconds() + " s, then it is undone");
        written.put("agent", system("connector", step.connector(), category(step), agents));
        written.putArray("targets").add(system("target", step.connector(), category(step), targets));
        written.putArray("in_args").add(variable);
    }

    private static String activity(Contain step) {
        return switch (step) {
            case IsolateHost _ -> "disconnect-system";
            case QuarantineFile _ -> "eliminate-risk";
            case ScanFile _ -> "scan-system";
            case Collect _ -> "analyze-collected-data";
            case Block _, BlockNetwork _, BlockDomain _, LockAccount _, DisableAccount _, EndSessions _ ->
                "restrict-access";
        };
    }

    private static String category(Contain step) {
        return switch (step) {
            case Block _, BlockNetwork _ -> "firewall";
            case BlockDomain _ -> "server";
            case LockAccount _, DisableAccount _, EndSessions _ -> "aaa";
            case IsolateHost _, QuarantineFile _, ScanFile _, Collect _ -> "endpoint";
        };
    }

    private static void openc2(ObjectNode command, String action, String target, String value, long seconds) {
        var content = JSON.objectNode().put("action", action);
        if (target.equals("device")) {
            content.putObject("target").putObject(target).put("hostname", value);
        } else {
            content.putObject("target").put(target, value);
        }
        content.putObject("args").put("duration", seconds * 1_000);
        command.put("type", "openc2-http")
                .put("command", "POST /.well-known/openc2 HTTP/1.1")
                .put(
                        "content_b64",
                        Base64.getEncoder().encodeToString(content.toString().getBytes(UTF_8)));
        command.putObject("headers").putArray("Content-Type").add("application/openc2-cmd+json;version=1.0");
    }

    private static void http(ObjectNode command, String line, String content) {
        command.put("type", "http-api").put("command", line).put("content", content);
    }

    private void ask(ObjectNode written, Ask ask) {
        manual(
                written,
                ask.people() + " of " + String.join(", ", ask.roles()) + " approve or deny "
                        + String.join(", ", ask.covers()) + "; otherwise it is to "
                        + ask.otherwise().word(),
                "step-sequence");
        written.put("timeout", ask.withinSeconds() * 1_000);
        var people = id("group", ask.id());
        agents.set(people, JSON.objectNode().put("type", "group").put("name", String.join(", ", ask.roles())));
        written.put("agent", people);
    }

    private static String chain(Escalate chain) {
        return "Until somebody has decided about " + String.join(", ", chain.of()) + ", tell "
                + chain.levels().stream()
                        .map(level -> level.channel() + " after " + level.afterSeconds() + " s")
                        .collect(Collectors.joining(", "));
    }

    private void manual(ObjectNode written, String command, String activity) {
        written.putArray("commands")
                .addObject()
                .put("type", "manual")
                .put("command", command)
                .put("playbook_activity", activity);
        activities.add(activity);
        written.put("agent", system("gabion", "gabion", "orchestrator", agents));
    }

    private String system(String what, String name, String category, ObjectNode definitions) {
        var id = id("security-category", what + "/" + name + "/" + category);
        var system = JSON.objectNode().put("type", "security-category").put("name", name);
        system.putArray("category").add(category);
        definitions.set(id, system);
        return id;
    }

    private String id(String type, String of) {
        return type + "--" + uuid(playbook.id() + "/" + type + "/" + of);
    }

    /** In the form of version 4, of which the bits are those of a hash. */
    private static String uuid(String of) {
        var hash = Names.hash("gabion-cacao/1 " + of);
        return hash.substring(0, 8) + "-" + hash.substring(8, 12) + "-4" + hash.substring(13, 16) + "-a"
                + hash.substring(17, 20) + "-" + hash.substring(20, 32);
    }

    private static ArrayNode names(ObjectNode node, String field, List<String> names) {
        var array = node.putArray(field);
        names.forEach(array::add);
        return array;
    }
}
