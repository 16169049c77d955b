package io.gabion.node.rules;

import io.gabion.detectors.sigma.correlate.Correlations;
import io.gabion.detectors.sigma.correlate.CountedEvents;
import io.gabion.detectors.sigma.match.Matcher;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import io.gabion.node.rules.RulePacks.Loaded;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the rules that are loaded at that moment; all of one batch are asked the same ones. */
public final class PackedRules implements Rules {
    /** Of one observation; where more are satisfied, those of the highest levels count, and before them those that are no noise. */
    public static final int MAX_RULES = 32;

    private static final Logger LOG = LoggerFactory.getLogger(PackedRules.class);

    private final Supplier<Loaded> current;
    private final Uncounted uncounted = new Uncounted();
    private volatile Ready ready;

    public PackedRules(Supplier<Loaded> current) {
        this.current = current;
        this.ready = new Ready(current.get());
    }

    @Override
    public Fired ask(List<Observation> observations) {
        var loaded = current.get();
        var now = ready;
        if (now.loaded != loaded) {
            now = new Ready(loaded);
            ready = now;
        }
        return now.ask(observations, uncounted);
    }

    @Override
    public long uncounted() {
        return uncounted.all();
    }

    /** One version of the rules, with matchers that wait for their next batch. */
    private static final class Ready {
        private final Loaded loaded;
        private final Map<String, Rule> spoken = new HashMap<>();
        private final Correlations correlations;
        private final Queue<Matcher> free =
                new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
        private final AtomicBoolean failed = new AtomicBoolean();
        private final Noise noise = new Noise();

        Ready(Loaded loaded) {
            this.loaded = loaded;
            for (var rule : loaded.pack().detections()) {
                if (!loaded.pack().silent().contains(rule.meta().id())) {
                    spoken.put(rule.meta().id(), rule.meta().shown());
                }
            }
            correlations = new Correlations(loaded.pack());
        }

        Fired ask(List<Observation> observations, Uncounted uncounted) {
            var found = new LinkedHashMap<Rule, List<Integer>>();
            var waiting = free.poll();
            var matcher = waiting == null ? loaded.set().matcher() : waiting;
            var counted = new CountedEvents(correlations);
            for (int i = 0; i < observations.size(); i++) {
                var satisfied = satisfied(matcher, observations.get(i));
                for (var rule : satisfied) {
                    counted.add(i, observations.get(i), rule.meta().id(), matcher::field);
                }
                for (var rule : kept(satisfied)) {
                    found.computeIfAbsent(rule, _ -> new ArrayList<>()).add(i);
                }
            }
            free.offer(matcher);
            var hits = found.entrySet().stream()
                    .map(e -> new RuleHits(e.getKey(), e.getValue()))
                    .toList();
            noise.heard(observations.size(), hits);
            uncounted.heard(counted.left());
            return new Fired(hits, counted.all(), counted.chains());
        }

        /** A rule that fails costs the hits on one observation, not the batch. */
        private List<Detection> satisfied(Matcher matcher, Observation observation) {
            try {
                return matcher.match(observation);
            } catch (RuntimeException bug) {
                if (failed.compareAndSet(false, true)) {
                    LOG.error("Rules cannot judge {}, a bug; it goes on without them", observation.source(), bug);
                }
                return List.of();
            }
        }

        private List<Rule> kept(List<Detection> satisfied) {
            if (satisfied.isEmpty()) {
                return List.of();
            }
            var rules =
                    satisfied.stream().map(rule -> spoken.get(rule.meta().id())).filter(rule -> rule != null);
            return satisfied.size() <= MAX_RULES
                    ? rules.toList()
                    : rules.sorted(Comparator.comparing(noise::isNoisy)
                                    .thenComparing(
                                            Comparator.comparing(Rule::level).reversed()))
                            .limit(MAX_RULES)
                            .toList();
        }
    }
}
