package io.gabion.loadtests;

import static io.gabion.loadtests.Suite.ofConnectors;

import io.gabion.node.store.Causes;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Stand;
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
 * Every connector and channel against a real system that is set up for it on this machine: how long each order takes over a
 * session that is open already, what one meets before, during and after, without the connector, and what its suite says.
 */
final class Responders {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** The first rounds connect, and load and compile the program. */
    private static final int FIRST = 3;

    static final List<Lab> LABS = List.of(
            new Lab("nftables, local", _ -> new LocalNftStand(), ofConnectors("nftables.NftablesConnectorTest")),
            new Lab("nftables over SSH", SshNftStand::new, ofConnectors("nftables.SshNftablesTest")),
            new Lab(
                    "networks, local",
                    _ -> new LocalNftStand(Action.BLOCK_NETWORK),
                    ofConnectors("nftables.NftNetworkTest")),
            new Lab(
                    "networks over SSH",
                    at -> new SshNftStand(at, Action.BLOCK_NETWORK),
                    ofConnectors("nftables.SshNftNetworkTest")),
            new Lab(
                    "Linux account over SSH",
                    LinuxAccountStand::new,
                    ofConnectors("account.LinuxAccountConnectorTest")),
            new Lab(
                    "Host isolation over SSH",
                    IsolationStand::new,
                    ofConnectors("isolation.HostIsolationConnectorTest")),
            new Lab(
                    "File quarantine over SSH",
                    at -> new FileStand(at, Action.QUARANTINE_FILE),
                    ofConnectors("file.QuarantineTest")),
            new Lab("File scan over SSH", at -> new FileStand(at, Action.SCAN_FILE), ofConnectors("file.ScanTest")),
            new Lab("Collection over SSH", CollectionStand::new, ofConnectors("collection.CollectionConnectorTest")),
            new Lab("LDAP account, slapd", LdapStand::new, ofConnectors("ldap.LdapAccountConnectorTest")),
            new Lab("DNS policy, BIND", DnsStand::new, ofConnectors("dns.ResponsePolicyConnectorTest")),
            new Lab(
                    "Keycloak, accounts",
                    at -> new KeycloakStand(at, Action.DISABLE_ACCOUNT),
                    ofConnectors("keycloak.KeycloakConnectorTest")),
            new Lab(
                    "Keycloak, sessions",
                    at -> new KeycloakStand(at, Action.END_SESSIONS),
                    ofConnectors("keycloak.KeycloakConnectorTest$Sessions")));

    record Lab(String name, Opening opening, String suite) {}

    interface Opening {
        Stand at(Path folder) throws Exception;
    }

    /** One containment's course: how long each order took; what one meets while it is in force, and afterwards. */
    private static final class Course {
        private final Map<Verb, List<Double>> times = new EnumMap<>(Verb.class);
        private String action = "";
        private String contained = "";
        private String released = "";

        void took(Verb verb, double millis) {
            times.computeIfAbsent(verb, _ -> new ArrayList<>()).add(millis);
        }

        double median(Verb verb) {
            return Report.median(times.getOrDefault(verb, List.of()));
        }
    }

    /** Goes on when a system cannot be set up or a promise is broken: then the report is not met. */
    static Report run(int rounds, List<Lab> labs, List<Channels.Lab> channels) {
        System.out.printf(
                "%-25s %-15s %9s %9s %10s  %-42s %s%n",
                "connector",
                "action",
                "apply ms",
                "verify ms",
                "release ms",
                "contained: one meets",
                "released: one meets");
        var wrong = new ArrayList<String>();
        var rows = new ArrayList<Map<String, Object>>();
        double slowest = 0;
        for (var lab : labs) {
            var course = new Course();
            try (var place = Workplace.make();
                    var stand = lab.opening().at(place.directory())) {
                measure(stand, rounds, course);
            } catch (Exception e) {
                wrong.add(lab.name() + ": " + Causes.inOneLine(e));
                course.released = Causes.inOneLine(e);
            }
            System.out.printf(
                    "%-25s %-15s %9.1f %9.1f %10.1f  %-42s %s%n",
                    lab.name(),
                    course.action,
                    course.median(Verb.APPLY),
                    course.median(Verb.QUERY),
                    course.median(Verb.RELEASE),
                    shown(course.contained),
                    course.released);
            slowest = Math.max(slowest, course.median(Verb.APPLY) + course.median(Verb.QUERY));
            rows.add(row(lab, course, Suite.of(lab.name(), lab.suite(), wrong)));
        }
        var told = Channels.run(rounds, channels, wrong);
        return new Report(
                "responders",
                slowest,
                "ms apply and verify, the slowest",
                Map.of(),
                Map.of("connectors", rows, "channels", told, "wrong", wrong),
                rounds,
                wrong.isEmpty(),
                wrong.isEmpty()
                        ? "%d connectors and %d channels pass their suites; in effect after apply, gone after release, arrived when sent, %d times each"
                                .formatted(labs.size(), channels.size(), rounds)
                        : wrong.getFirst());
    }

    private static Map<String, Object> row(Lab lab, Course course, Suite suite) {
        return new TreeMap<>(Map.of(
                "connector", lab.name(),
                "action", course.action,
                "applyMs", Report.rounded(course.median(Verb.APPLY)),
                "verifyMs", Report.rounded(course.median(Verb.QUERY)),
                "releaseMs", Report.rounded(course.median(Verb.RELEASE)),
                "contained", course.contained,
                "released", course.released,
                "suite", suite.json()));
    }

    private static void measure(Stand stand, int rounds, Course course) throws Exception {
        course.action = stand.action().word();
        for (int i = 0; i < FIRST; i++) {
            round(stand, new Course());
        }
        for (int i = 0; i < rounds; i++) {
            round(stand, course);
        }
    }

    /** One containment from the wish to its end. */
    private static void round(Stand stand, Course course) throws Exception {
        var target = stand.target();
        expect(!stand.look(target).contained(), "free before");
        course.took(Verb.APPLY, timed(stand, Verb.APPLY, target, new Result.Done()));
        course.took(Verb.QUERY, timed(stand, Verb.QUERY, target, new Result.Done()));
        var contained = stand.look(target);
        expect(contained.contained(), "contained when it is said to be");
        course.took(Verb.RELEASE, timed(stand, Verb.RELEASE, target, new Result.Done()));
        timed(stand, Verb.QUERY, target, new Result.Absent());
        var released = stand.look(target);
        expect(!released.contained(), "free when it is said to be");
        course.contained = contained.words();
        course.released = released.words();
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

    private Responders() {}
}
