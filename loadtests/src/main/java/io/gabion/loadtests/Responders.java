package io.gabion.loadtests;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.Stand.Sight;
import io.gabion.responders.connectors.account.LinuxAccountStand;
import io.gabion.responders.connectors.collection.CollectionStand;
import io.gabion.responders.connectors.dns.DnsStand;
import io.gabion.responders.connectors.file.FileStand;
import io.gabion.responders.connectors.isolation.IsolationStand;
import io.gabion.responders.connectors.keycloak.KeycloakStand;
import io.gabion.responders.connectors.ldap.LdapStand;
import io.gabion.responders.connectors.nftables.LocalNftStand;
import io.gabion.responders.connectors.nftables.SshNftStand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every connector against a real system that is set up for it on this machine: how long each order takes over a session
 * that is open already, and what one meets before, during and after, without the connector.
 */
final class Responders {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** The first rounds connect, and load and compile the program. */
    private static final int FIRST = 3;

    private static final List<Lab> LABS = List.of(
            new Lab("nftables, local", _ -> new LocalNftStand()),
            new Lab("nftables over SSH", SshNftStand::new),
            new Lab("nftables, networks", _ -> new LocalNftStand(Action.BLOCK_NETWORK)),
            new Lab("Linux account over SSH", LinuxAccountStand::new),
            new Lab("Host isolation over SSH", IsolationStand::new),
            new Lab("File quarantine over SSH", at -> new FileStand(at, Action.QUARANTINE_FILE)),
            new Lab("File scan over SSH", at -> new FileStand(at, Action.SCAN_FILE)),
            new Lab("Collection over SSH", CollectionStand::new),
            new Lab("LDAP account, slapd", LdapStand::new),
            new Lab("DNS policy, BIND", DnsStand::new),
            new Lab("Keycloak, accounts", at -> new KeycloakStand(at, Action.DISABLE_ACCOUNT)),
            new Lab("Keycloak, sessions", at -> new KeycloakStand(at, Action.END_SESSIONS)));

    private record Lab(String name, Opening opening) {}

    private interface Opening {
        Stand at(Path folder) throws Exception;
    }

    /** @param contained what is met while it is; {@code released} afterwards */
    private record Found(String lab, String action, Map<Verb, List<Double>> times, String contained, String released) {
        double median(Verb verb) {
            return Report.median(times.get(verb));
        }
    }

    /** @throws IOException in one line if a system cannot be set up, or a connector breaks its promise */
    static Report run(int rounds) throws IOException {
        System.out.printf(
                "%-25s %-14s %9s %9s %10s  %-42s %s%n",
                "connector",
                "action",
                "apply ms",
                "verify ms",
                "release ms",
                "contained: one meets",
                "released: one meets");
        var all = new ArrayList<Found>();
        for (var lab : LABS) {
            try (var place = Workplace.make();
                    var stand = lab.opening().at(place.directory())) {
                var found = measured(lab.name(), stand, rounds);
                all.add(found);
                System.out.printf(
                        "%-25s %-14s %9.1f %9.1f %10.1f  %-42s %s%n",
                        found.lab(),
                        found.action(),
                        found.median(Verb.APPLY),
                        found.median(Verb.QUERY),
                        found.median(Verb.RELEASE),
                        shown(found.contained()),
                        found.released());
            } catch (Exception e) {
                throw new IOException(lab.name() + ": " + e.getMessage(), e);
            }
        }
        return report(all, rounds);
    }

    private static Found measured(String name, Stand stand, int rounds) throws Exception {
        for (int i = 0; i < FIRST; i++) {
            round(stand, new EnumMap<>(Verb.class));
        }
        var times = new EnumMap<Verb, List<Double>>(Verb.class);
        Sight[] met = {};
        for (int i = 0; i < rounds; i++) {
            met = round(stand, times);
        }
        return new Found(name, stand.action().word(), times, met[0].words(), met[1].words());
    }

    /** One containment from the wish to its end; what is met while it is in force, and afterwards. */
    private static Sight[] round(Stand stand, Map<Verb, List<Double>> times) throws Exception {
        var target = stand.target();
        expect(!stand.look(target).contained(), "free before");
        times.computeIfAbsent(Verb.APPLY, _ -> new ArrayList<>())
                .add(timed(stand, Verb.APPLY, target, new Result.Done()));
        times.computeIfAbsent(Verb.QUERY, _ -> new ArrayList<>())
                .add(timed(stand, Verb.QUERY, target, new Result.Done()));
        var contained = stand.look(target);
        expect(contained.contained(), "contained when it is said to be");
        times.computeIfAbsent(Verb.RELEASE, _ -> new ArrayList<>())
                .add(timed(stand, Verb.RELEASE, target, new Result.Done()));
        timed(stand, Verb.QUERY, target, new Result.Absent());
        var released = stand.look(target);
        expect(!released.contained(), "free when it is said to be");
        return new Sight[] {contained, released};
    }

    private static double timed(Stand stand, Verb verb, String value, Result expected) throws IOException {
        var now = Instant.now();
        var order = new ContainmentOrder(
                verb, "trial", 1, stand.action(), new Target("lab", value), now.plusSeconds(300), now.plus(LIMIT));
        long begin = System.nanoTime();
        var result = stand.connector().perform(order).toCompletableFuture().join();
        long took = System.nanoTime() - begin;
        expect(
                result.getClass() == expected.getClass(),
                verb + " of " + value + " is answered " + expected + ", it was " + result);
        return took / 1e6;
    }

    private static void expect(boolean so, String what) throws IOException {
        if (!so) {
            throw new IOException("not so: " + what);
        }
    }

    private static String shown(String words) {
        return words.length() > 42 ? words.substring(0, 41) + "…" : words;
    }

    private static Report report(List<Found> all, int rounds) {
        double slowest = all.stream()
                .mapToDouble(f -> f.median(Verb.APPLY) + f.median(Verb.QUERY))
                .max()
                .orElseThrow();
        var rows = all.stream()
                .map(f -> new TreeMap<String, Object>(Map.of(
                        "connector", f.lab(),
                        "action", f.action(),
                        "applyMs", Report.rounded(f.median(Verb.APPLY)),
                        "verifyMs", Report.rounded(f.median(Verb.QUERY)),
                        "releaseMs", Report.rounded(f.median(Verb.RELEASE)),
                        "contained", f.contained(),
                        "released", f.released())))
                .toList();
        var why =
                "all %d connectors: in effect after apply, gone after release, seen without the connector, %d times each"
                        .formatted(all.size(), rounds);
        return new Report(
                "responders",
                slowest,
                "ms apply and verify, the slowest",
                Map.of(),
                Map.of("connectors", rows),
                rounds,
                true,
                why);
    }

    private Responders() {}
}
