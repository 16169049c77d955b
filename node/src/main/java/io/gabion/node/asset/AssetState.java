package io.gabion.node.asset;

import io.gabion.detectors.Profile;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.asset.AssetEvent.*;
import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * An asset's memory.
 *
 * @param marks per intake, the last batch that is folded into {@code profile}
 * @param saved per intake, the last batch whose fold is durable
 * @param raised ids of the last {@value #RAISED} suspicions
 * @param frozenUntil event time until which the baseline learns nothing
 */
public record AssetState(
        Profile profile,
        Map<EntityId, Long> marks,
        Map<EntityId, Long> saved,
        Set<String> raised,
        Instant frozenUntil) {
    static final int RAISED = 64;

    /** Long enough to bridge the pauses of an attack, short enough that a false alarm does not blind the baseline. */
    static final Duration FREEZE = Duration.ofHours(1);

    /** The batch is folded in. */
    record Folded(EntityId intake, long batch, Profile profile) implements Learned {}

    /** A checkpoint is durable. */
    record Durable(Map<EntityId, Long> marks) implements Learned {}

    static AssetState empty(Profile profile) {
        return new AssetState(profile, Map.of(), Map.of(), Set.of(), Instant.MIN);
    }

    AssetState apply(AssetEvent event) {
        return switch (event) {
            case SuspicionRaised(var suspicion) -> {
                var ids = new LinkedHashSet<>(raised);
                ids.add(suspicion.id());
                if (ids.size() > RAISED) {
                    ids.removeFirst();
                }
                var until = suspicion.time().plus(FREEZE);
                yield new AssetState(profile, marks, saved, ids, until.isAfter(frozenUntil) ? until : frozenUntil);
            }
            case Folded(var intake, var batch, var folded) -> {
                var advanced = new LinkedHashMap<>(marks);
                advanced.put(intake, batch);
                yield new AssetState(folded, advanced, saved, raised, frozenUntil);
            }
            case Durable(var durable) -> new AssetState(profile, marks, durable, raised, frozenUntil);
            case Learned other -> throw new IllegalStateException("not of this entity: " + other);
        };
    }

    long mark(EntityId intake) {
        return marks.getOrDefault(intake, 0L);
    }

    long saved(EntityId intake) {
        return saved.getOrDefault(intake, 0L);
    }
}
