package io.gabion.detectors.intel;

import io.gabion.protocol.intel.Indicator;
import io.gabion.protocol.intel.IndicatorHits;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Indicators, and what everybody contacts. Immutable, for any thread. */
public record Intelligence(Indicators indicators, List<WarningList> warnings) {
    public static final Intelligence NONE = new Intelligence(Indicators.NONE, List.of());

    /** Different indicators of one observation that count. */
    public static final int MAX_HITS = 16;

    private record Hit(String list, String id, Values.Value seen) {}

    private record Found(Indicator indicator, List<Integer> at) {}

    public Intelligence {
        warnings = List.copyOf(warnings);
    }

    /**
     * By indicator and value seen.
     *
     * @param hindsight whether indicators count that became valid only after the observation
     */
    public List<IndicatorHits> ask(List<Observation> observations, boolean hindsight) {
        if (indicators.size() == 0) {
            return List.of();
        }
        var all = new LinkedHashMap<Hit, Found>();
        for (int i = 0; i < observations.size(); i++) {
            int hits = 0;
            var observation = observations.get(i);
            for (var seen : Observables.of(observation)) {
                var indicator = indicators.find(seen, observation.time(), hindsight);
                if (indicator.isPresent() && hits < MAX_HITS && !isWarned(seen)) {
                    hits++;
                    var hit = new Hit(indicator.get().list(), indicator.get().id(), seen);
                    all.computeIfAbsent(hit, _ -> new Found(indicator.get(), new ArrayList<>()))
                            .at()
                            .add(i);
                }
            }
        }
        return all.entrySet().stream()
                .map(e -> new IndicatorHits(
                        e.getValue().indicator(),
                        e.getKey().seen().text(),
                        e.getValue().at()))
                .toList();
    }

    private boolean isWarned(Values.Value seen) {
        return warnings.stream().anyMatch(list -> list.has(seen));
    }
}
