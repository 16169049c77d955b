package io.gabion.detectors.baseline;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Stepwise;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * An account that logs in, or a principal that calls, in an hour of the week (UTC) in which it never did, nor in the hour
 * before or after: once {@value #MIN_DAYS} days and {@value #MIN_HOURS} active hours are known, and only of what keeps to
 * at most half of the week's hours (T1078).
 */
public final class UnusualHour extends Stepwise<UnusualHour.Memory> {
    static final int MIN_DAYS = 28;
    static final int MIN_HOURS = 40;
    private static final long DAY = 86_400_000;
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("EEEE HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** Since when it is known, and until when nothing more is told. */
    public static final class Memory implements State<Memory> {
        private final Week week;
        private long since = Long.MIN_VALUE;
        private long quietUntil = Long.MIN_VALUE;

        Memory(Week week) {
            this.week = week;
        }

        @Override
        public Memory copy() {
            var copy = new Memory(week.copy());
            copy.since = since;
            copy.quietUntil = quietUntil;
            return copy;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            week.write(out);
            out.writeLong(since);
            out.writeLong(quietUntil);
        }

        private boolean warm(long now) {
            return since != Long.MIN_VALUE
                    && now - since >= MIN_DAYS * DAY
                    && week.total() >= MIN_HOURS
                    && week.used() <= Week.HOURS / 2;
        }
    }

    @Override
    public String id() {
        return "unusual-hour";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ACCOUNT || asset.kind() == Kind.PRINCIPAL;
    }

    @Override
    public Memory empty() {
        return new Memory(new Week());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var memory = new Memory(Week.read(in));
        memory.since = in.readLong();
        memory.quietUntil = in.readLong();
        return memory;
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return concerns(self)
                && (Trait.logsIn(self, observation)
                        || self.kind() == Kind.PRINCIPAL
                                && !Trait.API_CALL.of(self, observation).isEmpty());
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        if (memory.warm(now) && now >= memory.quietUntil && memory.week.near(Week.of(now)) == 0) {
            memory.quietUntil = now + DAY;
            found.add(finding(memory, self, observation));
        }
        if (!frozen) {
            memory.since = memory.since == Long.MIN_VALUE ? now : memory.since;
            memory.week.add(now);
        }
    }

    private static Finding finding(Memory memory, AssetRef self, Observation observation) {
        int total = memory.week.total();
        var explanation =
                "%s was active on %s UTC; since %s it was in %d hours of the week, never within an hour of this (less than 1 in %d)"
                        .formatted(
                                self.name(),
                                HOUR.format(observation.time()),
                                Instant.ofEpochMilli(memory.since),
                                memory.week.used(),
                                total);
        return new Finding(
                HOUR.format(observation.time()),
                observation.time(),
                Detector.Kind.BASELINE,
                "Unusual hour of " + self.name(),
                Severity.LOW,
                0.3,
                List.of("T1078"),
                List.of(observation.source()),
                explanation,
                Trait.actors(self, observation),
                List.of(self));
    }
}
