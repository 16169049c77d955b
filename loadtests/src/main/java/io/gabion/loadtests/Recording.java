package io.gabion.loadtests;

import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.incident.IncidentState;
import io.gabion.node.replay.RecordedFile;
import io.gabion.node.replay.Replay;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a replay of one recording gave, and what its rules said event by event, which is what a plain rule engine would
 * have raised.
 *
 * @param hits of rules, each on one event
 * @param incidents that were not merged into others
 */
record Recording(long events, List<RuleHit> hits, List<Suspicion> suspicions, List<IncidentState> incidents) {
    record RuleHit(Source source, Severity level, List<String> techniques, String author) {}

    static Recording replay(List<Path> files, Rules rules) throws IOException {
        var hits = new ArrayList<RuleHit>();
        Rules heard = observations -> {
            var found = rules.ask(observations);
            for (var rule : found.hits()) {
                for (int at : rule.at()) {
                    var event = observations.get(at);
                    hits.add(new RuleHit(
                            event.source(),
                            rule.rule().level(),
                            rule.rule().techniques(),
                            rule.rule().author()));
                }
            }
            return found;
        };
        var wiring = new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY);
        var replay = new Replay(new Tenant("default"), Instant.EPOCH, wiring::register, heard, _ -> {});
        var open = new ArrayList<RecordedFile>();
        try {
            for (var file : files) {
                open.add(RecordedFile.open(file, file.getFileName().toString(), "auto", Instant.now()));
            }
            replay.run(open);
        } finally {
            open.forEach(RecordedFile::close);
        }
        var incidents = replay.projection().incidents().values().stream()
                .filter(i -> i.mergedInto().isEmpty() && !i.evidence().isEmpty())
                .toList();
        return new Recording(replay.observations(), hits, replay.projection().suspicions(), incidents);
    }

    List<Suspicion> suspicions(Severity least) {
        return suspicions.stream()
                .filter(s -> s.severity().compareTo(least) >= 0)
                .toList();
    }

    /** The events on which a rule of at least this level fired. */
    Set<Source> alerts(Severity least) {
        return sources(hits.stream(), least);
    }

    /** The same of the rules that come with Gabion. */
    Set<Source> ownAlerts(Severity least) {
        return sources(hits.stream().filter(hit -> hit.author().equals("Gabion")), least);
    }

    private static Set<Source> sources(Stream<RuleHit> hits, Severity least) {
        return hits.filter(hit -> hit.level().compareTo(least) >= 0)
                .map(RuleHit::source)
                .collect(Collectors.toSet());
    }
}
