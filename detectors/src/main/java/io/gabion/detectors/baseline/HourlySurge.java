package io.gabion.detectors.baseline;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Trail;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Detector;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Far more of what an asset mostly does, or of far more different things, within an hour than ever: a host starts
 * programs, an account logs in to machines, a principal calls, a private address connects. Far more is what at most one
 * hour of {@value #ONE_IN} would have, as {@link Histogram#tail} says, and at least {@value #MIN_EVENTS} events or
 * {@value #MIN_DISTINCT} different things, once {@value Level#MIN_WINDOWS} active hours are known.
 */
public final class HourlySurge extends Stepwise<HourlySurge.Memory> {
    static final long HOUR = 3_600_000;
    static final int MIN_EVENTS = 500;
    static final int MIN_DISTINCT = 25;
    static final int ONE_IN = 100_000;

    /** The hours learned, what the current one has, and until when nothing more is told. */
    public static final class Memory implements State<Memory> {
        private final Level events;
        private final Level distinct;
        private final Distinct values;
        private long quietUntil = Long.MIN_VALUE;

        Memory(Level events, Level distinct, Distinct values) {
            this.events = events;
            this.distinct = distinct;
            this.values = values;
        }

        @Override
        public Memory copy() {
            var copy = new Memory(events.copy(), distinct.copy(), values.copy());
            copy.quietUntil = quietUntil;
            return copy;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            events.write(out);
            distinct.write(out);
            values.write(out);
            out.writeLong(quietUntil);
        }
    }

    @Override
    public String id() {
        return "hourly-surge";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return switch (asset.kind()) {
            case HOST, ACCOUNT, PRINCIPAL -> true;
            case ADDRESS -> !Addresses.isPublic(asset.name());
            case WORKLOAD, GROUP, DOMAIN, FILE, NETWORK -> false;
        };
    }

    private static Trait mostly(Kind kind) {
        return switch (kind) {
            case HOST -> Trait.IMAGE;
            case ACCOUNT -> Trait.LOGON_TARGET;
            case PRINCIPAL -> Trait.API_CALL;
            case ADDRESS, WORKLOAD, GROUP, DOMAIN, FILE, NETWORK -> Trait.DESTINATION;
        };
    }

    @Override
    public Memory empty() {
        return new Memory(new Level(HOUR, Histogram.ofCounts()), new Level(HOUR, Histogram.ofCounts()), new Distinct());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var memory = empty();
        memory.events.read(in);
        memory.distinct.read(in);
        memory.values.read(in);
        memory.quietUntil = in.readLong();
        return memory;
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return concerns(self) && !mostly(self.kind()).of(self, observation).isEmpty();
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        var trait = mostly(self.kind());
        memory.distinct.advance(now, frozen);
        if (memory.events.advance(now, frozen)) {
            memory.values.clear();
        }
        memory.events.add(1);
        memory.values.add(Hash32.of(trait.of(self, observation)));
        memory.distinct.set(memory.values.count());
        if (now < memory.quietUntil) {
            return;
        }
        boolean various = rare(memory.distinct, MIN_DISTINCT);
        if (various || rare(memory.events, MIN_EVENTS)) {
            memory.quietUntil = now + Trail.QUIET;
            found.add(finding(various ? memory.distinct : memory.events, various, trait, self, observation));
        }
    }

    private static boolean rare(Level level, int least) {
        return level.sum() >= least && level.warm() && level.histogram().tail(level.sum()) * ONE_IN <= 1;
    }

    private static Finding finding(Level level, boolean various, Trait trait, AssetRef self, Observation observation) {
        var what = (various ? "different " : "") + trait.words + (various ? "s" : " events");
        var explanation = String.format(
                Locale.ROOT,
                "%s had %d %s within an hour; since %s, half of %d active hours had %.0f or fewer and 99 %% had %.0f or fewer"
                        + " (such an hour is 1 in %.0f, limit 1 in %d)",
                self.name(),
                level.sum(),
                what,
                Instant.ofEpochMilli(level.since()),
                level.histogram().total(),
                level.histogram().quantile(0.5),
                level.histogram().quantile(0.99),
                1 / level.histogram().tail(level.sum()),
                ONE_IN);
        return new Finding(
                (various ? "distinct:" : "events:") + trait.name(),
                observation.time(),
                Detector.Kind.BASELINE,
                "Unusually many " + what + " of " + self.name(),
                trait.severity,
                0.4,
                trait.techniques,
                List.of(observation.source()),
                explanation,
                // Of many that were called the last has not done it.
                trait == Trait.DESTINATION ? List.of() : Trait.actors(self, observation),
                List.of(self));
    }
}
