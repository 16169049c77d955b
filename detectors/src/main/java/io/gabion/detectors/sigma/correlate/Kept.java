package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.Stepwise.State;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
import io.gabion.protocol.entity.Recent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What an asset keeps of its group.
 *
 * @param toldAt when it was last told of, in milliseconds of event time
 * @param times how often the condition has held
 * @param open only where time has something to judge
 * @param taken keys of the last {@value #TAKEN} findings of others that are counted: each is counted once as long as no
 *     more came since
 */
public record Kept(GroupState group, long toldAt, int times, Optional<Open> open, Recent<String, Boolean> taken)
        implements State<Kept> {
    static final int TAKEN = 512;
    static final Kept NOTHING = new Kept(GroupState.EMPTY, Long.MIN_VALUE / 2, 0, Optional.empty(), Recent.none());

    private static final StateCodec<Open> CODEC = new StateCodec<>(new EventCodec<>(Open.class, List.of()));

    Kept with(GroupState next) {
        return new Kept(next, toldAt, times, open, taken);
    }

    Kept with(Optional<Open> next) {
        return new Kept(group, toldAt, times, next, taken);
    }

    Kept taking(String key) {
        return new Kept(group, toldAt, times, open, taken.with(key, true, TAKEN));
    }

    /** Once more. */
    Kept held(long told) {
        return new Kept(group, told, times == Integer.MAX_VALUE ? times : times + 1, open, taken);
    }

    /** Whether nothing waits and all that is counted is older than that, in milliseconds of event time. */
    boolean isOver(long then) {
        return open.isEmpty() && group.entries().stream().allMatch(entry -> entry.time() < then);
    }

    @Override
    public Kept copy() {
        return this;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        group.write(out);
        out.writeLong(toldAt);
        out.writeInt(times);
        var bytes = open.map(CODEC::write).orElse(new byte[0]);
        out.writeInt(bytes.length);
        out.write(bytes);
        var keys = taken.asMap().sequencedKeySet();
        out.writeShort(keys.size());
        for (var key : keys) {
            out.writeUTF(key);
        }
    }

    static Kept read(DataInput in) throws IOException {
        var kept = readFormer(in);
        var bytes = new byte[in.readInt()];
        in.readFully(bytes);
        if (bytes.length > 0) {
            kept = kept.with(Optional.of(CODEC.read(bytes)));
        }
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            kept = kept.taking(in.readUTF());
        }
        return kept;
    }

    /** As version 1 wrote it: a window that is open then is judged with the group's next event. */
    static Kept readFormer(DataInput in) throws IOException {
        return new Kept(GroupState.read(in), in.readLong(), in.readInt(), Optional.empty(), Recent.none());
    }
}
