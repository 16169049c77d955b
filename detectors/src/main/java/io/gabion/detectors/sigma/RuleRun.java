package io.gabion.detectors.sigma;

import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.Matcher;
import io.gabion.detectors.sigma.match.RuleSet;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** A pack of rules over one stream of events, in order, by one thread. */
public final class RuleRun {
    private final RulePack pack;
    private final Matcher matcher;

    /** @param declared what is known of all events, however they look */
    public RuleRun(RulePack pack, LogSources mapping, LogSource declared) {
        this.pack = pack;
        this.matcher = RuleSet.of(pack.detections(), mapping, declared).matcher();
    }

    /** What rules that may speak for themselves say of the event. */
    public List<Hit> hits(Observation event) {
        var hits = new ArrayList<Hit>();
        for (var rule : matcher.match(event)) {
            if (!pack.silent().contains(rule.meta().id())) {
                hits.add(new Hit(rule.meta(), event.source(), event.time(), List.of(event.source())));
            }
        }
        return hits;
    }
}
