package io.gabion.node.step;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** The runs of a simulation, from seed 0 on. A violation names its seed. */
final class Seeds {
    /** So many instead, of every simulation that has to be green. */
    private static final String PROPERTY = "gabion.seeds";

    /** @param usual how many, unless {@code -Dgabion.seeds} says otherwise */
    static List<String> all(int usual, LongFunction<List<String>> run) {
        return some(Integer.getInteger(PROPERTY, usual), run);
    }

    static List<String> some(int seeds, LongFunction<List<String>> run) {
        return LongStream.range(0, seeds)
                .boxed()
                .flatMap(seed -> run.apply(seed).stream().map(violation -> "seed " + seed + ": " + violation))
                .toList();
    }

    private Seeds() {}
}
