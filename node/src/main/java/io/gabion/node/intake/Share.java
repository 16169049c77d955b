package io.gabion.node.intake;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.RuleHits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one asset gets of a batch: every observation that concerns it, and the rule hits on those that are primarily about
 * it.
 *
 * @param index its place among the batch's assets
 * @param hits by their places in {@code observations}
 */
record Share(int index, List<Observation> observations, List<RuleHits> hits) {
    static Map<AssetRef, Share> of(Accepted batch) {
        var shares = new LinkedHashMap<AssetRef, Share>();
        var places = new int[batch.observations().size()];
        for (int i = 0; i < places.length; i++) {
            var observation = batch.observations().get(i);
            for (var asset : observation.assets()) {
                var share = shares.computeIfAbsent(
                        asset, _ -> new Share(shares.size(), new ArrayList<>(), new ArrayList<>()));
                if (asset.equals(observation.primary())) {
                    places[i] = share.observations().size();
                }
                share.observations().add(observation);
            }
        }
        for (var hits : batch.hits()) {
            var byAsset = new LinkedHashMap<AssetRef, List<Integer>>();
            for (int at : hits.at()) {
                byAsset.computeIfAbsent(batch.observations().get(at).primary(), _ -> new ArrayList<>())
                        .add(places[at]);
            }
            byAsset.forEach((asset, at) -> shares.get(asset).hits().add(new RuleHits(hits.rule(), at)));
        }
        return shares;
    }
}
