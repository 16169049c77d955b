package io.gabion.node.cli;

import io.gabion.node.Ground;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.Judges;
import io.gabion.node.cluster.ClusterPlace;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.intel.Lists;
import io.gabion.node.intel.LiveContext;
import io.gabion.node.models.DomainModel;
import io.gabion.node.models.WindowModels;
import io.gabion.node.rehearsal.Rehearsal;
import io.gabion.node.rules.LiveRules;
import io.gabion.node.rules.RulePacks;
import io.gabion.node.rules.Rules;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.Settings;
import io.gabion.node.settings.Settings.RuleSetting;
import io.gabion.node.settings.SettingsFile;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.Protected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gabion run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a node; observe-only unless told otherwise.")
final class RunCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration LOOK_AT_FILES = Duration.ofSeconds(10);
    /** How long a batch waits for a model before it is taken without. */
    private static final Duration MODEL_PATIENCE = Duration.ofSeconds(2);

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML; options here go before them.")
    Path config;

    @Option(names = "--data", defaultValue = "data", paramLabel = "DIR", description = "Default: ${DEFAULT-VALUE}")
    Path data;

    @Mixin
    SourceOptions sources;

    @Option(names = "--playbooks", paramLabel = "DIR", description = "Playbooks to use instead of the bundled ones.")
    Path playbooks;

    @Option(
            names = "--rules",
            paramLabel = "FILE|DIR",
            description = "Sigma rules, or folders of them, instead of those of the settings; may be repeated.")
    List<Path> rules = List.of();

    @Option(
            names = "--context",
            paramLabel = "FILE",
            description = "Indicators, a warning list, or what is known of assets, instead of those of the settings.")
    List<Path> context = List.of();

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Models to ask, a folder each, or bundled. Default: none.")
    Path models;

    @Option(
            names = "--mode",
            paramLabel = "observe|live",
            description = "Default: observe. Live calls live connectors.")
    String mode;

    @Option(names = "--live", paramLabel = "CONNECTOR", description = "This connector may be called in live mode.")
    List<String> live = List.of();

    @Option(names = "--protect", paramLabel = "ADDRESS|CIDR", description = "Never contained; may be repeated.")
    List<String> protect = List.of();

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Default: ${DEFAULT-VALUE}")
    String host;

    @Option(names = "--port", defaultValue = "8080", description = "Default: ${DEFAULT-VALUE}; 0 takes a free one.")
    int port;

    @Option(
            names = "--cluster-address",
            paramLabel = "HOST[:PORT]",
            description = "Where the other nodes reach this one, instead of what the settings say.")
    String clusterAddress;

    @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}")
    Tenant tenant;

    @Option(
            names = "--no-rehearsal",
            description = "Answers no made-up attacks, for itself alone, while it is idle after the start.")
    boolean unrehearsed;

    @Override
    public Integer call() throws Exception {
        port(port);
        var followed = sources.settings();
        var books = PlaybookCommand.books(playbooks);
        var settings = settings();
        var packs = RulePacks.withOwn(
                settings.rules().folders(), settings.rules().placeholders().orElse(null));
        var known = LiveContext.start(settings.context(), LOOK_AT_FILES);
        var outside = Outside.open(settings);
        var asked = LiveRules.start(packs, LOOK_AT_FILES);
        var model =
                models == null ? null : DomainModel.over(models, MODEL_PATIENCE).watching(LOOK_AT_FILES);
        var windows = models == null
                ? null
                : WindowModels.over(models, MODEL_PATIENCE).watching(LOOK_AT_FILES);
        var policy = policy(settings);
        if (settings.mode() == Mode.LIVE) {
            PlaybookCommand.absent(books, SiteOptions.site(settings, SiteContext.NONE, policy))
                    .ifPresent(line -> System.err.println(Printer.printable("gabion: " + line)));
        }
        var wiring = new Wiring(
                books,
                policy,
                outside.connectors(),
                outside.peers(),
                outside,
                asked.and(Lists.asked(() -> known.current().intelligence()))
                        .and(model == null ? Rules.NONE : model)
                        .and(windows == null ? Rules.NONE : windows),
                () -> known.current().site(),
                windows == null ? Judges.NONE : windows);
        var node = Node.start(Ground.of(settings, data), data, tenant, wiring, host, port, followed, outside.desk());
        node.lookBack(() -> known.current().intelligence(), LOOK_AT_FILES);
        var practice = unrehearsed ? null : Rehearsal.begin(data);
        var stopping = new AtomicBoolean();
        node.atExit(() -> {
            stopping.set(true);
            if (practice != null) {
                practice.close();
            }
            asked.close();
            known.close();
            node.close();
            if (model != null) {
                model.close();
                windows.close();
            }
            outside.close();
        });
        System.out.printf(
                "gabion: http://%s:%d (%s), %s%n",
                host, node.address().getPort(), entry(data.resolve("admin.token")), does(settings));
        sources.notThere()
                .forEach(file ->
                        System.err.println("gabion: --watch " + file + ": not there, will be followed once it is"));
        node.ended().toCompletableFuture().join();
        if (stopping.get()) {
            return 0;
        }
        // What it held is with the others; a new incarnation may join them.
        throw new Refused(Refused.UNAVAILABLE, "the cluster went on without this node: start it again");
    }

    /** The first token's file is meant to be moved away, and is in no backup. */
    static String entry(Path token) {
        return Files.exists(token) ? "token in " + token : token + " is not there; gabion token add makes another";
    }

    /** @throws Refused if nothing can listen there */
    static void port(int port) throws Refused {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new Refused(Refused.WRONG_USAGE, "--port is 0 to " + HIGHEST_PORT + ", not " + port);
        }
    }

    private Settings settings() throws IOException, Refused {
        var file = config == null ? SettingsFile.usual() : SettingsFile.read(config);
        var connectors = new HashMap<>(file.connectors());
        for (var name : live) {
            var known = connectors.get(name);
            if (known == null) {
                throw new Refused(Refused.WRONG_USAGE, "--live " + name + ": no such connector");
            }
            connectors.put(name, known.asLive());
        }
        var addresses = new ArrayList<>(file.protect().addresses());
        addresses.addAll(protect);
        var others = file.protect();
        var shielded = new Protected(
                addresses, others.accounts(), others.domains(), others.hosts(), others.files(), others.roles());
        try {
            return new Settings(
                    mode == null ? file.mode() : SettingsFile.mode(mode),
                    shielded,
                    connectors,
                    file.channels(),
                    file.budgets(),
                    file.emergency(),
                    file.brake(),
                    file.store(),
                    new RuleSetting(
                            rules.isEmpty() ? file.rules().folders() : rules,
                            file.rules().placeholders()),
                    context.isEmpty() ? file.context() : context,
                    file.cluster().map(this::addressed),
                    file.people(),
                    file.networks());
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Refused.WRONG_USAGE,
                    e.getMessage().startsWith("--") ? e.getMessage() : "--mode: " + e.getMessage());
        }
    }

    private ClusterPlace addressed(ClusterPlace place) {
        return clusterAddress == null ? place : place.at(SettingsFile.nodeAddress("--cluster-address", clusterAddress));
    }

    private static GuardPolicy policy(Settings settings) throws Refused {
        try {
            return Policies.of(settings);
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.WRONG_USAGE, "protect: " + e.getMessage());
        }
    }

    /** How far it goes, in a few words. */
    static String does(Settings settings) {
        var live = settings.connectors().entrySet().stream()
                .filter(c -> c.getValue().live())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (settings.mode() == Mode.OBSERVE) {
            return "observe-only";
        }
        return live.isEmpty()
                ? "live, but no connector is: nothing is called"
                : "LIVE through " + String.join(", ", live);
    }
}
