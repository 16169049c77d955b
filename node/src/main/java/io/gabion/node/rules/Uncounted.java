package io.gabion.node.rules;

import io.gabion.detectors.sigma.correlate.CountedEvents;
import io.gabion.protocol.rule.Rule;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What correlations would have counted but for the limit of an event's groups. People are told once of each that misses some. By any thread. */
final class Uncounted {
    /** Correlations that are named; of others only the number tells. */
    private static final int MOST_NAMED = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Uncounted.class);

    private final LongAdder all = new LongAdder();
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    /** @param left how many events each correlation misses */
    void heard(Map<Rule, Integer> left) {
        left.forEach((rule, events) -> {
            all.add(events);
            if (named.size() < MOST_NAMED && named.add(rule.id())) {
                LOG.warn(
                        "The correlation \"{}\" ({}) misses events that are counted in {} groups before: let fewer correlations count"
                                + " the same events, or group by fewer fields; gabion_events_uncounted_total says how many",
                        rule.title(),
                        rule.id(),
                        CountedEvents.MAX_GROUPS);
            }
        });
    }

    long all() {
        return all.sum();
    }
}
