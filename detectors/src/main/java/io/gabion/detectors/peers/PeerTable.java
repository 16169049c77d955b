package io.gabion.detectors.peers;

import io.gabion.detectors.peers.Heard.Kinds;
import io.gabion.detectors.peers.Singles.Single;
import io.gabion.protocol.Names;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.cohort.Count;
import io.gabion.protocol.suspicion.Signal;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * Which assets of a cohort showed what, in this week and the one before. Assets are counted, never events, so that one asset
 * makes nothing common. At most {@value #VALUES} values, {@value #OF_ONE} of them shown by one and the same asset alone: who
 * shows more loses his own. Where there is no room the value that only one asset showed goes, the one known longest; what
 * two or more have shown stays until it is not shown any more. At most {@value #MAX_BYTES} bytes. Never changes.
 */
public final class PeerTable {
    static final int VALUES = 1_024;
    static final int OF_ONE = 128;
    /** Assets of a value. */
    static final int ASSETS = 16;
    /** Assets of the cohort. */
    static final int ACTIVE = 256;

    static final Duration WEEK = Duration.ofDays(7);
    static final int MAX_BYTES = 165_000;
    private static final int HASH = 12;

    private record Value(Instant known, Weeks assets) {
        private boolean isSingle() {
            return assets.count(ASSETS) == 1;
        }
    }

    private final long version;
    /** Beginning of the week before, or of the first. */
    private final Instant since;
    /** Beginning of this week. */
    private final Instant turned;

    private final Weeks active;
    private final Kinds kinds;
    private final PMap<Long, Value> values;
    /** Of these values. */
    private final Singles singles;

    private PeerTable(
            long version,
            Instant since,
            Instant turned,
            Weeks active,
            Kinds kinds,
            PMap<Long, Value> values,
            Singles singles) {
        this.version = version;
        this.since = since;
        this.turned = turned;
        this.active = active;
        this.kinds = kinds;
        this.values = values;
        this.singles = singles;
    }

    private static PeerTable of(
            long version, Instant since, Instant turned, Weeks active, Kinds kinds, Map<Long, Value> values) {
        var singles = Singles.NONE;
        for (var entry : values.entrySet()) {
            if (entry.getValue().isSingle()) {
                singles = singles.plus(
                        entry.getValue().assets().first(),
                        new Single(entry.getValue().known(), entry.getKey()));
            }
        }
        return new PeerTable(version, since, turned, active, kinds, HashTreePMap.from(values), singles);
    }

    /** One that knows nothing; it begins with what it is told first. */
    public static PeerTable empty() {
        return of(0, Instant.MAX, Instant.MAX, Weeks.NONE, Kinds.NONE, Map.of());
    }

    /** This very one if it knew that already. @param now never before that of an earlier call; else the week is the same */
    public PeerTable heardOf(AssetRef asset, Instant now) {
        var at = at(now);
        var next = at.active.with(hash(asset), ACTIVE);
        return next == at.active ? at : at.next(next, at.kinds, at.values, at.singles);
    }

    /**
     * The asset has shown it. This very one if it knew that already and nothing of it is counted.
     *
     * @param warm whether it is known how little the asset varies in this
     */
    public PeerTable with(AssetRef asset, Signal signal, boolean warm, Instant now) {
        var at = heardOf(asset, now);
        long key = signal.key();
        int who = hash(asset);
        var known = at.values.get(key);
        var heard = warm ? at.kinds.with(signal.kind(), who, known == null) : at.kinds;
        var before = known == null ? new Value(now, Weeks.NONE) : known;
        var assets = before.assets().with(who, ASSETS);
        if (assets == before.assets()) {
            return heard == at.kinds ? at : at.next(at.active, heard, at.values, at.singles);
        }
        var here = new Single(before.known(), key);
        if (known != null) {
            var value = new Value(known.known(), assets);
            var singles = known.isSingle() && !value.isSingle()
                    ? at.singles.minus(known.assets().first(), here)
                    : at.singles;
            return at.next(at.active, heard, at.values.plus(key, value), singles);
        }
        var next = at.leaving(who).map(at::without).orElse(at);
        return next.values.size() == VALUES
                ? next.next(next.active, heard, next.values, next.singles)
                : next.next(
                        next.active,
                        heard,
                        next.values.plus(key, new Value(now, assets)),
                        next.singles.plus(who, here));
    }

    private PeerTable next(Weeks active, Kinds kinds, PMap<Long, Value> values, Singles singles) {
        return new PeerTable(version + 1, since, turned, active, kinds, values, singles);
    }

    /** What makes room for one that this asset brings, if it must and can. */
    private Optional<Single> leaving(int who) {
        var own = singles.of(who);
        return own.size() >= OF_ONE
                ? Optional.of(own.getFirst())
                : values.size() < VALUES || singles.all().isEmpty()
                        ? Optional.empty()
                        : Optional.of(singles.all().getFirst());
    }

    /** The same version. */
    private PeerTable without(Single single) {
        int who = values.get(single.key()).assets().first();
        return new PeerTable(
                version, since, turned, active, kinds, values.minus(single.key()), singles.minus(who, single));
    }

    /** As it is at this time: what is older than the week before is forgotten. */
    private PeerTable at(Instant now) {
        if (turned.equals(Instant.MAX)) {
            return of(version, now, now, active, kinds, values);
        }
        if (now.isBefore(turned.plus(WEEK))) {
            return this;
        }
        var left = new HashMap<Long, Value>();
        values.forEach((key, value) -> {
            var assets = value.assets().turned();
            if (!assets.isEmpty()) {
                left.put(key, new Value(value.known(), assets));
            }
        });
        var week = of(version + 1, turned, turned.plus(WEEK), active.turned(), kinds.turned(), left);
        // After a longer silence nothing is left, and it begins anew.
        return week.active.isEmpty() ? of(version + 1, now, now, week.active, week.kinds, left) : week.at(now);
    }

    /** How many others showed it. */
    public int others(AssetRef asset, Signal signal, Instant now) {
        var value = at(now).values.get(signal.key());
        return value == null ? 0 : others(value.assets(), hash(asset), ASSETS);
    }

    /** As {@link #others}, with what that rests on; it costs a hash of the whole. @param cohort its name, as people read it */
    public Count count(String cohort, AssetRef asset, Signal signal, Instant now) {
        var at = at(now);
        int who = hash(asset);
        var value = at.values.getOrDefault(signal.key(), new Value(now, Weeks.NONE));
        return new Count(
                cohort,
                others(value.assets(), who, ASSETS),
                others(at.active, who, ACTIVE),
                at.since,
                value.known(),
                at.version,
                at.hash());
    }

    private static int others(Weeks assets, int who, int room) {
        return Math.max(0, assets.count(room) - (assets.contains(who) ? 1 : 0));
    }

    /** How many others know themselves in this, if it is known for long enough that they hardly ever show something new. */
    public int settled(AssetRef asset, String kind, Instant now) {
        var at = at(now);
        return now.isBefore(at.since.plus(Duration.ofDays(1))) ? 0 : at.kinds.settled(kind, hash(asset));
    }

    /** Of what it holds, whatever the order in which it came, as long as there was room for all. */
    String hash() {
        var bytes = new ByteArrayOutputStream(1024);
        try {
            seen(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return Names.hash(bytes.toByteArray()).substring(0, HASH);
    }

    private static int hash(AssetRef asset) {
        return Integer.parseUnsignedInt(Names.of(asset.toString()).substring(0, 8), 16);
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(version);
        kinds.write(out);
        seen(out);
    }

    private void seen(DataOutput out) throws IOException {
        time(out, since);
        time(out, turned);
        active.write(out);
        out.writeShort(values.size());
        for (var entry : new TreeMap<>(values).entrySet()) {
            out.writeLong(entry.getKey());
            time(out, entry.getValue().known());
            entry.getValue().assets().write(out);
        }
    }

    public static PeerTable read(DataInput in) throws IOException {
        long version = in.readLong();
        var kinds = Kinds.read(in);
        var since = time(in);
        var turned = time(in);
        var active = Weeks.read(in, ACTIVE);
        var values = new HashMap<Long, Value>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            values.put(in.readLong(), new Value(time(in), Weeks.read(in, ASSETS)));
        }
        return of(version, since, turned, active, kinds, values);
    }

    private static void time(DataOutput out, Instant time) throws IOException {
        out.writeLong(time.equals(Instant.MAX) ? Long.MAX_VALUE : time.toEpochMilli());
    }

    private static Instant time(DataInput in) throws IOException {
        long millis = in.readLong();
        return millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
    }
}
