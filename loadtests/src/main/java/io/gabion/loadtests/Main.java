package io.gabion.loadtests;

import io.gabion.loadtests.faults.ClusterCost;
import io.gabion.loadtests.faults.CrashMatrix;
import io.gabion.loadtests.faults.CrashTable;
import io.gabion.loadtests.faults.FaultRuns;
import io.gabion.loadtests.faults.FaultTable;
import io.gabion.loadtests.faults.Proofs;
import io.gabion.loadtests.faults.Recovery;
import io.gabion.loadtests.faults.Upgrade;
import io.gabion.loadtests.faults.Without;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code loadtests/run}. Exit 0 when the benchmark ran to its end, whether or not its goal is met. Exit 1 of faults, upgrade and
 * crash-matrix where something is violated, of {@code faults --prove} where nothing is, and of responders where a suite fails or an
 * effect is not seen. Exit 3 where it cannot be run.
 */
@Command(
        name = "loadtests/run",
        mixinStandardHelpOptions = true,
        description = "Runs a benchmark; its last line is one JSON object.")
final class Main implements Callable<Integer> {
    private static final int BROKEN = 1;
    private static final int UNAVAILABLE = 3;

    @Parameters(
            paramLabel = "NAME",
            description = "P1 log to decision, P2 time to effect, P3 Sigma rules, P4 rate and P5 memory of baselines,"
                    + " P6 durable intake, P9 recovery, detection, faults,"
                    + " upgrade a newer build beside an older one,"
                    + " cluster what one, two and three nodes cost,"
                    + " reliability the tables of docs/reliability.md from the record of runs,"
                    + " crash-matrix a node ended at every point of the way to an effect or a notice,"
                    + " responders every connector and channel against its real system, and through its suite.")
    String name;

    @Option(
            names = "--runs",
            description =
                    "Default: 5 of P1, 200 trials of P2, 3 of P3, P4 and P6, 5 of P9, 1 seed of each fault and point,"
                            + " 20 of responders.")
    int runs;

    @Option(names = "--seed", defaultValue = "7", description = "Of the input. Default: ${DEFAULT-VALUE}")
    long seed;

    @Option(names = "--lines", defaultValue = "1000000", description = "Of P1's log and P4. Default: ${DEFAULT-VALUE}")
    int lines;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "Sigma rules, for P3 and detection: a folder, or an archive of one.")
    Path rules;

    @Option(names = "--fault", paramLabel = "NAME", description = "Of faults: only this one; may be repeated.")
    List<String> faults = List.of();

    @Option(names = "--set", paramLabel = "NAME", description = "Of detection: only this one; may be repeated.")
    List<String> sets = List.of();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Of faults and crash-matrix: a line of JSON is added for each run.")
    Path record;

    @Option(names = "--minutes", description = "Of faults: no run begins later than this.")
    int minutes;

    @Option(
            names = "--servers",
            defaultValue = "1",
            description = "Of faults: of Cassandra, 1 or 3, where a fault needs no more. Default: ${DEFAULT-VALUE}")
    int servers;

    @Option(names = "--unfenced", description = "Of faults: nodes without a fence, to see what it is for.")
    boolean unfenced;

    @Option(names = "--unclaimed", description = "Of faults: without fence and claims.")
    boolean unclaimed;

    @Option(
            names = "--prove",
            description = "Of faults: the pairs that have to go red, and nothing else: without fence, without fence and"
                    + " claims, and without reading back.")
    boolean prove;

    @Option(
            names = "--from",
            paramLabel = "COMMIT",
            defaultValue = Upgrade.FROM,
            description = "Of upgrade: the older build, made once. Default: ${DEFAULT-VALUE}")
    String from;

    @Option(
            names = "--back",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of upgrade: after N of three nodes were replaced the last of them is taken back for a while;"
                    + " 0 never, 3 after all. Default: ${DEFAULT-VALUE}")
    int back;

    @Option(
            names = "--connector",
            paramLabel = "TYPE",
            description =
                    "Of responders: only those with this in their name. Of crash-matrix: nftables, nftables-network, nftables-ssh, linux-account, ldap-account, keycloak,"
                            + " keycloak-sessions, dns-policy, host-isolation, quarantine-file, scan-file, collection,"
                            + " webhook, slack, mail, syslog."
                            + " Default: all, and nftables")
    String connector;

    @Option(names = "--point", paramLabel = "NAME", description = "Of crash-matrix: only this one; may be repeated.")
    List<String> points = List.of();

    @Option(
            names = "--lying",
            description =
                    "Of faults and crash-matrix: a node hears that nothing is in force, and that nobody took a notice, to see"
                            + " what reading back is for.")
    boolean lying;

    @Option(names = "--data", paramLabel = "DIR", description = "A folder of labelled recordings, for detection.")
    Path data;

    @Option(
            names = "--sustained",
            paramLabel = "SECONDS",
            description = "Of responders: a whole node contains 1,000 addresses a minute for so long, over nftables.")
    int sustained;

    @Option(names = "--alone", description = "Without peers.")
    boolean alone;

    @Override
    public Integer call() throws Exception {
        var root = Path.of(System.getProperty("gabion.root"));
        try {
            switch (name) {
                case "P1" -> {
                    var report = LogToDecision.run(contestants(root), lines, runs == 0 ? 5 : runs, seed);
                    System.out.println(report.json(false));
                }
                case "P2" -> {
                    var report = TimeToEffect.run(contestants(root), runs == 0 ? 200 : runs, seed);
                    System.out.println(report.json(true));
                }
                case "P3" -> {
                    if (rules == null) {
                        throw new CommandLine.ParameterException(new CommandLine(this), "P3 needs --rules DIR");
                    }
                    System.out.println(
                            SigmaMatching.run(rules, runs == 0 ? 3 : runs, seed).json(false));
                }
                case "P4" -> {
                    var flink = alone ? Optional.<FlinkPeer>empty() : Optional.of(new FlinkPeer(root));
                    System.out.println(
                            BaselineRate.run(flink, runs == 0 ? 3 : runs, lines).json(false));
                }
                case "P5" -> System.out.println(BaselineMemory.run().json(true));
                case "P6" ->
                    System.out.println(
                            DurableIntake.run(runs == 0 ? 3 : runs, seed).json(false));
                case "P9" -> {
                    try (var place = Workplace.make()) {
                        var report = Recovery.run(root, place.directory(), runs == 0 ? 5 : runs, seed);
                        System.out.println(report.json(true));
                    }
                }
                case "cluster" -> {
                    try (var place = Workplace.make()) {
                        System.out.println(
                                ClusterCost.run(root, place.directory()).json(false));
                    }
                }
                case "faults" -> {
                    try (var place = Workplace.make()) {
                        int seeds = runs == 0 ? 1 : runs;
                        var plan = new FaultRuns.Plan(
                                faults,
                                seed,
                                seeds,
                                without(),
                                servers,
                                minutes == 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(minutes)),
                                Optional.ofNullable(record));
                        var report = prove
                                ? Proofs.run(root, place.directory(), seed, Optional.ofNullable(record))
                                : FaultRuns.run(root, place.directory(), plan);
                        return told(report);
                    }
                }
                case "upgrade" -> {
                    try (var place = Workplace.make()) {
                        return told(Upgrade.run(root, place.directory(), from, back, seed));
                    }
                }
                case "reliability" -> {
                    var page = root.resolve("docs/reliability.md");
                    FaultTable.write(root.resolve("docs/reliability/runs.jsonl"), page);
                    CrashTable.write(root.resolve("docs/reliability/crash-matrix.jsonl"), page);
                }
                case "crash-matrix" -> {
                    try (var place = Workplace.make()) {
                        int seeds = runs == 0 ? 1 : runs;
                        var plan = new CrashMatrix.Plan(
                                connector == null ? "nftables" : connector,
                                points,
                                seed,
                                seeds,
                                lying,
                                Optional.ofNullable(record));
                        return told(CrashMatrix.run(root, place.directory(), plan));
                    }
                }
                case "detection" -> {
                    if (rules == null || data == null) {
                        throw new CommandLine.ParameterException(
                                new CommandLine(this), "detection needs --data DIR and --rules DIR");
                    }
                    System.out.println(Detection.run(data, rules, sets).json(false));
                }
                case "responders" -> {
                    if (sustained > 0) {
                        System.out.println(ContainmentRate.run(sustained).json(true));
                    } else {
                        var labs = Responders.LABS.stream()
                                .filter(lab -> isMeant(lab.name()))
                                .toList();
                        var channels = Channels.LABS.stream()
                                .filter(lab -> isMeant(lab.name()))
                                .toList();
                        if (labs.isEmpty() && channels.isEmpty()) {
                            throw new CommandLine.ParameterException(
                                    new CommandLine(this), "no connector or channel '" + connector + "'");
                        }
                        return told(Responders.run(runs == 0 ? 20 : runs, labs, channels));
                    }
                }
                default ->
                    throw new CommandLine.ParameterException(
                            new CommandLine(this),
                            "no benchmark '" + name
                                    + "': P1 to P6, P9, detection, cluster, faults, upgrade, reliability, crash-matrix or responders");
            }
            return 0;
        } catch (IOException e) {
            System.err.println("loadtests: " + e.getMessage());
            return UNAVAILABLE;
        }
    }

    /** The last line, and the code to exit with. */
    private static int told(Report report) {
        System.out.println(report.json(true));
        return report.met() ? 0 : BROKEN;
    }

    private boolean isMeant(String name) {
        return connector == null || name.toLowerCase(Locale.ROOT).contains(connector.toLowerCase(Locale.ROOT));
    }

    private Without without() {
        if (Stream.of(unfenced, unclaimed, lying, prove).filter(each -> each).count() > 1) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "one of --unfenced, --unclaimed, --lying and --prove at most");
        }
        if (unclaimed) {
            return Without.FENCE_AND_CLAIM;
        }
        return unfenced ? Without.FENCE : lying ? Without.READ_BACK : Without.NOTHING;
    }

    /** Ours first. */
    private List<Contestant> contestants(Path root) throws IOException, InterruptedException {
        var contestants = new ArrayList<Contestant>(List.of(new Gabion(root)));
        if (!alone) {
            var packages = Packages.unpacked(Files.createDirectories(root.resolve("loadtests/target/peers")));
            contestants.add(new Fail2ban(packages));
            contestants.add(new CrowdSec(packages));
        }
        return contestants;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
