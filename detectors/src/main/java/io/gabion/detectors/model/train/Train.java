package io.gabion.detectors.model.train;

import io.gabion.detectors.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of its own that trains one model. Exit 0 done, 3 with one line on standard error if it cannot. */
public final class Train {
    /**
     * @param in JSON lines, plain or gzip
     * @param out the model's folder
     * @param falseShare of held-back benign rows, how many its threshold may flag
     */
    public record Order(
            ModelCard.Kind kind, Path in, Path out, long seed, String id, String origin, double falseShare) {
        /** One in a hundred. */
        public static final double USUAL = 0.01;

        public List<String> arguments() {
            return List.of(
                    kind.name(),
                    in.toString(),
                    out.toString(),
                    String.valueOf(seed),
                    id,
                    origin,
                    String.valueOf(falseShare));
        }

        static Order of(String... arguments) {
            return new Order(
                    ModelCard.Kind.valueOf(arguments[0]),
                    Path.of(arguments[1]),
                    Path.of(arguments[2]),
                    Long.parseLong(arguments[3]),
                    arguments[4],
                    arguments[5],
                    Double.parseDouble(arguments[6]));
        }
    }

    // With more than one thread the native engine spins while it waits: twenty times slower.
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1");

    private static final Map<String, String> ENVIRONMENT = Map.of("OMP_WAIT_POLICY", "PASSIVE", "OMP_NUM_THREADS", "1");

    /** The process that does it, with this one's class path. */
    public static ProcessBuilder process(Order order) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Train.class.getName()));
        command.addAll(order.arguments());
        var process = new ProcessBuilder(command);
        process.environment().putAll(ENVIRONMENT);
        return process;
    }

    public static void main(String... arguments) {
        System.exit(run(Order.of(arguments)));
    }

    private static int run(Order order) {
        try {
            switch (order.kind()) {
                case text, triage -> LabelTraining.run(order, System.err::println);
                case sequence -> SequenceTraining.run(order, System.err::println);
                case autoencoder -> VectorTraining.run(order, System.err::println);
            }
            return 0;
        } catch (IOException | RuntimeException e) {
            System.err.println("gabion: " + order.in() + ": " + e.getMessage());
            return 3;
        }
    }

    private Train() {}
}
