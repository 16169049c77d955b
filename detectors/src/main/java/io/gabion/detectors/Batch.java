package io.gabion.detectors;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.RuleHits;
import java.util.List;

/**
 * What an asset is given to judge.
 *
 * @param observations in the order of the log
 * @param hits what rules said of them; only the asset that an observation is primarily about is told
 */
public record Batch(List<Observation> observations, List<RuleHits> hits) {}
