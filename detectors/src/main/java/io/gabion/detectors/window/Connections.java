package io.gabion.detectors.window;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import java.util.List;
import java.util.Set;

/** Connections of a private address, those that it makes apart from those that it takes. */
record Connections() implements Telemetry {
    private static final int MADE = 0;
    private static final int TAKEN = 1;
    private static final int FAILED = 2;
    private static final int OUTSIDE = 3;
    private static final int SENT = 4;
    private static final int RECEIVED = 5;
    private static final int ASKED = 6;
    private static final int HIGH_PORTS = 7;
    private static final int PEERS = 0;
    private static final int PORTS = 1;
    private static final int CALLERS = 2;
    private static final int NAMES = 3;
    private static final int FIRST_HIGH_PORT = 1024;

    /** Zeek's words for connections that did not come about. */
    private static final Set<String> NOT_MADE = Set.of("S0", "REJ", "RSTOS0", "RSTRH", "SH", "SHR");

    @Override
    public String model() {
        return "window-network";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> features() {
        return List.of(
                "made",
                "peers",
                "peer-entropy",
                "ports",
                "port-entropy",
                "failed-share",
                "outside-share",
                "high-port-share",
                "bytes-sent",
                "bytes-received",
                "taken",
                "callers",
                "names-asked",
                "distinct-names");
    }

    @Override
    public int counters() {
        return 8;
    }

    @Override
    public int spreads() {
        return 4;
    }

    @Override
    public boolean counts(Observation observation, AssetRef self) {
        return self.kind() == Kind.ADDRESS
                && (observation.type() == OcsfClass.NETWORK_ACTIVITY
                                && !observation.network().protocol().isEmpty()
                        || observation.type() == OcsfClass.DNS_ACTIVITY
                                && !name(observation).isEmpty())
                && !Addresses.isPublic(self.name());
    }

    @Override
    public void add(Tally tally, Observation observation, AssetRef self) {
        var network = observation.network();
        boolean makes = network.from().equals(self.name());
        if (observation.type() == OcsfClass.DNS_ACTIVITY) {
            if (makes) {
                tally.add(ASKED, 1);
                tally.saw(NAMES, name(observation));
            }
        } else if (makes) {
            tally.add(MADE, 1);
            tally.add(FAILED, NOT_MADE.contains(network.state()) ? 1 : 0);
            tally.add(OUTSIDE, Addresses.isPublic(network.to()) ? 1 : 0);
            tally.add(HIGH_PORTS, network.toPort() >= FIRST_HIGH_PORT ? 1 : 0);
            tally.add(SENT, Math.max(0, network.sent()));
            tally.add(RECEIVED, Math.max(0, network.received()));
            tally.saw(PEERS, network.to());
            tally.saw(PORTS, String.valueOf(network.toPort()));
        } else {
            tally.add(TAKEN, 1);
            tally.saw(CALLERS, network.from());
        }
    }

    private static String name(Observation observation) {
        var fields = observation.fields();
        return fields.getOrDefault("query", fields.getOrDefault("dns.rrname", ""));
    }

    @Override
    public List<Number> numbers(Tally tally) {
        return List.of(
                tally.count(MADE),
                tally.distinct(PEERS),
                tally.entropy(PEERS),
                tally.distinct(PORTS),
                tally.entropy(PORTS),
                tally.share(FAILED, MADE),
                tally.share(OUTSIDE, MADE),
                tally.share(HIGH_PORTS, MADE),
                tally.count(SENT),
                tally.count(RECEIVED),
                tally.count(TAKEN),
                tally.distinct(CALLERS),
                tally.count(ASKED),
                tally.distinct(NAMES));
    }
}
