package io.gabion.responders.playbook;

import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The playbooks that a playbook may take in whole.
 *
 * @param texts by id
 * @param within those that are being read, outermost first
 */
record Library(Map<String, String> texts, List<String> within) {
    static final Library EMPTY = new Library(Map.of(), List.of());

    private static final int DEPTH = 4;
    private static final Pattern ID = Pattern.compile("(?m)^id:\\s*[\"']?([A-Za-z0-9._-]+)");

    static Library of(List<String> texts) {
        var byId = new HashMap<String, String>();
        for (var text : texts) {
            var id = id(text);
            if (!id.name().isEmpty()) {
                byId.putIfAbsent(id.name(), text);
            }
        }
        return new Library(Map.copyOf(byId), List.of());
    }

    /** @param name empty if there is none that can be seen without reading all of it */
    record Id(String name, int line) {}

    static Id id(String text) {
        var id = ID.matcher(text);
        return id.find()
                ? new Id(
                        id.group(1),
                        1
                                + (int) text.substring(0, id.start())
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count())
                : new Id("", 1);
    }

    /** @throws IllegalArgumentException in one line */
    Playbook open(String id) {
        var text = texts.get(id);
        if (text == null) {
            throw new IllegalArgumentException("no playbook " + Fields.shown(id) + " is in this folder");
        }
        if (within.contains(id) || within.size() >= DEPTH) {
            throw new IllegalArgumentException(
                    "playbooks go round or too deep: " + String.join(", ", within) + ", " + id);
        }
        var findings = new ArrayList<Finding>();
        return Reading.of(text, entering(id), findings)
                .map(Written::playbook)
                .orElseThrow(() -> new IllegalArgumentException(
                        "playbook " + id + ", line " + findings.getFirst().line() + ": "
                                + findings.getFirst().message()));
    }

    Library entering(String id) {
        var deeper = new ArrayList<>(within);
        deeper.add(id);
        return new Library(texts, List.copyOf(deeper));
    }

    /** The step under another name, and what it says of others likewise. */
    static Plan.Step renamed(Plan.Step step, UnaryOperator<String> name) {
        var id = name.apply(step.id());
        return switch (step) {
            case Block s -> new Block(id, s.connector(), s.ttlSeconds());
            case BlockNetwork s -> new BlockNetwork(id, s.connector(), s.ttlSeconds());
            case BlockDomain s -> new BlockDomain(id, s.connector(), s.ttlSeconds());
            case LockAccount s -> new LockAccount(id, s.connector(), s.ttlSeconds());
            case DisableAccount s -> new DisableAccount(id, s.connector(), s.ttlSeconds());
            case EndSessions s -> new EndSessions(id, s.connector(), s.ttlSeconds());
            case IsolateHost s -> new IsolateHost(id, s.connector(), s.ttlSeconds());
            case QuarantineFile s -> new QuarantineFile(id, s.connector(), s.ttlSeconds());
            case ScanFile s -> new ScanFile(id, s.connector(), s.ttlSeconds());
            case Collect s -> new Collect(id, s.connector(), s.ttlSeconds());
            case Notify s -> new Notify(id, s.channel());
            case Wait s -> new Wait(id, s.seconds());
            case Ask s -> new Ask(id, all(s.covers(), name), s.roles(), s.people(), s.withinSeconds(), s.otherwise());
            case Check s -> new Check(id, all(s.of(), name), s.is(), all(s.then(), name));
            case Parallel s -> new Parallel(id, all(s.steps(), name));
            case Escalate s -> new Escalate(id, all(s.of(), name), s.levels());
        };
    }

    private static List<String> all(List<String> ids, UnaryOperator<String> name) {
        return ids.stream().map(name).toList();
    }
}
