package io.gabion.node.cli;

import io.gabion.detectors.sigma.correlate.Correlations;
import io.gabion.detectors.sigma.match.LogSources;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gabion rule check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Names every rule that cannot be used, with the reason; exit 1 if there is one.")
final class RuleCheckCommand implements Callable<Integer> {
    @Mixin
    RuleOptions options;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Rule files, or folders of them.")
    List<Path> rules;

    @Override
    public Integer call() throws Exception {
        var pack = options.load(rules);
        pack.refused().forEach(System.out::println);
        pack.idle().forEach(filter -> System.err.println("gabion: " + filter));
        new Correlations(pack).crowded().forEach(line -> System.err.println("gabion: " + line));
        var mapping = LogSources.bundled();
        long unread = pack.detections().stream()
                .filter(r -> !mapping.knows(r.source()))
                .count();
        System.err.printf(
                "gabion: %d rules load, %d do not; %d are for log sources that events do not tell by themselves%n",
                pack.loaded(), pack.refused().size(), unread);
        return pack.refused().isEmpty() ? 0 : Refused.NO;
    }
}
