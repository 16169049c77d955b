package io.gabion.node.step;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** The runs of a simulation, from seed 0 on, as many at a time as there are cores. A violation names its seed. */
public final class Seeds {
    /** Of every simulation that has to be green: 10,000 unless {@code -Dgabion.seeds} says otherwise. */
    private static final int ALL = Integer.getInteger("gabion.seeds", 10_000);

    static List<String> all(LongFunction<List<String>> run) {
        return some(ALL, run);
    }

    /** Of one whose runs are long: so many, unless {@code -Dgabion.seeds} says otherwise. */
    static List<String> all(int usually, LongFunction<List<String>> run) {
        return some(Integer.getInteger("gabion.seeds", usually), run);
    }

    static List<String> some(int seeds, LongFunction<List<String>> run) {
        return of(LongStream.range(0, seeds).parallel(), run);
    }

    /** Of one whose runs share what they run on: so many, unless {@code -Dgabion.seeds} says otherwise. */
    public static List<String> oneByOne(int usually, LongFunction<List<String>> run) {
        return of(LongStream.range(0, Integer.getInteger("gabion.seeds", usually)), run);
    }

    private static List<String> of(LongStream seeds, LongFunction<List<String>> run) {
        return seeds.boxed()
                .flatMap(seed -> violations(run, seed).stream().map(violation -> "seed " + seed + ": " + violation))
                .toList();
    }

    private static List<String> violations(LongFunction<List<String>> run, long seed) {
        try {
            return run.apply(seed);
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + ": " + e, e);
        }
    }

    private Seeds() {}
}
