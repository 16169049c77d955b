package io.gabion.loadtests.faults;

import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether anything that one tenant brought is to be found with another: in the journal, opened, or in what a node answers. */
final class Neighbours {
    private static final List<String> ASKED =
            List.of("incidents", "suspicions", "responses", "containments", "approvals", "sources", "guard");
    private static final int OK = 200;

    /** @return what is violated, one line for each kind of entity at most */
    static List<String> inJournal(History history, Envelopes envelopes) {
        var found = new HashMap<String, String>();
        history.kept().values().forEach(rows -> rows.forEach(row -> look(row, envelopes, found)));
        history.dropped().forEach(row -> look(row, envelopes, found));
        return found.values().stream().sorted().toList();
    }

    private static void look(Envelope row, Envelopes envelopes, Map<String, String> found) {
        var kind = row.tenant().id() + "/" + row.entity().split("/")[1];
        if (found.containsKey(kind)) {
            return;
        }
        for (var other : Tenancy.values()) {
            if (!other.tenant().equals(row.tenant().id())) {
                var brought = other.brought(row.entity() + " " + envelopes.open(row));
                if (!brought.isEmpty()) {
                    found.put(kind, violation(other, brought, "row " + row.sequence() + " of " + row.entity()));
                }
            }
        }
    }

    /** @return what is violated by the answers of this node */
    static List<String> inAnswers(LabNode node) throws IOException, InterruptedException {
        var violations = new ArrayList<String>();
        try (var client = HttpClient.newHttpClient()) {
            for (var asker : Tenancy.values()) {
                for (var other : Tenancy.values()) {
                    for (var what : ASKED) {
                        var answer = Load.get(client, node, asker, other.tenant(), what);
                        if (asker == other && answer.statusCode() != OK) {
                            violations.add("the lab: %s of %s are answered with %d"
                                    .formatted(what, asker.tenant(), answer.statusCode()));
                        } else if (asker != other && answer.statusCode() < 400) {
                            violations.add(
                                    "I4 %s may ask for %s of %s".formatted(asker.tenant(), what, other.tenant()));
                        } else {
                            violations.addAll(said(asker, what, answer.body()));
                        }
                    }
                }
            }
        }
        return violations;
    }

    /** What an answer says that is not the asker's. */
    static List<String> said(Tenancy asker, String what, String answer) {
        var violations = new ArrayList<String>();
        for (var other : Tenancy.values()) {
            if (other != asker) {
                var brought = other.brought(answer);
                if (!brought.isEmpty()) {
                    violations.add(violation(other, brought, what + " of " + asker.tenant()));
                }
            }
        }
        return violations;
    }

    private static String violation(Tenancy other, String brought, String where) {
        return "I4 of %s, %s is in %s".formatted(other.tenant(), brought, where);
    }

    private Neighbours() {}
}
