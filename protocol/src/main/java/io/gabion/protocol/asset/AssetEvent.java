package io.gabion.protocol.asset;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.List;

/** What happened to one asset. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = AssetEvent.SuspicionRaised.class, name = "suspicion-raised"),
    @Type(value = AssetEvent.Noticed.class, name = "noticed"),
    @Type(value = AssetEvent.WindowJudged.class, name = "window-judged"),
    @Type(value = AssetEvent.GroupHeld.class, name = "group-held"),
    @Type(value = AssetEvent.HeldCounted.class, name = "held-counted")
})
public sealed interface AssetEvent {
    EventCodec<AssetEvent> CODEC = new EventCodec<>(AssetEvent.class, List.of());

    record SuspicionRaised(Suspicion suspicion) implements AssetEvent {}

    /**
     * Something that may be common: the asset's peers say what it weighs before people are told.
     *
     * @param cohort the name of the entity that keeps them
     * @param trusted whether the asset counts among those that show the signal; not if it is under suspicion itself
     */
    record Noticed(Suspicion suspicion, Signal signal, String cohort, boolean trusted) implements AssetEvent {}

    /**
     * A model has flagged what the asset did in that time, or was to judge it and could not.
     *
     * @param model its name; with {@code /shadow} behind if it raises nothing
     * @param version a hash of its weights; empty if there was none
     * @param threshold a score from here on is flagged
     * @param without why it judged nothing, such as {@code slow}; empty if it did
     */
    record WindowJudged(
            String model, String version, double threshold, Instant from, Instant until, double score, String without)
            implements AssetEvent {}

    /** The condition of a correlation held on this group, and a group of another counts that. */
    record GroupHeld(Chained chained) implements AssetEvent {}

    /**
     * What another group found is counted here, once those that come before it have come.
     *
     * @param now when it was heard, by the clock of the mesh
     */
    record HeldCounted(Chained chained, Instant now) implements AssetEvent {}

    /** What the checkpoint holds and the journal does not. */
    non-sealed interface Learned extends AssetEvent, Passing {}
}
