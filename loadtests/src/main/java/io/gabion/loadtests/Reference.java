package io.gabion.loadtests;

import io.gabion.loadtests.SshdLog.Line;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which addresses guess passwords, exactly: a leaky bucket per address, capacity 5, leaking one per 10 s, emptied when
 * it overflows. One count per failed attempt: a line of one (address, host, process) whose stage is not later than that
 * of the line before it begins a new one. Made from what the generator meant, not from its text.
 */
final class Reference {
    /** One attempt, in tenths: a second leaks one. */
    private static final long ATTEMPT = 10;

    private static final long CAPACITY = 5 * ATTEMPT;

    private record Session(String address, String host, int pid) {}

    private record Level(long level, long second) {}

    private final Map<Session, Integer> stages = new HashMap<>();
    private final Map<String, Level> buckets = new HashMap<>();
    private final Set<String> guessers = new TreeSet<>();

    static Set<String> guessers(List<Line> lines) {
        var reference = new Reference();
        lines.stream().filter(line -> line.stage() > 0).forEach(reference::add);
        return reference.guessers;
    }

    private void add(Line line) {
        var session = new Session(line.address(), line.host(), line.pid());
        var before = stages.put(session, line.stage());
        if (before != null && line.stage() > before) {
            return;
        }
        var bucket = buckets.getOrDefault(line.address(), new Level(0, line.second()));
        long level = Math.max(0, bucket.level() - (line.second() - bucket.second())) + ATTEMPT;
        if (level > CAPACITY) {
            guessers.add(line.address());
            level = 0;
        }
        buckets.put(line.address(), new Level(level, line.second()));
    }
}
