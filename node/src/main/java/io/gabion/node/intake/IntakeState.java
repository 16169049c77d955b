package io.gabion.node.intake;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.*;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Batches that are accepted and not yet absorbed.
 *
 * @param known the ids of the last {@value #KNOWN} batches, however many parts they had, oldest first
 * @param counts of all that was ever accepted, whether or not its rows are still kept
 */
public record IntakeState(
        long last, String position, Map<String, Known> known, Counts counts, NavigableMap<Long, Open> open) {
    /** A batch is taken once as long as no more than so many others of its source came since its last part. */
    static final int KNOWN = 1_024;

    /** @param parts that are accepted; {@code batch} is what the last of them became */
    public record Known(int parts, long batch) {}

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
            var shares = Share.of(accepted);
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

    IntakeState apply(IntakeEvent event) {
        return switch (event) {
            case Accepted e -> accepted(e);
            case IntakeEvent.Absorbed(var batch) -> new IntakeState(last, position, known, counts, without(batch));
            case Taken(var asset, var upTo) -> taken(asset, upTo);
        };
    }

    /** Whether the batch, or part of one, with this key is accepted. */
    boolean has(BatchKey key) {
        var earlier = known.get(key.id());
        return earlier != null && key.part() < earlier.parts();
    }

    long openObservations() {
        return open.values().stream()
                .mapToLong(batch -> batch.accepted().observations().size())
                .sum();
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
        var key = BatchKey.parse(e.key());
        var latest = new LinkedHashMap<>(known);
        latest.putLast(key.id(), new Known(key.part() + 1, e.batch()));
        if (latest.size() > KNOWN) {
            latest.pollFirstEntry();
        }
        return new IntakeState(e.batch(), e.position(), latest, counts.plus(e), opened);
    }

    private NavigableMap<Long, Open> without(long batch) {
        var fewer = new TreeMap<>(open);
        fewer.remove(batch);
        return fewer;
    }

    private IntakeState taken(AssetRef asset, long upTo) {
        var fewer = new TreeMap<>(open);
        fewer.headMap(upTo, true).replaceAll((_, batch) -> batch.without(asset));
        return new IntakeState(last, position, known, counts, fewer);
    }
}
