package io.gabion.detectors.alert;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Window;
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
import java.util.regex.Pattern;

/**
 * What Suricata's own signatures found, raised by the end of the connection that is inside, or by the source if none is.
 * For an asset a signature of the gravest severity speaks once an hour, and all others of one category together: what the
 * whole Internet does to every open port is one matter, however many sources and signatures it has.
 */
public final class Alerts extends Stepwise<Alerts.Memory> {
    /** Signatures and categories that are remembered to have spoken. */
    static final int REMEMBERED = 16;

    static final int QUIET_SECONDS = 3600;
    private static final int TITLE = 200;
    private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");

    public record Memory(Window spoken) implements State<Memory> {
        @Override
        public Memory copy() {
            return new Memory(spoken.copy());
        }

        @Override
        public void write(DataOutput out) throws IOException {
            spoken.write(out);
        }
    }

    @Override
    public String id() {
        return "alert";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ADDRESS;
    }

    @Override
    public Memory empty() {
        return new Memory(new Window(REMEMBERED, QUIET_SECONDS));
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        return new Memory(Window.read(in, REMEMBERED, QUIET_SECONDS));
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return observation.type() == OcsfClass.DETECTION_FINDING
                && observation.product().equals("suricata")
                && owner(observation).equals(self.name());
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().getEpochSecond();
        var key = severity(observation) == Severity.HIGH
                ? field(observation, "alert.signature_id")
                : field(observation, "alert.category");
        int hash = Hash32.of(key);
        memory.spoken.advance(now);
        if (!memory.spoken.contains(0, hash)) {
            memory.spoken.add(0, hash, now);
            found.add(finding(key, self, observation));
        }
    }

    private static Finding finding(String key, AssetRef self, Observation observation) {
        var network = observation.network();
        var from = new AssetRef(Kind.ADDRESS, network.from());
        var to = new AssetRef(Kind.ADDRESS, network.to().isEmpty() ? network.from() : network.to());
        // What is inside is not thought to have done it as long as the other end is outside.
        boolean answered = !Addresses.isPublic(from.name()) && Addresses.isPublic(to.name());
        var name = field(observation, "alert.signature");
        return new Finding(
                key,
                observation.time(),
                Detector.Kind.ALERT,
                "Suricata: " + name.substring(0, Math.min(name.length(), TITLE)),
                severity(observation),
                confidence(observation),
                TECHNIQUE
                        .matcher(field(observation, "alert.metadata.mitre_technique_id"))
                        .results()
                        .map(found -> found.group())
                        .limit(4)
                        .toList(),
                List.of(observation.source()),
                "signature %s (severity %s, %s) on traffic from %s to %s port %d, which was %s"
                        .formatted(
                                field(observation, "alert.signature_id"),
                                field(observation, "alert.severity"),
                                field(observation, "alert.category"),
                                from.name(),
                                to.name(),
                                network.toPort(),
                                field(observation, "alert.action")),
                List.of(answered ? to : from),
                List.of(self));
    }

    private static String owner(Observation observation) {
        var network = observation.network();
        if (network.from().isEmpty()
                || !Addresses.isPublic(network.from())
                || network.to().isEmpty()) {
            return network.from();
        }
        return Addresses.isPublic(network.to()) ? network.from() : network.to();
    }

    /** Suricata's severities are those of its signatures' classes, 1 the gravest. */
    private static Severity severity(Observation observation) {
        return switch (field(observation, "alert.severity")) {
            case "1" -> Severity.HIGH;
            case "2" -> Severity.MEDIUM;
            case "3" -> Severity.LOW;
            default -> Severity.INFORMATIONAL;
        };
    }

    private static double confidence(Observation observation) {
        return switch (field(observation, "alert.metadata.confidence")) {
            case "High" -> 0.7;
            case "Low" -> 0.3;
            default -> 0.5;
        };
    }

    private static String field(Observation observation, String name) {
        return observation.fields().getOrDefault(name, "");
    }
}
