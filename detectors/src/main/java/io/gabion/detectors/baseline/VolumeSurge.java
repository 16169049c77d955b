package io.gabion.detectors.baseline;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Trail;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A private address sends far more to public addresses within 5 minutes than it ever does: more than
 * max(10 x p99, 50 MB), once 50 windows with traffic are known; or a little more week after week, see {@link Drift}
 * (T1048). Who acts is the address that it was lastly sent to; of weeks, nobody.
 */
public final class VolumeSurge extends Stepwise<VolumeSurge.Memory> {
    static final long WINDOW_MILLIS = 300_000;
    static final double FACTOR = 10;
    static final double FLOOR_BYTES = 50e6;
    private static final double MEGABYTE = 1e6;

    /** What is sent in 5 minutes, what in a week, and what a finding will rest on. */
    public record Memory(Level level, Trail trail, Drift drift) implements State<Memory> {
        @Override
        public Memory copy() {
            return new Memory(level.copy(), trail.copy(), drift.copy());
        }

        @Override
        public void write(DataOutput out) throws IOException {
            level.write(out);
            trail.write(out);
            drift.write(out);
        }
    }

    @Override
    public String id() {
        return "volume-surge";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ADDRESS && !Addresses.isPublic(asset.name());
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public Memory empty() {
        return new Memory(new Level(WINDOW_MILLIS, Histogram.ofBytes()), new Trail(), new Drift());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var level = empty().level();
        level.read(in);
        return new Memory(level, Trail.read(in), Drift.read(in));
    }

    /** Version 1 did not know since when, nor of weeks. */
    @Override
    public Optional<Memory> readFormer(String version, DataInput in) throws IOException {
        if (!version.equals("1")) {
            return Optional.empty();
        }
        var level = empty().level();
        level.histogram().read(in);
        var trail = Trail.read(in);
        level.readWindow(in);
        level.sinceUnknown();
        return Optional.of(new Memory(level, trail, new Drift()));
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        var network = observation.network();
        return concerns(self)
                && observation.type() == OcsfClass.NETWORK_ACTIVITY
                && network.sent() > 0
                && network.from().equals(self.name())
                && Addresses.isPublic(network.to());
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        var level = memory.level;
        long sent = observation.network().sent();
        var risen = memory.drift.add(now, sent, frozen);
        if (risen != null) {
            found.add(slow(risen, self, observation));
        }
        if (level.advance(now, frozen)) {
            memory.trail.clear();
        }
        level.add(sent);
        memory.trail.add(observation.source());
        if (level.sum() <= FLOOR_BYTES || !level.warm()) {
            return;
        }
        double limit = Math.max(FACTOR * level.histogram().quantile(0.99), FLOOR_BYTES);
        if (level.sum() > limit && memory.trail.speak(now)) {
            found.add(sudden(memory, limit, self, observation));
        }
    }

    private static Finding sudden(Memory memory, double limit, AssetRef self, Observation observation) {
        var level = memory.level;
        var explanation = String.format(
                Locale.ROOT,
                "%s sent %.1f MB to public addresses within %d s, lastly to %s; 99 %% of %d windows since %s were below %.3f MB"
                        + " (limit %.1f MB; such a window is 1 in %.0f)",
                self.name(),
                level.sum() / MEGABYTE,
                WINDOW_MILLIS / 1000,
                observation.network().to(),
                level.histogram().total(),
                Instant.ofEpochMilli(level.since()),
                level.histogram().quantile(0.99) / MEGABYTE,
                limit / MEGABYTE,
                1 / level.histogram().tail(level.sum()));
        return finding(
                self.name(),
                "Unusual volume sent by " + self.name(),
                Severity.MEDIUM,
                memory.trail.evidence(observation),
                explanation,
                List.of(new AssetRef(Kind.ADDRESS, observation.network().to())),
                self,
                observation);
    }

    private static Finding slow(Drift.Risen risen, AssetRef self, Observation observation) {
        var explanation = String.format(
                Locale.ROOT,
                "%s sent %.1f MB to public addresses in a week, %.2f times the %.1f MB a week of the %d weeks from %s; it has"
                        + " risen for %d weeks (%.0f %% are tolerated)",
                self.name(),
                risen.now() / MEGABYTE,
                risen.now() / risen.mean(),
                risen.mean() / MEGABYTE,
                Drift.ANCHOR,
                Instant.ofEpochMilli(risen.since()),
                risen.weeks(),
                100 * Math.expm1(Drift.TOLERATED));
        return finding(
                "slow:" + self.name(),
                "Slowly rising volume sent by " + self.name(),
                Severity.LOW,
                List.of(observation.source()),
                explanation,
                // To whom the first of the next week goes has nothing to do with it.
                List.of(),
                self,
                observation);
    }

    private static Finding finding(
            String key,
            String title,
            Severity severity,
            List<Source> evidence,
            String explanation,
            List<AssetRef> actors,
            AssetRef self,
            Observation observation) {
        return new Finding(
                key,
                observation.time(),
                Detector.Kind.BASELINE,
                title,
                severity,
                0.6,
                List.of("T1048"),
                evidence,
                explanation,
                actors,
                List.of(self));
    }
}
