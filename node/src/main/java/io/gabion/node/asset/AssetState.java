package io.gabion.node.asset;

import io.gabion.detectors.Profile;
import io.gabion.detectors.window.Question;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.asset.AssetEvent.*;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An asset's memory.
 *
 * @param marks per intake, the last batch that is folded into {@code profile}
 * @param saved per intake, the last batch whose fold is durable
 * @param raised ids of the last {@value #RAISED} suspicions
 * @param frozenSince event time at which the present freeze, or the one before, began
 * @param frozenUntil event time until which the baseline learns nothing
 * @param doubtedUntil event time until which what it shows does not count among its peers: an hour after a suspicion of at
 *     least medium
 * @param open what models were asked and have not answered, at most {@value #OPEN}, oldest first
 */
public record AssetState(
        Profile profile,
        Map<EntityId, Long> marks,
        Map<EntityId, Long> saved,
        Set<String> raised,
        Instant frozenSince,
        Instant frozenUntil,
        Instant doubtedUntil,
        List<Question> open) {
    static final int RAISED = 64;
    static final int OPEN = 8;

    /** Long enough to bridge the pauses of an attack, short enough that a false alarm does not blind the baseline. */
    static final Duration FREEZE = Duration.ofHours(1);

    /** Who keeps an asset under suspicion must not leave it with an old baseline for ever. */
    static final Duration LONGEST_FREEZE = Duration.ofHours(24);

    /** From the beginning of one freeze to the earliest beginning of the next. */
    static final Duration BETWEEN_FREEZES = LONGEST_FREEZE.multipliedBy(2);

    /**
     * The batch is folded in.
     *
     * @param open what models have still to answer, with what was asked now
     */
    record Folded(EntityId intake, long batch, Profile profile, List<Question> open) implements Learned {}

    /** Time alone has changed the profile. */
    record Timed(Profile profile) implements Learned {}

    /** Models have answered, or will not. */
    record Answered(List<Question> questions) implements Learned {}

    /** A checkpoint is durable. */
    record Durable(Map<EntityId, Long> marks) implements Learned {}

    public AssetState {
        open = List.copyOf(open);
    }

    static AssetState empty(Profile profile) {
        return new AssetState(profile, Map.of(), Map.of(), Set.of(), Instant.MIN, Instant.MIN, Instant.MIN, List.of());
    }

    AssetState apply(AssetEvent event) {
        return switch (event) {
            case SuspicionRaised(var suspicion) -> suspected(suspicion);
            case Noticed(var suspicion, var _, var _, var _) -> suspected(suspicion);
            case WindowJudged _, GroupHeld _ -> this;
            case HeldCounted _ -> throw new IllegalStateException("the asset folds it: " + event);
            case Folded(var intake, var batch, var folded, var asked) ->
                new AssetState(
                        folded, advanced(intake, batch), saved, raised, frozenSince, frozenUntil, doubtedUntil, asked);
            case Timed(var timed) -> with(timed);
            case Durable(var durable) ->
                new AssetState(profile, marks, durable, raised, frozenSince, frozenUntil, doubtedUntil, open);
            case Answered(var questions) ->
                new AssetState(
                        profile,
                        marks,
                        saved,
                        raised,
                        frozenSince,
                        frozenUntil,
                        doubtedUntil,
                        open.stream().filter(q -> !questions.contains(q)).toList());
            case Learned other -> throw new IllegalStateException("not of this entity: " + other);
        };
    }

    AssetState with(Profile next) {
        return new AssetState(next, marks, saved, raised, frozenSince, frozenUntil, doubtedUntil, open);
    }

    /** Most assets hear of one intake for good: that takes a fifth of what a map with room for more would. */
    private Map<EntityId, Long> advanced(EntityId intake, long batch) {
        if (marks.isEmpty() || marks.size() == 1 && marks.containsKey(intake)) {
            return Map.of(intake, batch);
        }
        var advanced = new LinkedHashMap<>(marks);
        advanced.put(intake, batch);
        return advanced;
    }

    /** Frozen an hour longer than what is suspicious, within the longest; a new freeze begins when the last is long over. */
    private AssetState suspected(Suspicion suspicion) {
        var ids = new LinkedHashSet<>(raised);
        ids.add(suspicion.id());
        if (ids.size() > RAISED) {
            ids.removeFirst();
        }
        var at = suspicion.time();
        boolean begins = !at.isBefore(frozenUntil)
                && (frozenSince.equals(Instant.MIN) || !at.isBefore(frozenSince.plus(BETWEEN_FREEZES)));
        var since = begins ? at : frozenSince;
        var latest = since.plus(LONGEST_FREEZE);
        var until = at.plus(FREEZE).isAfter(latest) ? latest : at.plus(FREEZE);
        boolean doubted = suspicion.severity().compareTo(Severity.MEDIUM) >= 0
                && at.plus(FREEZE).isAfter(doubtedUntil);
        return new AssetState(
                profile,
                marks,
                saved,
                ids,
                since,
                until.isAfter(frozenUntil) ? until : frozenUntil,
                doubted ? at.plus(FREEZE) : doubtedUntil,
                open);
    }

    long mark(EntityId intake) {
        return marks.getOrDefault(intake, 0L);
    }

    long saved(EntityId intake) {
        return saved.getOrDefault(intake, 0L);
    }
}
