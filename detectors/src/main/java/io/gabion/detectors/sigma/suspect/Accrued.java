package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.Stepwise.State;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the rules' hits at one asset add up to. Of the signs, at most {@value #MAX_SIGNS} and {@value #MAX_BYTES} bytes are
 * kept, the weightiest; what they all weigh is kept as one number, half of which is left after {@value #HALF_LIFE}
 * milliseconds of event time.
 */
public final class Accrued implements State<Accrued> {
    static final int MAX_SIGNS = 8;
    static final int MAX_BYTES = 2_048;
    static final long HALF_LIFE = 6 * Habits.HOUR;

    /** Suspicions on rules' own account within an hour; whatever else fires is added up and listed. */
    static final int MAX_ALONE = 20;

    private final Habits habits;
    private final List<Sign> signs = new ArrayList<>();
    private double weight;
    private long at = Long.MIN_VALUE / 2;
    /** Signs behind the weight that are not kept. */
    private int dropped;
    /** The highest severity people were told, as a number, or -1. */
    private int told = -1;

    private long toldAt = Long.MIN_VALUE / 2;
    private int alone;
    private long aloneSince = Long.MIN_VALUE / 2;

    Accrued() {
        this(new Habits());
    }

    private Accrued(Habits habits) {
        this.habits = habits;
    }

    Habits habits() {
        return habits;
    }

    /** By weight, then by age. */
    List<Sign> signs() {
        return List.copyOf(signs);
    }

    double weight() {
        return weight;
    }

    int dropped() {
        return dropped;
    }

    void add(Sign sign) {
        advance(sign.time());
        for (var before : signs) {
            if (before.rule() == sign.rule()) {
                // A rule is not worth more for firing in several hours.
                weight = Math.max(0, weight - before.weight() * left(sign.time() - before.time()));
            }
        }
        weight += sign.weight();
        signs.removeIf(s -> s.rule() == sign.rule());
        signs.add(sign);
        signs.sort(Comparator.comparingDouble(Sign::weight).reversed().thenComparing(Sign::time));
        while (signs.size() > MAX_SIGNS || signs.stream().mapToInt(Sign::bytes).sum() > MAX_BYTES) {
            signs.removeLast();
            dropped++;
        }
    }

    /** Time that runs backwards ages what is there just as well: it is of another time. */
    private void advance(long now) {
        weight *= left(now - at);
        at = now;
        signs.removeIf(s -> Math.abs(now - s.time()) > HALF_LIFE);
        if (signs.isEmpty()) {
            dropped = 0;
        }
        if (Math.abs(now - toldAt) > HALF_LIFE) {
            told = -1;
        }
    }

    private static double left(long age) {
        return Math.pow(0.5, (double) Math.abs(age) / HALF_LIFE);
    }

    /** The severity that all of it amounts to, if people were not told as much already. */
    Optional<Severity> news() {
        return Weight.severity(weight).filter(severity -> severity.ordinal() > told);
    }

    void tell(Severity severity, long now) {
        told = Math.max(told, severity.ordinal());
        toldAt = now;
    }

    /** Whether one more rule may speak for itself in this hour. */
    boolean speakAlone(long now) {
        if (Math.abs(now - aloneSince) >= Habits.HOUR) {
            aloneSince = now;
            alone = 0;
        }
        return alone < MAX_ALONE && ++alone > 0;
    }

    @Override
    public Accrued copy() {
        var copy = new Accrued(habits.copy());
        copy.signs.addAll(signs);
        copy.weight = weight;
        copy.at = at;
        copy.dropped = dropped;
        copy.told = told;
        copy.toldAt = toldAt;
        copy.alone = alone;
        copy.aloneSince = aloneSince;
        return copy;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        habits.write(out);
        out.writeByte(signs.size());
        for (var sign : signs) {
            sign.write(out);
        }
        out.writeDouble(weight);
        out.writeLong(at);
        out.writeInt(dropped);
        out.writeByte(told);
        out.writeLong(toldAt);
        out.writeByte(alone);
        out.writeLong(aloneSince);
    }

    static Accrued read(DataInput in) throws IOException {
        var accrued = new Accrued(Habits.read(in));
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            accrued.signs.add(Sign.read(in));
        }
        accrued.weight = in.readDouble();
        accrued.at = in.readLong();
        accrued.dropped = in.readInt();
        accrued.told = in.readByte();
        accrued.toldAt = in.readLong();
        accrued.alone = in.readByte();
        accrued.aloneSince = in.readLong();
        return accrued;
    }
}
