package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.sigma.Hit;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.node.rules.EventFile;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion rule match}. */
@Command(
        name = "match",
        mixinStandardHelpOptions = true,
        description = "Runs rules on recorded events; prints one JSON object a line for each hit.")
final class RuleMatchCommand implements Callable<Integer> {
    @Option(
            names = "--rules",
            required = true,
            paramLabel = "FILE|DIR",
            description = "Rule files, or folders of them.")
    List<Path> rules;

    @Mixin
    RuleOptions options;

    @Option(names = "--product", defaultValue = "", description = "What all events are of, however they look.")
    String product;

    @Option(names = "--category", defaultValue = "", description = "As --product.")
    String category;

    @Option(names = "--service", defaultValue = "", description = "As --product.")
    String service;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recorded events, plain or gzip.")
    List<Path> files;

    @Override
    public Integer call() throws Exception {
        for (var file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new Refused(Refused.UNAVAILABLE, file + ": not a readable file");
            }
        }
        var pack = options.load(rules);
        pack.refused().forEach(r -> System.err.println("gabion: " + r));
        var run = new RuleRun(pack, LogSources.bundled(), new LogSource(product, category, service));
        long unread = 0;
        // Not closed: it is the process's.
        var out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        try {
            for (var file : files) {
                unread += EventFile.read(file, product, event -> run.hits(event).forEach(hit -> print(out, hit)));
            }
            run.end().forEach(hit -> print(out, hit));
        } finally {
            out.flush();
        }
        if (unread > 0) {
            System.err.printf("gabion: %d lines could not be read%n", unread);
        }
        return 0;
    }

    private static void print(PrintStream out, Hit hit) {
        var rule = hit.rule();
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("rule", rule.id())
                .put("title", rule.title())
                .put("level", rule.level().name().toLowerCase(Locale.ROOT))
                .put("file", hit.source().file())
                .put("line", hit.source().line())
                .put("author", rule.author())
                .put("license", rule.license());
        out.println(json);
    }
}
