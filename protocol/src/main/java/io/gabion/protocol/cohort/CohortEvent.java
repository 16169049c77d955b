package io.gabion.protocol.cohort;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.List;

/** What the peers of an asset made of something that it noticed; {@code at} is when. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = CohortEvent.Counted.class, name = "counted"),
    @Type(value = CohortEvent.Weighed.class, name = "weighed"),
    @Type(value = CohortEvent.Folded.class, name = "folded")
})
public sealed interface CohortEvent {
    EventCodec<CohortEvent> CODEC = new EventCodec<>(CohortEvent.class, List.of());

    /**
     * The peers of the role have said how many of them know it; the whole tenant's are asked next.
     *
     * @param suspicion as it was noticed
     * @param trusted whether the asset itself counts from now on; not if it is under suspicion
     */
    record Counted(Suspicion suspicion, Signal signal, boolean trusted, Count count, Instant at)
            implements CohortEvent {}

    /**
     * People are told.
     *
     * @param noticed id of the suspicion as it was noticed
     * @param suspicion as it is told
     * @param told so many assets by now, if it speaks for all that showed the signal, or so many groups of a correlation
     *     that were only counted; 0 if for itself
     */
    record Weighed(
            String noticed,
            Suspicion suspicion,
            Signal signal,
            boolean trusted,
            List<Count> counts,
            int told,
            Instant at)
            implements CohortEvent {
        public Weighed {
            counts = List.copyOf(counts);
        }
    }

    /** People were told of the signal already, of others: it is counted. */
    record Folded(String noticed, AssetRef asset, Signal signal, boolean trusted, List<Count> counts, Instant at)
            implements CohortEvent {
        public Folded {
            counts = List.copyOf(counts);
        }
    }

    /** What the checkpoint holds and the journal does not. */
    non-sealed interface Learned extends CohortEvent, Passing {}
}
