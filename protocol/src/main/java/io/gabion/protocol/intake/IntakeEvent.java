package io.gabion.protocol.intake;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.util.List;

/** What happened to one source's batches. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = IntakeEvent.Accepted.class, name = "accepted"),
    @Type(value = IntakeEvent.Absorbed.class, name = "absorbed")
})
public sealed interface IntakeEvent {
    EventCodec<IntakeEvent> CODEC = new EventCodec<>(
            IntakeEvent.class,
            List.of(IntakeEvent::noRules, IntakeEvent::onlyRules, IntakeEvent::noTechniques, IntakeEvent::noChains));

    /**
     * The acknowledgement rests on this.
     *
     * @param batch 1, 2, 3 … per intake
     * @param key the source's own id of the batch: a repeat is answered, not accepted again
     * @param position where the source goes on after this batch, in the source's own words
     * @param fired what rules, indicators and models said of the observations when the batch was made: they are never asked again
     */
    record Accepted(
            long batch,
            String key,
            String position,
            List<Observation> observations,
            List<DeadLetter> deadLetters,
            Fired fired)
            implements IntakeEvent {
        public Accepted {
            observations = List.copyOf(observations);
            deadLetters = List.copyOf(deadLetters);
            if (!fired.within(observations.size())) {
                throw new IllegalArgumentException("a hit on an observation that is not of the batch: " + key);
            }
        }
    }

    /** Every asset that the batch concerns has folded it durably. */
    record Absorbed(long batch) implements IntakeEvent {}

    /** One asset has. Asked for again after a restart. */
    record Taken(AssetRef asset, long upTo) implements IntakeEvent, Passing {}

    /** What was delivered by now and is not absorbed at the next look may be lost. */
    record Looked() implements IntakeEvent, Passing {}

    /** All that waits for the asset up to this batch was, whatever had become of it: until the next look that is enough. */
    record DeliveredAgain(AssetRef asset, long upTo) implements IntakeEvent, Passing {}

    /** From 1: there were no rules. */
    private static ObjectNode noRules(ObjectNode event) {
        if (event.path("type").asText().equals("accepted")) {
            var fired = event.putObject("fired");
            fired.putArray("hits");
            fired.putArray("counted");
        }
        return event;
    }

    /** From 2: there were neither indicators nor models. */
    private static ObjectNode onlyRules(ObjectNode event) {
        if (event.get("fired") instanceof ObjectNode fired) {
            fired.putArray("indicators");
            fired.putArray("scored");
        }
        return event;
    }

    /** From 3: indicators named no techniques. */
    private static ObjectNode noTechniques(ObjectNode event) {
        for (var hits : event.path("fired").path("indicators")) {
            if (hits.get("indicator") instanceof ObjectNode indicator) {
                indicator.putArray("techniques");
            }
        }
        return event;
    }

    /** From 4: no correlation built on another. */
    private static ObjectNode noChains(ObjectNode event) {
        if (event.get("fired") instanceof ObjectNode fired) {
            fired.putArray("chains");
        }
        return event;
    }
}
