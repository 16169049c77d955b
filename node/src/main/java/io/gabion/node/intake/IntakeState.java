package io.gabion.node.intake;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Recent;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.*;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * Batches that are accepted and not yet absorbed.
 *
 * @param known the ids of the last {@value #KNOWN} batches, however many parts they had, oldest first
 * @param counts of all that was ever accepted, whether or not its rows are still kept
 * @param sent how far delivery has come
 * @param looked at what was under way, for shares that may have got lost
 */
public record IntakeState(
        long last,
        String position,
        Recent<String, Known> known,
        Counts counts,
        NavigableMap<Long, Open> open,
        Sent sent,
        Look looked) {
    /** A batch is taken once as long as no more than so many others of its source came since its last part. */
    static final int KNOWN = 1_024;

    /** @param parts that are accepted; {@code batch} is what the last of them became */
    public record Known(int parts, long batch) {}

    static final IntakeState EMPTY =
            new IntakeState(0, "", Recent.none(), new Counts(0, 0, 0), new TreeMap<>(), Sent.NOTHING, Look.NONE);

    public record Counts(long batches, long observations, long deadLetters) {
        Counts plus(Accepted e) {
            return new Counts(
                    batches + 1,
                    observations + e.observations().size(),
                    deadLetters + e.deadLetters().size());
        }
    }

    /**
     * All batches before {@code batch} are delivered, and the first {@code shares} of it.
     *
     * @param waiting so many of all these are not absorbed yet
     */
    record Sent(long batch, int shares, int waiting) {
        static final Sent NOTHING = new Sent(0, 0, 0);
        /** Whatever there is. */
        static final Sent ALL = new Sent(Long.MAX_VALUE, 0, 0);

        /** How many shares of a batch are delivered, absorbed ones included. */
        int of(long number, Open open) {
            return number < batch ? open.assets().size() : number == batch ? shares : 0;
        }

        boolean isBefore(Sent other) {
            return batch < other.batch || batch == other.batch && shares < other.shares;
        }

        Sent fewer(int absorbed) {
            return new Sent(batch, shares, waiting - absorbed);
        }
    }

    /**
     * The last look at what was under way.
     *
     * @param sent how far delivery had come by then
     * @param again to whom something was delivered again since, and up to which batch
     */
    record Look(Sent sent, HashPMap<AssetRef, Long> again) {
        /** By this owner: then whatever was delivered was so by one before it, as far as is known. */
        static final Look NONE = new Look(Sent.ALL, HashTreePMap.empty());

        Look with(AssetRef asset, long upTo) {
            return new Look(sent, again.plus(asset, upTo));
        }
    }

    /**
     * @param assets in the order of {@code shares}
     * @param waiting by that order: who has not absorbed it yet. Never changed in place.
     * @param bytes about what it takes in memory
     */
    record Open(Accepted accepted, Map<AssetRef, Share> shares, List<AssetRef> assets, BitSet waiting, long bytes) {
        static Open of(Accepted accepted) {
            var shares = Share.of(accepted);
            var waiting = new BitSet(shares.size());
            waiting.set(0, shares.size());
            return new Open(accepted, shares, List.copyOf(shares.keySet()), waiting, Share.bytes(accepted));
        }

        Stream<AssetRef> waitingAssets() {
            return waiting.stream().mapToObj(assets::get);
        }

        Open only(Collection<AssetRef> these) {
            var fewer = new BitSet(shares.size());
            these.forEach(asset -> fewer.set(shares.get(asset).index()));
            return new Open(accepted, shares, assets, fewer, bytes);
        }

        Open without(AssetRef asset) {
            var share = shares.get(asset);
            if (share == null || !waiting.get(share.index())) {
                return this;
            }
            var fewer = (BitSet) waiting.clone();
            fewer.clear(share.index());
            return new Open(accepted, shares, assets, fewer, bytes);
        }

        /** Of the first so many shares. */
        int waitingOfFirst(int count) {
            return waiting.get(0, count).cardinality();
        }

        boolean waitsFor(AssetRef asset) {
            var share = shares.get(asset);
            return share != null && waiting.get(share.index());
        }
    }

    IntakeState apply(IntakeEvent event) {
        return switch (event) {
            case Accepted e -> accepted(e);
            case IntakeEvent.Absorbed(var batch) -> without(batch);
            case Taken(var asset, var upTo) -> taken(asset, upTo);
            case Looked _ -> afterALook();
            case DeliveredAgain(var asset, var upTo) ->
                new IntakeState(last, position, known, counts, open, sent, looked.with(asset, upTo));
        };
    }

    /** Goes on delivering, the oldest first, while fewer than {@code most} shares wait for their assets. */
    IntakeState delivering(int most) {
        long number = sent.batch();
        int shares = sent.shares();
        int waiting = sent.waiting();
        for (var batch : open.tailMap(number, true).entrySet()) {
            if (waiting >= most) {
                break;
            }
            shares = batch.getKey() == number ? shares : 0;
            number = batch.getKey();
            int size = batch.getValue().assets().size();
            while (waiting < most && shares < size) {
                int next = batch.getValue().waiting().nextSetBit(shares);
                waiting += next < 0 ? 0 : 1;
                shares = next < 0 ? size : next + 1;
            }
        }
        return new IntakeState(last, position, known, counts, open, new Sent(number, shares, waiting), looked);
    }

    /** A share that an asset has not absorbed yet. */
    record Outstanding(long number, Open batch, AssetRef asset) {}

    /** What is delivered and not absorbed, and was not delivered {@code before}, in order. */
    List<Outstanding> outstanding(Sent before) {
        return outstanding(before, sent);
    }

    /**
     * Of what was delivered before the last look and is still not absorbed, the first share of each asset: if the asset is only
     * slow, one more is little to it, and if it has lost that one it can take none after it. Of a new owner everything.
     */
    List<Outstanding> overdue() {
        var overdue = outstanding(Sent.NOTHING, beforeTheLook());
        if (looked.sent().equals(Sent.ALL)) {
            return overdue;
        }
        var asked = new HashSet<AssetRef>();
        return overdue.stream().filter(share -> asked.add(share.asset())).toList();
    }

    private IntakeState afterALook() {
        var again = HashTreePMap.<AssetRef, Long>empty();
        for (var share : overdue()) {
            again = again.plus(share.asset(), share.number());
        }
        return new IntakeState(last, position, known, counts, open, sent, new Look(sent, again));
    }

    /** What this asset refused, or will: whatever it was given and has not been given again since the last look. */
    List<Outstanding> missedBy(AssetRef asset) {
        return outstanding(asset, sent);
    }

    /**
     * What this asset has lost, since it has come no further than to what it was given again at the last look, although more was
     * delivered before that.
     */
    List<Outstanding> lostBy(AssetRef asset, long absorbed) {
        return Objects.equals(looked.again().get(asset), absorbed) ? outstanding(asset, beforeTheLook()) : List.of();
    }

    private Sent beforeTheLook() {
        return looked.sent().isBefore(sent) ? looked.sent() : sent;
    }

    private List<Outstanding> outstanding(AssetRef asset, Sent upTo) {
        var outstanding = new ArrayList<Outstanding>();
        open.tailMap(looked.again().getOrDefault(asset, 0L), false).forEach((number, batch) -> {
            if (batch.waitsFor(asset) && batch.shares().get(asset).index() < upTo.of(number, batch)) {
                outstanding.add(new Outstanding(number, batch, asset));
            }
        });
        return outstanding;
    }

    private List<Outstanding> outstanding(Sent before, Sent upTo) {
        var outstanding = new ArrayList<Outstanding>();
        for (var batch : open.subMap(before.batch(), true, Math.max(before.batch(), upTo.batch()), true)
                .entrySet()) {
            var open = batch.getValue();
            int to = upTo.of(batch.getKey(), open);
            int next = open.waiting().nextSetBit(before.of(batch.getKey(), open));
            for (; next >= 0 && next < to; next = open.waiting().nextSetBit(next + 1)) {
                outstanding.add(
                        new Outstanding(batch.getKey(), open, open.assets().get(next)));
            }
        }
        return outstanding;
    }

    /** Whether the batch, or part of one, with this key is accepted. */
    boolean has(BatchKey key) {
        return known.get(key.id())
                .filter(earlier -> key.part() < earlier.parts())
                .isPresent();
    }

    /** About what the open batches take in memory. */
    long openBytes() {
        long bytes = 0;
        for (var batch : open.values()) {
            bytes += batch.bytes();
        }
        return bytes;
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
        var latest = known.with(key.id(), new Known(key.part() + 1, e.batch()), KNOWN);
        return new IntakeState(e.batch(), e.position(), latest, counts.plus(e), opened, sent, looked);
    }

    private IntakeState without(long number) {
        var fewer = new TreeMap<>(open);
        var batch = fewer.remove(number);
        int waited = batch == null ? 0 : batch.waitingOfFirst(sent.of(number, batch));
        return new IntakeState(last, position, known, counts, fewer, sent.fewer(waited), looked);
    }

    private IntakeState taken(AssetRef asset, long upTo) {
        var fewer = new TreeMap<>(open);
        int waited = 0;
        for (var batch : fewer.headMap(upTo, true).entrySet()) {
            var before = batch.getValue();
            if (before.waitsFor(asset)) {
                waited += before.shares().get(asset).index() < sent.of(batch.getKey(), before) ? 1 : 0;
                batch.setValue(before.without(asset));
            }
        }
        return new IntakeState(last, position, known, counts, fewer, sent.fewer(waited), looked);
    }
}
