package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.sigma.correlate.Correlations;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.Judges;
import io.gabion.node.intel.Lists;
import io.gabion.node.models.DomainModel;
import io.gabion.node.models.WindowModels;
import io.gabion.node.replay.RecordedFile;
import io.gabion.node.replay.Replay;
import io.gabion.node.replay.ReplayOutput;
import io.gabion.node.rules.PackedRules;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Runs recorded telemetry through the mesh at full speed, observe-only.")
final class ReplayCommand implements Callable<Integer> {
    /** Nobody waits for a replay: a model that is slow shall not change what it finds. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Option(names = "--format", defaultValue = "auto", description = "auto (by content), or a format's name.")
    String format;

    @Option(
            names = "--rules",
            paramLabel = "FILE|DIR",
            description = "Sigma rules, or folders of them; may be repeated.")
    List<Path> rules = List.of();

    @Mixin
    RuleOptions options;

    @Option(
            names = "--context",
            paramLabel = "FILE",
            description =
                    "Indicators, a warning list, or what is known of assets, told by its content; may be repeated.")
    List<Path> context = List.of();

    @Option(names = "--playbooks", paramLabel = "DIR", description = "Playbooks to use instead of the bundled ones.")
    Path playbooks;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Models to ask, a folder each, or bundled. Default: none.")
    Path models;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the findings are written.")
    Path out;

    @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}")
    Tenant tenant;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Plain or gzip.")
    List<Path> files;

    @Override
    public Integer call() throws Exception {
        long began = System.nanoTime();
        for (var file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new Refused(Refused.UNAVAILABLE, file + ": not a readable file");
            }
        }
        // A node goes on without its models; who replays wants those that were named.
        if (models != null && !DomainModel.isBundled(models) && !Files.isDirectory(models)) {
            throw new Refused(Refused.UNAVAILABLE, models + ": not a folder");
        }
        var books = PlaybookCommand.books(playbooks);
        var packs = options.packs(rules);
        var pack = packs.current().pack();
        pack.refused().forEach(r -> System.err.println("gabion: " + r));
        new Correlations(pack).crowded().forEach(line -> System.err.println("gabion: " + line));
        var lists = Lists.read(context);
        lists.told().forEach(r -> System.err.println("gabion: " + r));
        var recorded = new ArrayList<RecordedFile>();
        try (var output = new ReplayOutput(out)) {
            var names = new HashSet<String>();
            for (var file : files) {
                recorded.add(open(file, unique(file, names)));
            }
            var model = models == null ? null : DomainModel.over(models, PATIENCE);
            var windows = models == null ? null : WindowModels.over(models, PATIENCE);
            var wiring = new Wiring(
                    books,
                    Policies.observing(),
                    Map.of(),
                    Peers.NONE,
                    Notices.NOBODY,
                    Rules.NONE,
                    lists::site,
                    windows == null ? Judges.NONE : windows);
            var asked = (rules.isEmpty() ? Rules.NONE : new PackedRules(packs::current))
                    .and(Lists.asked(lists::intelligence))
                    .and(model == null ? Rules.NONE : model);
            var replay = new Replay(tenant, Instant.EPOCH, wiring::register, asked, output::deadLetter);
            replay.engine()
                    .tell(
                            Wiring.guard(new EntityId(tenant, "guard", "all")),
                            new GuardCommand.Surroundings("replay", List.of("127.0.0.1")));
            try (var _ = Progress.on(System.err, replay::observations, "observations")) {
                replay.run(recorded);
            }
            var summary = summary(replay, recorded, began);
            summary.putObject("rules")
                    .put("loaded", pack.loaded() - packs.own())
                    .put("refused", pack.refused().size());
            summary.put("ownRules", packs.own());
            summary.putObject("indicators")
                    .put("loaded", lists.intelligence().indicators().size())
                    .put("refused", lists.refusals())
                    .put("warningLists", lists.intelligence().warnings().size());
            summary.put("facts", lists.site().size());
            var used = summary.putArray("models");
            if (model != null) {
                used.addObject()
                        .put("id", "domain")
                        .put("version", model.version())
                        .put("without", model.without());
                windows.standing()
                        .forEach(state -> used.addObject()
                                .put("id", state.path("model").asText())
                                .put("version", state.path("version").asText())
                                .put("asked", state.path("asked").asLong())
                                .put("flagged", state.path("flagged").asLong())
                                .put("without", state.path("without").asLong()));
                model.close();
                windows.close();
            }
            output.finish(replay.projection(), summary);
            System.out.printf(
                    "%d observations, %d suspicions, %d incidents%s; see %s%n",
                    replay.observations(),
                    replay.projection().suspicions().size(),
                    replay.projection().incidents().size(),
                    unread(recorded),
                    out);
        } finally {
            for (var file : recorded) {
                file.close();
            }
        }
        return 0;
    }

    /** Who has given a wrong file, or a wrong format, shall see it at once. */
    private static String unread(List<RecordedFile> recorded) {
        long dead = recorded.stream().mapToLong(RecordedFile::deadLetters).sum();
        return dead == 0 ? "" : ", " + dead + (dead == 1 ? " line" : " lines") + " that could not be read";
    }

    private RecordedFile open(Path file, String name) throws IOException, Refused {
        try {
            return RecordedFile.open(file, name, format, Instant.now());
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.WRONG_USAGE, e.getMessage());
        }
    }

    /** Two files of one name, in two folders, are two sources: the later one is known by its folder too. */
    private static String unique(Path file, HashSet<String> names) {
        var name = file.getFileName().toString();
        if (!names.add(name)) {
            name = file.toString();
            names.add(name);
        }
        return name;
    }

    private ObjectNode summary(Replay replay, List<RecordedFile> recorded, long began) throws IOException {
        var summary = JsonNodeFactory.instance.objectNode();
        var list = summary.putArray("files");
        for (var file : recorded) {
            list.addObject()
                    .put("file", file.name())
                    .put("format", file.format())
                    .put("lines", file.lines())
                    .put("observations", file.observations())
                    .put("deadLetters", file.deadLetters());
        }
        var view = replay.projection();
        summary.put("observations", replay.observations());
        summary.put("suspicions", view.suspicions().size());
        summary.put("folded", view.folded());
        summary.put("incidents", view.incidents().size());
        summary.put(
                "responses",
                view.incidents().values().stream()
                        .mapToInt(i -> i.planned().size())
                        .sum());
        summary.put("wallSeconds", (System.nanoTime() - began) / 1_000_000 / 1_000.0);
        summary.put("cpuSeconds", cpuSeconds());
        return summary;
    }

    /** User and system time of this process so far. */
    private static double cpuSeconds() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1_000_000 / 1_000.0;
    }
}
