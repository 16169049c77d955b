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
 * they are is told at {@value #MOST}, each time it has doubled, and when the hour is over.
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

    /**
     * What was not told one by one.
     *
     * @param count of the whole hour so far
     * @param gravest of them
     * @param since when the hour began
     * @param last of them
     */
    public record Rest(int count, Severity gravest, Instant since, Source last) {}

    public Hourly copy() {
        var copy = new Hourly();
        System.arraycopy(told, 0, copy.told, 0, SEVERITIES);
        copy.since = since;
        copy.rest = rest;
        copy.heard = heard;
        copy.gravest = gravest;
        copy.last = last;
        return copy;
    }

    /** Whether one more may be told by itself; if not, it is counted. Ask for the {@link #rest} before and after. */
    public boolean admits(Severity severity, Observation observation) {
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

    /** What is to be told now, once. */
    public Optional<Rest> rest(Observation observation) {
        if (!isDue(observation)) {
            return Optional.empty();
        }
        var counted = new Rest(rest, Severity.values()[gravest], Instant.ofEpochSecond(since), last);
        heard = rest;
        return Optional.of(counted);
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
    }

    public static Hourly read(DataInput in) throws IOException {
        var hourly = new Hourly();
        in.readFully(hourly.told);
        hourly.since = in.readLong();
        hourly.rest = in.readInt();
        hourly.heard = in.readInt();
        hourly.gravest = in.readByte();
        hourly.last = new Source(in.readUTF(), in.readLong());
        return hourly;
    }
}
