package io.gabion.node.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gabion model rows}: see {@link TelemetryRows}. */
@Command(
        name = "rows",
        mixinStandardHelpOptions = true,
        description = "Prints the windows or traces in recorded telemetry, as lines for train, score and evaluate.")
final class ModelRowsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "Such as window-network or sequence-process.")
    String model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Plain or gzip.")
    List<Path> files;

    @Override
    public Integer call() throws Exception {
        return TelemetryRows.read(model, files, System.out::println) > 0 ? 0 : Refused.NO;
    }
}
