package io.gabion.detectors.sigma.suspect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How often rules fired at one asset: at most {@value #MAX_RULES} of them, the one that began its hour longest ago goes
 * first. It learns of an asset under suspicion too: what it knows is how often people were told.
 */
final class Habits {
    static final int MAX_RULES = 64;

    /** Milliseconds of event time in which the hits of one rule count as one. */
    static final long HOUR = 3_600_000;

    /** Milliseconds after which an hour counts half. */
    private static final double HALF_LIFE = 7.0 * 24 * HOUR;

    /**
     * @param rule a hash of its id
     * @param since when the present hour began
     * @param times hits so far, those of the present hour too
     * @param hours before the present one in which it fired, older ones counting less
     * @param trees of processes in which it fired in the present hour
     */
    record Habit(int rule, long since, int times, float hours, int trees) {
        private boolean isWithin(long now) {
            return Math.abs(now - since) < HOUR;
        }

        private Habit again(long now) {
            int more = times == Integer.MAX_VALUE ? times : times + 1;
            if (isWithin(now)) {
                return new Habit(rule, since, more, hours, trees);
            }
            double left = Math.pow(0.5, Math.abs(now - since) / HALF_LIFE);
            return new Habit(rule, now, more, (float) ((hours + 1) * left), 0);
        }
    }

    private final List<Habit> habits;

    Habits() {
        this(List.of());
    }

    private Habits(List<Habit> habits) {
        this.habits = new ArrayList<>(habits);
    }

    Habits copy() {
        return new Habits(habits);
    }

    /** Whether a hit at this time belongs to an hour in which the rule has fired already. */
    boolean repeats(int rule, long now) {
        return habits.stream().anyMatch(h -> h.rule() == rule && h.isWithin(now));
    }

    Habit add(int rule, long now) {
        for (int i = 0; i < habits.size(); i++) {
            if (habits.get(i).rule() == rule) {
                habits.set(i, habits.get(i).again(now));
                return habits.get(i);
            }
        }
        if (habits.size() == MAX_RULES) {
            int oldest = 0;
            for (int i = 1; i < MAX_RULES; i++) {
                oldest = habits.get(i).since() < habits.get(oldest).since() ? i : oldest;
            }
            habits.remove(oldest);
        }
        var habit = new Habit(rule, now, 1, 0, 0);
        habits.add(habit);
        return habit;
    }

    /** In the present hour the rule has fired in one tree more. */
    void spread(int rule) {
        habits.replaceAll(h -> h.rule() == rule ? new Habit(rule, h.since(), h.times(), h.hours(), h.trees() + 1) : h);
    }

    /** Of processes, in which the rule has fired in its present hour. */
    int trees(int rule) {
        return habits.stream()
                .filter(h -> h.rule() == rule)
                .mapToInt(Habit::trees)
                .findFirst()
                .orElse(0);
    }

    /** Hits of the rule so far, or 0 if it is not known any more. */
    int times(int rule) {
        return habits.stream()
                .filter(h -> h.rule() == rule)
                .mapToInt(Habit::times)
                .findFirst()
                .orElse(0);
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(habits.size());
        for (var habit : habits) {
            out.writeInt(habit.rule());
            out.writeLong(habit.since());
            out.writeInt(habit.times());
            out.writeFloat(habit.hours());
            out.writeByte(habit.trees());
        }
    }

    static Habits read(DataInput in) throws IOException {
        var habits = new Habits();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            habits.habits.add(
                    new Habit(in.readInt(), in.readLong(), in.readInt(), in.readFloat(), in.readUnsignedByte()));
        }
        return habits;
    }

    /** As version 1 wrote it, with the weight of an hour where there are trees now. */
    static Habits readFormer(DataInput in) throws IOException {
        var habits = new Habits();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            habits.habits.add(new Habit(in.readInt(), in.readLong(), in.readInt(), in.readFloat(), 1));
            in.readFloat();
        }
        return habits;
    }
}
