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
 * What the rules' hits at one asset add up to, and which of them people were not told of yet. At most {@value #MAX_SIGNS}
 * of them and {@value #MAX_BYTES} bytes are kept: those that people heard of go first, then the lightest. Half of a weight
 * is left after {@value #HALF_LIFE} milliseconds of event time.
 */
public final class Accrued implements State<Accrued> {
    static final int MAX_SIGNS = 12;
    static final int MAX_BYTES = 2_048;
    static final long HALF_LIFE = 6 * Habits.HOUR;

    /** Suspicions on rules' own account within an hour; whatever else fires is added up and listed. */
    static final int MAX_ALONE = 20;

    /** Why people are told. @param weight that amounts to the severity @param all of what was told before too */
    record News(Severity severity, double weight, boolean all) {}

    private static final Comparator<Sign> WEIGHTIEST =
            Comparator.comparingDouble(Sign::weight).reversed().thenComparing(Sign::time);

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Habits habits;
    private final List<Sign> signs = new ArrayList<>();
    /** Untold ones that are not kept. */
    private int dropped;

    private double untoldWeight;
    private double weight;
    private long at = NEVER;
    /** The highest severity that people were told of, as a number, or -1. */
    private int told = -1;

    private long toldAt = NEVER;
    /** Rules that people were told of since. */
    private int heard;
    /** Suspicions since that brought nothing worse, only more. */
    private int further;

    private int alone;
    private long aloneSince = NEVER;

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
    List<Sign> signs(News news) {
        return signs.stream()
                .filter(sign -> news.all() || !sign.told())
                .sorted(WEIGHTIEST)
                .toList();
    }

    /** Rules behind the news, whether or not they are kept. */
    int rules(News news) {
        return untold() + (news.all() ? heard : 0);
    }

    private int untold() {
        return (int) signs.stream().filter(sign -> !sign.told()).count() + dropped;
    }

    /** @param before what is left of the weight that the rule was given in an earlier hour: it counts once */
    void add(Sign sign, double before) {
        advance(sign.time());
        weight = Math.max(0, weight - before) + sign.weight();
        if (signs.removeIf(s -> s.rule() == sign.rule() && !s.told())) {
            untoldWeight = Math.max(0, untoldWeight - before);
        }
        if (signs.removeIf(s -> s.rule() == sign.rule())) {
            heard--;
        }
        untoldWeight += sign.weight();
        signs.add(sign);
        signs.sort(Comparator.comparing(Sign::told).thenComparing(WEIGHTIEST));
        while (signs.size() > MAX_SIGNS || signs.stream().mapToInt(Sign::bytes).sum() > MAX_BYTES) {
            dropped += signs.removeLast().told() ? 0 : 1;
        }
    }

    /** Time that runs backwards ages what is there just as well: it is of another time. */
    private void advance(long now) {
        double left = left(now - at);
        weight *= left;
        untoldWeight *= left;
        at = now;
        signs.removeIf(s -> Math.abs(now - s.time()) > HALF_LIFE);
        if (signs.stream().allMatch(Sign::told)) {
            dropped = 0;
            untoldWeight = 0;
        }
        if (Math.abs(now - toldAt) > HALF_LIFE) {
            told = -1;
            heard = 0;
            further = 0;
        }
    }

    static double left(long age) {
        return Math.pow(0.5, (double) Math.abs(age) / HALF_LIFE);
    }

    /** All of it amounts to more than people were told. */
    Optional<News> worse() {
        return Weight.severity(weight)
                .filter(severity -> severity.ordinal() > told)
                .map(severity -> new News(severity, weight, true));
    }

    /** What people were not told of is worth telling by itself: each time it takes twice as much. */
    Optional<News> more() {
        return untoldWeight < Weight.least(Severity.MEDIUM) * Math.pow(2, further)
                ? Optional.empty()
                : Weight.severity(untoldWeight).map(severity -> new News(severity, untoldWeight, false));
    }

    /** People are told of all that they were not told of. */
    void tell(News news, long now) {
        heard += untold();
        further += news.all() ? 0 : 1;
        told = Math.max(told, news.severity().ordinal());
        toldAt = now;
        signs.replaceAll(Sign::heard);
        dropped = 0;
        untoldWeight = 0;
    }

    /** People are told of one rule, if one more may speak for itself in this hour. */
    boolean tellAlone(Sign sign, long now) {
        if (Math.abs(now - aloneSince) >= Habits.HOUR) {
            aloneSince = now;
            alone = 0;
        }
        if (alone == MAX_ALONE) {
            return false;
        }
        alone++;
        heard++;
        toldAt = now;
        untoldWeight = Math.max(0, untoldWeight - sign.weight());
        signs.replaceAll(s -> s == sign ? s.heard() : s);
        return true;
    }

    @Override
    public Accrued copy() {
        var copy = new Accrued(habits.copy());
        copy.signs.addAll(signs);
        copy.dropped = dropped;
        copy.untoldWeight = untoldWeight;
        copy.weight = weight;
        copy.at = at;
        copy.told = told;
        copy.toldAt = toldAt;
        copy.heard = heard;
        copy.further = further;
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
        out.writeInt(dropped);
        out.writeDouble(untoldWeight);
        out.writeDouble(weight);
        out.writeLong(at);
        out.writeByte(told);
        out.writeLong(toldAt);
        out.writeInt(heard);
        out.writeByte(further);
        out.writeByte(alone);
        out.writeLong(aloneSince);
    }

    static Accrued read(DataInput in) throws IOException {
        var accrued = new Accrued(Habits.read(in));
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            accrued.signs.add(Sign.read(in));
        }
        accrued.dropped = in.readInt();
        accrued.untoldWeight = in.readDouble();
        accrued.weight = in.readDouble();
        accrued.at = in.readLong();
        accrued.told = in.readByte();
        accrued.toldAt = in.readLong();
        accrued.heard = in.readInt();
        accrued.further = in.readByte();
        accrued.alone = in.readByte();
        accrued.aloneSince = in.readLong();
        return accrued;
    }
}
