package io.gabion.node.intake;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import io.gabion.protocol.intel.IndicatorHits;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Event;
import io.gabion.protocol.rule.Counting.Group;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import io.gabion.protocol.rule.ModelScores.Score;
import io.gabion.protocol.rule.RuleHits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one asset gets of a batch: every observation that concerns it with the hits and scores on those that are primarily about
 * it; an asset that keeps a group, the events that are counted in it.
 *
 * @param index its place among the batch's assets
 * @param fired by places in {@code observations}
 */
record Share(int index, List<Observation> observations, Fired fired) {
    /** What an observation takes beside the text of its fields, and each field beside its own: an estimate. */
    private static final int OBSERVATION = 640;

    private static final int FIELD = 96;

    /** About what the batch takes in memory. */
    static long bytes(Accepted batch) {
        long bytes = 0;
        for (var observation : batch.observations()) {
            bytes += OBSERVATION + FIELD * (long) observation.fields().size();
            for (var value : observation.fields().values()) {
                bytes += value.length();
            }
        }
        return bytes;
    }

    static Map<AssetRef, Share> of(Accepted batch) {
        var observations = new LinkedHashMap<AssetRef, List<Observation>>();
        var places = new int[batch.observations().size()];
        for (int i = 0; i < places.length; i++) {
            var observation = batch.observations().get(i);
            for (var asset : observation.assets()) {
                var own = observations.computeIfAbsent(asset, _ -> new ArrayList<>());
                if (asset.equals(observation.primary())) {
                    places[i] = own.size();
                }
                own.add(observation);
            }
        }
        var hits = hits(batch, places);
        var indicators = indicators(batch, places);
        var scored = scored(batch, places);
        var shares = new LinkedHashMap<AssetRef, Share>();
        observations.forEach((asset, own) -> shares.put(
                asset,
                new Share(
                        shares.size(),
                        own,
                        new Fired(
                                hits.getOrDefault(asset, List.of()),
                                List.of(),
                                indicators.getOrDefault(asset, List.of()),
                                scored.getOrDefault(asset, List.of())))));
        for (var counting : batch.fired().counted()) {
            for (var group : counting.groups()) {
                shares.put(new AssetRef(Kind.GROUP, group.name()), counted(shares.size(), batch, counting, group));
            }
        }
        return shares;
    }

    /** @param places of the observations among those of their primary assets */
    private static Map<AssetRef, List<RuleHits>> hits(Accepted batch, int[] places) {
        var all = new LinkedHashMap<AssetRef, List<RuleHits>>();
        for (var hits : batch.fired().hits()) {
            byAsset(batch, places, hits.at())
                    .forEach((asset, at) ->
                            all.computeIfAbsent(asset, _ -> new ArrayList<>()).add(new RuleHits(hits.rule(), at)));
        }
        return all;
    }

    private static Map<AssetRef, List<IndicatorHits>> indicators(Accepted batch, int[] places) {
        var all = new LinkedHashMap<AssetRef, List<IndicatorHits>>();
        for (var hits : batch.fired().indicators()) {
            byAsset(batch, places, hits.at())
                    .forEach((asset, at) -> all.computeIfAbsent(asset, _ -> new ArrayList<>())
                            .add(new IndicatorHits(hits.indicator(), hits.seen(), at)));
        }
        return all;
    }

    private static Map<AssetRef, List<ModelScores>> scored(Accepted batch, int[] places) {
        var all = new LinkedHashMap<AssetRef, List<ModelScores>>();
        for (var scores : batch.fired().scored()) {
            var byAsset = new LinkedHashMap<AssetRef, List<Score>>();
            for (var score : scores.flagged()) {
                byAsset.computeIfAbsent(batch.observations().get(score.at()).primary(), _ -> new ArrayList<>())
                        .add(new Score(places[score.at()], score.what(), score.score()));
            }
            byAsset.forEach((asset, some) ->
                    all.computeIfAbsent(asset, _ -> new ArrayList<>()).add(scores.only(some)));
        }
        return all;
    }

    private static Map<AssetRef, List<Integer>> byAsset(Accepted batch, int[] places, List<Integer> hits) {
        var byAsset = new LinkedHashMap<AssetRef, List<Integer>>();
        for (int at : hits) {
            byAsset.computeIfAbsent(batch.observations().get(at).primary(), _ -> new ArrayList<>())
                    .add(places[at]);
        }
        return byAsset;
    }

    private static Share counted(int index, Accepted batch, Counting counting, Group group) {
        var observations = new ArrayList<Observation>();
        var events = new ArrayList<Event>();
        for (var event : group.events()) {
            events.add(event.placed(observations.size()));
            observations.add(batch.observations().get(event.at()));
        }
        var alone = new Counting(
                counting.rule(), counting.condition(), List.of(new Group(group.name(), group.values(), events)));
        var chains = batch.fired().chains().stream()
                .filter(chain -> chain.rule().equals(counting.rule().id()))
                .toList();
        return new Share(index, observations, new Fired(List.of(), List.of(alone), chains));
    }
}
