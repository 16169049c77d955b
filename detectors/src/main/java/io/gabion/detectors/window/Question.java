package io.gabion.detectors.window;

import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;

/**
 * What a model is to judge of one asset, after it has happened.
 *
 * @param model whose name says what it is about
 * @param features what each value, or each event, of the input is; of a sequence the events themselves
 * @param from event time of its beginning
 * @param until event time of the last observation in it
 * @param evidence the first and the last observation in it
 */
public record Question(
        String model, Input input, List<String> features, Instant from, Instant until, List<Source> evidence) {
    public Question {
        features = List.copyOf(features);
        evidence = List.copyOf(evidence);
    }
}
