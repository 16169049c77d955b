package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.Stepwise.State;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
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
 */
public record Kept(GroupState group, long toldAt, int times, Optional<Open> open) implements State<Kept> {
    static final Kept NOTHING = new Kept(GroupState.EMPTY, Long.MIN_VALUE / 2, 0, Optional.empty());

    private static final StateCodec<Open> CODEC = new StateCodec<>(new EventCodec<>(Open.class, List.of()));

    Kept with(GroupState next) {
        return new Kept(next, toldAt, times, open);
    }

    Kept with(Optional<Open> next) {
        return new Kept(group, toldAt, times, next);
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
    }

    static Kept read(DataInput in) throws IOException {
        var former = readFormer(in);
        var bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes.length == 0 ? former : former.with(Optional.of(CODEC.read(bytes)));
    }

    /** As version 1 wrote it: a window that is open then is judged with the group's next event. */
    static Kept readFormer(DataInput in) throws IOException {
        return new Kept(GroupState.read(in), in.readLong(), in.readInt(), Optional.empty());
    }
}
