package io.gabion.node.rules;

import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often rules fire. One that fires on a tenth of all events says how things are: people are told of it once. By any thread. */
final class Noise {
    /** Before so many events chance decides. */
    static final int LEAST = 10_000;

    private static final double SHARE = 0.1;
    private static final Logger LOG = LoggerFactory.getLogger(Noise.class);

    private final AtomicLong events = new AtomicLong();
    private final Map<String, AtomicLong> fired = new ConcurrentHashMap<>();
    private final Set<String> noisy = ConcurrentHashMap.newKeySet();

    /** @param observations how many were asked about */
    void heard(int observations, List<RuleHits> hits) {
        long all = events.addAndGet(observations);
        for (var hit : hits) {
            var rule = hit.rule();
            long times = fired.computeIfAbsent(rule.id(), _ -> new AtomicLong())
                    .addAndGet(hit.at().size());
            if (all >= LEAST && times > SHARE * all && noisy.add(rule.id())) {
                LOG.warn(
                        "The rule \"{}\" ({}) has fired on {} of {} events: narrow it by a filter, or take it out",
                        rule.title(),
                        rule.id(),
                        times,
                        all);
            }
        }
    }

    boolean isNoisy(Rule rule) {
        return noisy.contains(rule.id());
    }
}
