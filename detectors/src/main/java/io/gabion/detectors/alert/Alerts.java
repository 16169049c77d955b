package io.gabion.detectors.alert;

import static io.gabion.protocol.asset.Kind.ADDRESS;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Heard;
import io.gabion.detectors.Hourly;
import io.gabion.detectors.Lately;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.Waking;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.suspicion.CommandAndControl;
import io.gabion.protocol.suspicion.Detector.Kind;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Suricata's own signatures found, raised by the end of the connection that is inside, or by the source if none is.
 * For an asset a signature of the gravest severity speaks once an hour, and all others of one category together: what the
 * whole Internet does to every open port is one matter, however many sources and signatures it has. Of many of them those
 * are told that {@link Hourly} lets through.
 */
public final class Alerts implements Waking<Lately> {
    /** Signatures and categories that are remembered to have spoken. */
    static final int REMEMBERED = 16;

    static final int QUIET_SECONDS = 3600;
    private static final double USUAL_CONFIDENCE = 0.5;
    private static final int TITLE = 200;
    private static final int DNS = 53;
    private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");

    @Override
    public String id() {
        return "alert";
    }

    @Override
    public String version() {
        return "3";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == ADDRESS;
    }

    @Override
    public Lately empty() {
        return Lately.nothing(REMEMBERED, QUIET_SECONDS);
    }

    @Override
    public void write(Lately memory, DataOutput out) throws IOException {
        memory.write(out);
    }

    @Override
    public Lately read(DataInput in) throws IOException {
        return Lately.read(in, REMEMBERED, QUIET_SECONDS);
    }

    @Override
    public Optional<Lately> readFormer(String version, DataInput in) throws IOException {
        return Lately.readFormer(version, in, REMEMBERED, QUIET_SECONDS);
    }

    @Override
    public Outcome<Lately> observe(Lately before, AssetRef self, Batch batch, boolean frozen) {
        var memory = before;
        var findings = new ArrayList<Finding>();
        for (var observation : batch.observations()) {
            boolean isAlert = isAlert(self, observation);
            if (isAlert || memory.hourly().isDue(observation)) {
                memory = memory == before ? before.copy() : memory;
                tellRest(memory, self, observation, findings);
            }
            if (isAlert) {
                step(memory, self, observation, batch.behind(observation), findings);
                tellRest(memory, self, observation, findings);
            }
        }
        return new Outcome<>(memory, findings);
    }

    @Override
    public Optional<Instant> due(Lately memory) {
        return memory.hourly().due();
    }

    @Override
    public Outcome<Lately> hear(Lately before, AssetRef self, Heard heard) {
        return before.hear(heard, rest -> finding(rest, self));
    }

    private static void tellRest(Lately memory, AssetRef self, Observation observation, List<Finding> findings) {
        memory.hourly().rest(observation).ifPresent(rest -> findings.add(finding(rest, self)));
    }

    private static boolean isAlert(AssetRef self, Observation observation) {
        return observation.type() == OcsfClass.DETECTION_FINDING
                && observation.product().equals("suricata")
                && owner(observation).equals(self.name());
    }

    private static void step(
            Lately memory, AssetRef self, Observation observation, long behind, List<Finding> findings) {
        long now = observation.time().getEpochSecond();
        var severity = severity(observation);
        var key = severity == Severity.HIGH
                ? field(observation, "alert.signature_id")
                : field(observation, "alert.category");
        int hash = Hash32.of(key);
        memory.told().advance(now);
        if (!memory.told().contains(0, hash) && memory.hourly().admits(severity, observation, behind)) {
            memory.told().add(0, hash, now);
            findings.add(finding(key, self, observation, memory.hourly().isFull(severity) ? Hourly.LAST : ""));
        }
    }

    private static Finding finding(Hourly.Rest rest, AssetRef self) {
        return new Finding(
                "%d more since %s".formatted(rest.count(), rest.since()),
                rest.at(),
                Kind.ALERT,
                "Suricata: %d more alerts".formatted(rest.count()),
                rest.gravest(),
                USUAL_CONFIDENCE,
                List.of(),
                List.of(rest.last()),
                "%d more alerts on traffic of %s since %s, %s at most, than the %d that were told within an hour; the last is the evidence"
                        .formatted(
                                rest.count(),
                                self.name(),
                                rest.since(),
                                rest.gravest().name().toLowerCase(Locale.ROOT),
                                Hourly.MOST),
                List.of(),
                List.of(self));
    }

    private static Finding finding(String key, AssetRef self, Observation observation, String last) {
        var network = observation.network();
        var from = new AssetRef(ADDRESS, network.from());
        var to = new AssetRef(ADDRESS, network.to().isEmpty() ? network.from() : network.to());
        var techniques = TECHNIQUE
                .matcher(field(observation, "alert.metadata.mitre_technique_id"))
                .results()
                .map(found -> found.group())
                .limit(4)
                .toList();
        var name = field(observation, "alert.signature");
        return new Finding(
                key,
                observation.time(),
                Kind.ALERT,
                "Suricata: " + name.substring(0, Math.min(name.length(), TITLE)),
                severity(observation),
                confidence(observation),
                techniques,
                List.of(observation.source()),
                "signature %s (severity %s, %s) on traffic from %s to %s port %d, which was %s"
                                .formatted(
                                        field(observation, "alert.signature_id"),
                                        field(observation, "alert.severity"),
                                        field(observation, "alert.category"),
                                        from.name(),
                                        to.name(),
                                        network.toPort(),
                                        field(observation, "alert.action"))
                        + last,
                actors(from, to, techniques, observation),
                List.of(self));
    }

    /**
     * What is inside is not thought to have done it as long as the other end is outside. Of a channel for commands between
     * two inside, as a client and its proxy, or two outside nobody is; nor is a server outside that is asked for a name.
     */
    private static List<AssetRef> actors(AssetRef from, AssetRef to, List<String> techniques, Observation observation) {
        boolean fromInside = !Addresses.isPublic(from.name());
        boolean toInside = !Addresses.isPublic(to.name());
        if (fromInside == toInside) {
            return CommandAndControl.isAny(techniques) ? List.of() : List.of(from);
        }
        var network = observation.network();
        boolean asked = field(observation, "app_proto").equals("dns")
                && (fromInside ? network.toPort() : network.fromPort()) == DNS;
        return asked ? List.of() : List.of(fromInside ? to : from);
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
            default -> USUAL_CONFIDENCE;
        };
    }

    private static String field(Observation observation, String name) {
        return observation.fields().getOrDefault(name, "");
    }
}
