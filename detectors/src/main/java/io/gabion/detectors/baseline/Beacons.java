package io.gabion.detectors.baseline;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.baseline.Beats.Beat;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Signal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A private address that connects to one public address and port as a clock does (T1071), whatever is sent; told once as
 * long as it is remembered. What asks for the time or for updates does so too: it is a weak sign. Who acts is the public
 * address.
 */
public final class Beacons extends Stepwise<Beacons.Memory> {
    private static final double SECOND = 1000;
    /** Mean distance of an exponential variable from its mean, in means. */
    private static final double AT_RANDOM = 2 / Math.E;

    public record Memory(Beats beats) implements State<Memory> {
        @Override
        public Memory copy() {
            return new Memory(beats.copy());
        }

        @Override
        public void write(DataOutput out) throws IOException {
            beats.write(out);
        }
    }

    @Override
    public String id() {
        return "beacon";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ADDRESS && !Addresses.isPublic(asset.name());
    }

    @Override
    public Memory empty() {
        return new Memory(new Beats());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        return new Memory(Beats.read(in));
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return concerns(self)
                && Trait.connects(self, observation)
                && Addresses.isPublic(observation.network().to());
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        var destination = Trait.DESTINATION.of(self, observation);
        int who = Hash32.of(destination);
        var beat = memory.beats.add(who, observation.time().toEpochMilli());
        if (!beat.told() && beat.regular()) {
            memory.beats.tell(who);
            found.add(finding(destination, beat, self, observation));
        }
    }

    private static Finding finding(String destination, Beat beat, AssetRef self, Observation observation) {
        var explanation = String.format(
                Locale.ROOT,
                "%s connected to %s every %.1f s, off by %.1f s on average, %d times in a row (at random it would be off by"
                        + " %.1f s, limit %.1f s)",
                self.name(),
                destination,
                beat.gap() / SECOND,
                beat.off() / SECOND,
                beat.count(),
                AT_RANDOM * beat.gap() / SECOND,
                Beats.REGULAR * beat.gap() / SECOND);
        var finding = new Finding(
                destination,
                observation.time(),
                Detector.Kind.BASELINE,
                "Regular connections of " + self.name() + " to " + destination,
                Severity.LOW,
                0.3,
                List.of("T1071"),
                List.of(observation.source()),
                explanation,
                List.of(new AssetRef(Kind.ADDRESS, observation.network().to())),
                List.of(self));
        return finding.showing(new Signal("beacon", destination));
    }
}
