package io.gabion.detectors;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one detector tells of one asset within an hour of event time: at most {@value #MOST} suspicions of a severity and
 * those above it, so that nothing grave waits behind what is less so. The rest is counted; how many
 * they are is told at {@value #MOST}, each time it has doubled, and when the hour is over, by what is observed next or by the
 * clock.
 */
public final class Hourly {
    public static final int MOST = 20;

    /** Ends what the last one says that is told by itself. */
    public static final String LAST = "; what else of it follows within this hour is counted";

    private static final long SECONDS = 3_600;
    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final int SEVERITIES = Severity.values().length;

    private final byte[] told = new byte[SEVERITIES];
    private long since = NEVER;
    private int rest;
    private int heard;
    private int gravest;
    private Source last = new Source("", 0);
    /** Milliseconds of event time. */
    private long lastAt;

    private long behind;

    /**
     * What was not told one by one.
     *
     * @param count of the whole hour so far
     * @param gravest of them
     * @param since when the hour began
     * @param last of them
     * @param at its time
     */
    public record Rest(int count, Severity gravest, Instant since, Source last, Instant at) {}

    public Hourly copy() {
        var copy = new Hourly();
        System.arraycopy(told, 0, copy.told, 0, SEVERITIES);
        copy.since = since;
        copy.rest = rest;
        copy.heard = heard;
        copy.gravest = gravest;
        copy.last = last;
        copy.lastAt = lastAt;
        copy.behind = behind;
        return copy;
    }

    /**
     * Whether one more may be told by itself; if not, it is counted. Ask for the {@link #rest} before and after.
     *
     * @param late as {@link Batch#behind} says
     */
    public boolean admits(Severity severity, Observation observation, long late) {
        long now = observation.time().getEpochSecond();
        if (isOver(now)) {
            since = now;
            Arrays.fill(told, (byte) 0);
            rest = 0;
            heard = 0;
            gravest = 0;
        }
        if (!isFull(severity)) {
            told[severity.ordinal()]++;
            return true;
        }
        rest++;
        gravest = Math.max(gravest, severity.ordinal());
        last = observation.source();
        lastAt = observation.time().toEpochMilli();
        behind = late;
        return false;
    }

    /** Whether no other of this severity may be told in this hour. */
    public boolean isFull(Severity severity) {
        int all = 0;
        for (int i = severity.ordinal(); i < SEVERITIES; i++) {
            all += told[i];
        }
        return all >= MOST;
    }

    /** Whether something was counted that is to be told now. */
    public boolean isDue(Observation observation) {
        return rest > heard
                && (rest >= Math.max(MOST, 2 * heard)
                        || isOver(observation.time().getEpochSecond()));
    }

    /** When the hour is over and something was counted that was not told, by the clock of the mesh. */
    public Optional<Instant> due() {
        return rest > heard
                ? Optional.of(Instant.ofEpochSecond(since + SECONDS).plusMillis(behind + Waking.SETTLED))
                : Optional.empty();
    }

    /** As {@link #isDue(Observation)}; nothing stays untold at the end. */
    public boolean isDue(Heard news) {
        return switch (news) {
            case Heard.Time(var now) -> due().filter(due -> !due.isAfter(now)).isPresent();
            case Heard.End _ -> rest > heard;
            case Heard.Found _ -> false;
        };
    }

    /** What is to be told now, once. */
    public Optional<Rest> rest(Observation observation) {
        return isDue(observation) ? Optional.of(rest()) : Optional.empty();
    }

    /** What is not told yet, or was last. */
    Rest rest() {
        heard = rest;
        return new Rest(
                rest, Severity.values()[gravest], Instant.ofEpochSecond(since), last, Instant.ofEpochMilli(lastAt));
    }

    private boolean isOver(long now) {
        return Math.abs(now - since) >= SECONDS;
    }

    public void write(DataOutput out) throws IOException {
        out.write(told);
        out.writeLong(since);
        out.writeInt(rest);
        out.writeInt(heard);
        out.writeByte(gravest);
        out.writeUTF(last.file());
        out.writeLong(last.line());
        out.writeLong(lastAt);
        out.writeLong(behind);
    }

    public static Hourly read(DataInput in) throws IOException {
        var hourly = readFormer(in);
        hourly.lastAt = in.readLong();
        hourly.behind = in.readLong();
        return hourly;
    }

    /** As it was stored when nothing waited for the clock. */
    static Hourly readFormer(DataInput in) throws IOException {
        var hourly = new Hourly();
        in.readFully(hourly.told);
        hourly.since = in.readLong();
        hourly.rest = in.readInt();
        hourly.heard = in.readInt();
        hourly.gravest = in.readByte();
        hourly.last = new Source(in.readUTF(), in.readLong());
        hourly.lastAt = Math.max(0, hourly.since) * 1_000;
        return hourly;
    }
}
