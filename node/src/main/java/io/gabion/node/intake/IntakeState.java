package io.gabion.node.intake;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.*;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Batches that are accepted and not yet absorbed.
 *
 * @param counts of all that was ever accepted, whether or not its rows are still kept
 * @param keys the last {@value #KEYS} keys and the batches they became, oldest first
 */
public record IntakeState(
        long last, String position, Map<String, Long> keys, Counts counts, NavigableMap<Long, Open> open) {
    static final int KEYS = 1_024;

    static final IntakeState EMPTY = new IntakeState(0, "", Map.of(), new Counts(0, 0, 0), new TreeMap<>());

    public record Counts(long batches, long observations, long deadLetters) {
        Counts plus(Accepted e) {
            return new Counts(
                    batches + 1,
                    observations + e.observations().size(),
                    deadLetters + e.deadLetters().size());
        }
    }

    /** @param waiting by the order of {@code shares}: who has not absorbed it yet. Never changed in place. */
    record Open(Accepted accepted, Map<AssetRef, Share> shares, BitSet waiting) {
        static Open of(Accepted accepted) {
            var shares = IntakeState.shares(accepted.observations());
            var waiting = new BitSet(shares.size());
            waiting.set(0, shares.size());
            return new Open(accepted, shares, waiting);
        }

        Stream<AssetRef> waitingAssets() {
            return shares.keySet().stream().filter(this::waitsFor);
        }

        Open only(Collection<AssetRef> assets) {
            var fewer = new BitSet(shares.size());
            assets.forEach(asset -> fewer.set(shares.get(asset).index()));
            return new Open(accepted, shares, fewer);
        }

        Open without(AssetRef asset) {
            var share = shares.get(asset);
            if (share == null || !waiting.get(share.index())) {
                return this;
            }
            var fewer = (BitSet) waiting.clone();
            fewer.clear(share.index());
            return new Open(accepted, shares, fewer);
        }

        boolean waitsFor(AssetRef asset) {
            var share = shares.get(asset);
            return share != null && waiting.get(share.index());
        }
    }

    /** What one asset gets of a batch. */
    record Share(int index, List<Observation> observations) {}

    IntakeState apply(IntakeEvent event) {
        return switch (event) {
            case Accepted e -> accepted(e);
            case IntakeEvent.Absorbed(var batch) -> new IntakeState(last, position, keys, counts, without(batch));
            case Taken(var asset, var upTo) -> taken(asset, upTo);
        };
    }

    /** The last batch before {@code batch} that the asset has still to absorb, or 0. */
    long previous(AssetRef asset, long batch) {
        for (var earlier : open.headMap(batch, false).descendingMap().entrySet()) {
            if (earlier.getValue().waitsFor(asset)) {
                return earlier.getKey();
            }
        }
        return 0;
    }

    private IntakeState accepted(Accepted e) {
        var opened = new TreeMap<>(open);
        var batch = Open.of(e);
        if (!batch.shares().isEmpty()) {
            opened.put(e.batch(), batch);
        }
        var known = new LinkedHashMap<>(keys);
        known.put(e.key(), e.batch());
        if (known.size() > KEYS) {
            known.pollFirstEntry();
        }
        return new IntakeState(e.batch(), e.position(), known, counts.plus(e), opened);
    }

    private static Map<AssetRef, Share> shares(List<Observation> observations) {
        var shares = new LinkedHashMap<AssetRef, Share>();
        for (var observation : observations) {
            for (var asset : observation.assets()) {
                shares.computeIfAbsent(asset, _ -> new Share(shares.size(), new ArrayList<>()))
                        .observations()
                        .add(observation);
            }
        }
        return shares;
    }

    private NavigableMap<Long, Open> without(long batch) {
        var fewer = new TreeMap<>(open);
        fewer.remove(batch);
        return fewer;
    }

    private IntakeState taken(AssetRef asset, long upTo) {
        var fewer = new TreeMap<>(open);
        fewer.headMap(upTo, true).replaceAll((_, batch) -> batch.without(asset));
        return new IntakeState(last, position, keys, counts, fewer);
    }
}
