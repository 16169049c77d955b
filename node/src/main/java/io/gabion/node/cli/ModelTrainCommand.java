package io.gabion.node.cli;

import io.gabion.detectors.model.ModelCard.Kind;
import io.gabion.detectors.model.train.Train;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion model train}: in a process of its own, which a native engine may end without ending this one. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Learns from JSON lines, or from recorded telemetry; the same seed and lines give the same model.")
final class ModelTrainCommand implements Callable<Integer> {
    /** One of two. */
    static final class From {
        @ArgGroup(exclusive = false)
        Lines lines;

        @ArgGroup(exclusive = false)
        Recorded recorded;
    }

    static final class Lines {
        @Option(names = "--kind", required = true, description = "${COMPLETION-CANDIDATES}")
        Kind kind;

        @Option(names = "--in", required = true, paramLabel = "FILE", description = "JSON lines, plain or gzip.")
        Path in;
    }

    static final class Recorded {
        @Option(
                names = "--family",
                required = true,
                paramLabel = "MODEL",
                description = "Such as window-network: learns from recorded telemetry.")
        String family;

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "With --family: telemetry, plain or gzip.")
        List<Path> files;
    }

    @ArgGroup(multiplicity = "1")
    From from;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The model's folder.")
    Path out;

    @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}")
    long seed;

    @Option(names = "--id", description = "The model's name. Default: that of its folder.")
    String id;

    @Option(
            names = "--origin",
            defaultValue = "own telemetry",
            description = "Where the lines come from, for the card.")
    String origin;

    @Option(
            names = "--false-share",
            defaultValue = "0.01",
            description = "Of harmless rows, how many the threshold may flag. Default: ${DEFAULT-VALUE}")
    double falseShare;

    @Override
    public Integer call() throws Exception {
        checkShare(falseShare);
        return from.lines != null ? train(from.lines.kind, from.lines.in) : trainOn(from.recorded);
    }

    private int trainOn(Recorded recorded) throws Exception {
        var kind = TelemetryRows.kind(recorded.family);
        var rows = Files.createTempFile("gabion-" + recorded.family, ".jsonl");
        rows.toFile().deleteOnExit(); // Whoever interrupts it leaves no telemetry behind.
        try {
            try (var out = new PrintWriter(Files.newBufferedWriter(rows))) {
                long count = TelemetryRows.read(recorded.family, recorded.files, out::println);
                if (count == 0) {
                    throw new Refused(Refused.NO, "nothing of " + recorded.family + " is in these files");
                }
                if (out.checkError()) {
                    throw new Refused(Refused.UNAVAILABLE, rows + ": cannot be written");
                }
            }
            return train(kind, rows);
        } finally {
            Files.deleteIfExists(rows);
        }
    }

    private int train(Kind kind, Path in) throws Exception {
        if (!Files.isReadable(in) || Files.isDirectory(in)) {
            throw new Refused(Refused.UNAVAILABLE, in + ": not a readable file");
        }
        var name = id == null ? out.toAbsolutePath().getFileName().toString() : id;
        var order = new Train.Order(kind, in.toAbsolutePath(), out.toAbsolutePath(), seed, name, origin, falseShare);
        var trainer = Train.process(order).inheritIO().start();
        var ending = new Thread(trainer::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(ending);
        int code = trainer.waitFor();
        Runtime.getRuntime().removeShutdownHook(ending);
        return code == 0 ? 0 : Refused.UNAVAILABLE;
    }

    static void checkShare(double falseShare) throws Refused {
        if (!(falseShare > 0 && falseShare < 1)) {
            throw new Refused(Refused.WRONG_USAGE, "--false-share " + falseShare + ": between 0 and 1");
        }
    }
}
