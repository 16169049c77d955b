package io.gabion.detectors.sigma;

import io.gabion.detectors.sigma.correlate.Correlations;
import io.gabion.detectors.sigma.correlate.Groups;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.Matcher;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.protocol.observation.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A pack of rules over one stream of events, in order, by one thread. */
public final class RuleRun {
    private final RulePack pack;
    private final Matcher matcher;
    private final Groups groups;

    /** @param declared what is known of all events, however they look */
    public RuleRun(RulePack pack, LogSources mapping, LogSource declared) {
        this.pack = pack;
        this.matcher = pack.compiled(mapping, declared).matcher();
        this.groups = new Groups(new Correlations(pack), Groups.MAX_GROUPS);
    }

    /** What rules that may speak for themselves say of the event, and what its time brings to an end. */
    public List<Hit> hits(Observation event) {
        var hits = new ArrayList<>(groups.until(event.time()));
        var satisfied = matcher.match(event);
        for (var rule : satisfied) {
            hits.add(new Hit(rule.meta(), "", event.source(), event.time(), List.of(event.source())));
        }
        hits.addAll(groups.add(satisfied.stream().map(r -> r.meta().id()).toList(), event, matcher::field));
        return spoken(hits);
    }

    /** What is still open when there are no more events. */
    public List<Hit> end() {
        return spoken(groups.until(Instant.ofEpochMilli(Long.MAX_VALUE)));
    }

    private List<Hit> spoken(List<Hit> hits) {
        hits.removeIf(hit -> pack.silent().contains(hit.rule().id()));
        return hits;
    }
}
