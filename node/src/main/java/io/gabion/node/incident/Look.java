package io.gabion.node.incident;

import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.window.IncidentVector;
import io.gabion.detectors.window.Question;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Order;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Asks the models what they make of an incident. No answer is waited for, and none changes the evidence.
 *
 * @param key of the incident and of how much evidence there was
 * @param deadline after which an answer is not waited for
 */
public record Look(String key, Instant deadline, Question question) implements Order {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** @param evidence at least one suspicion */
    static Look at(EntityId incident, Collection<Suspicion> evidence, Instant now) {
        var inOrder =
                evidence.stream().sorted(Comparator.comparing(Suspicion::time)).toList();
        var first = inOrder.getFirst();
        var last = inOrder.getLast();
        return new Look(
                incident + " " + evidence.size(),
                now.plus(ANSWER),
                new Question(
                        IncidentVector.MODEL,
                        IncidentVector.of(evidence),
                        IncidentVector.features(),
                        first.time(),
                        last.time(),
                        List.of(first.evidence().getFirst(), last.evidence().getLast())));
    }

    /** What the models are shown. */
    public List<String> vector() {
        return ((Input.Vector) question.input()).values();
    }

    @Override
    public boolean isEffect() {
        return false;
    }
}
