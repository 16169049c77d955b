package io.gabion.detectors.model.train;

import io.gabion.detectors.model.ModelCard;
import java.nio.file.Path;
import java.util.Map;

/** A process of its own that trains one model. Exit 0 done, 3 with one line on standard error if it cannot. */
public final class Train {
    /**
     * @param in JSON lines, plain or gzip
     * @param out the model's folder
     */
    public record Order(ModelCard.Kind kind, Path in, Path out, long seed, String id, String origin) {
        public java.util.List<String> arguments() {
            return java.util.List.of(
                    kind.name(), in.toString(), out.toString(), String.valueOf(seed), id, origin);
        }

        static Order of(String... arguments) {
            return new Order(
                    ModelCard.Kind.valueOf(arguments[0]),
                    Path.of(arguments[1]),
                    Path.of(arguments[2]),
                    Long.parseLong(arguments[3]),
                    arguments[4],
                    arguments[5]);
        }
    }

    /** Of one core, without a look at the network; spinning threads made it twenty times slower. */
    public static final java.util.List<String> FLAGS = java.util.List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1");

    public static final Map<String, String> ENVIRONMENT = Map.of("OMP_WAIT_POLICY", "PASSIVE", "OMP_NUM_THREADS", "1");

    public static void main(String... arguments) {
        System.exit(run(Order.of(arguments)));
    }

    static int run(Order order) {
        try {
            switch (order.kind()) {
                case text -> TextTraining.run(order, System.err::println);
                case sequence -> SequenceTraining.run(order, System.err::println);
            }
            return 0;
        } catch (java.io.IOException | RuntimeException e) {
            System.err.println("gabion: " + order.in() + ": " + e.getMessage());
            return 3;
        }
    }

    private Train() {}
}
