package io.gabion.detectors.baseline;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Trail;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A private address sends far more to public addresses within 5 minutes than it ever does: more than
 * max(10 x p99, 50 MB), once 50 windows with traffic are known (T1048). Late events count into the current window. Who
 * acts is the address that it was lastly sent to.
 */
public final class VolumeSurge extends Stepwise<VolumeSurge.Memory> {
    static final long WINDOW_MILLIS = 300_000;
    static final int MIN_WINDOWS = 50;
    static final double FACTOR = 10;
    static final double FLOOR_BYTES = 50e6;
    private static final double MEGABYTE = 1e6;

    /** The windows learned and the current one. */
    public static final class Memory implements State<Memory> {
        private final Histogram histogram;
        private final Trail trail;
        private long window = Long.MIN_VALUE;
        private long bytes;
        private boolean tainted;

        Memory(Histogram histogram, Trail trail) {
            this.histogram = histogram;
            this.trail = trail;
        }

        @Override
        public Memory copy() {
            var copy = new Memory(histogram.copy(), trail.copy());
            copy.window = window;
            copy.bytes = bytes;
            copy.tainted = tainted;
            return copy;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            histogram.write(out);
            trail.write(out);
            out.writeLong(window);
            out.writeLong(bytes);
            out.writeBoolean(tainted);
        }

        /** Learns the window before, unless part of it was seen frozen, when an event opens a later one. */
        void advance(long to, boolean frozen) {
            if (to > window) {
                if (window != Long.MIN_VALUE && !tainted && !frozen) {
                    histogram.add(bytes);
                }
                window = to;
                bytes = 0;
                tainted = false;
                trail.clear();
            }
            tainted |= frozen;
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
    public Memory empty() {
        return new Memory(new Histogram(), new Trail());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var memory = new Memory(Histogram.read(in), Trail.read(in));
        memory.window = in.readLong();
        memory.bytes = in.readLong();
        memory.tainted = in.readBoolean();
        return memory;
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
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, List<Finding> findings) {
        long now = observation.time().toEpochMilli();
        var network = observation.network();
        memory.advance(Math.floorDiv(now, WINDOW_MILLIS), frozen);
        memory.bytes = memory.bytes + Math.min(network.sent(), Long.MAX_VALUE - memory.bytes);
        memory.trail.add(observation.source());
        if (memory.histogram.total() < MIN_WINDOWS || memory.bytes <= FLOOR_BYTES) {
            return;
        }
        double p99 = memory.histogram.quantile(0.99);
        double limit = Math.max(FACTOR * p99, FLOOR_BYTES);
        if (memory.bytes <= limit || !memory.trail.speak(now)) {
            return;
        }
        var explanation = String.format(
                Locale.ROOT,
                "%s sent %.1f MB to public addresses within %d s, lastly to %s; 99 %% of %d windows were below %.3f MB (limit %.1f MB)",
                self.name(),
                memory.bytes / MEGABYTE,
                WINDOW_MILLIS / 1000,
                network.to(),
                memory.histogram.total(),
                p99 / MEGABYTE,
                limit / MEGABYTE);
        findings.add(new Finding(
                self.name(),
                observation.time(),
                Detector.Kind.BASELINE,
                "Unusual volume sent by " + self.name(),
                Severity.MEDIUM,
                0.6,
                List.of("T1048"),
                memory.trail.evidence(observation),
                explanation,
                List.of(new AssetRef(Kind.ADDRESS, network.to())),
                List.of(self)));
    }
}
