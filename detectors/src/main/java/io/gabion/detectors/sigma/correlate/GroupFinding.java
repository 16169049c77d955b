package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.Finding;
import io.gabion.detectors.sigma.rule.Meta;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of a group whose condition holds. */
final class GroupFinding {
    private static final int VALUE = 200;

    /** @param time of the last event @param on what it rests on, oldest first @param times how often it has held by now */
    static Finding of(Open open, Instant time, List<Entry> on, int times) {
        var counting = open.counting();
        var rule = counting.rule();
        var primary = open.last().primary();
        // On the word of a rule no address is contained.
        var actors = primary.kind() == Kind.ADDRESS ? List.<AssetRef>of() : List.of(primary);
        // What it groups by is what it is about.
        var values = counting.groups().getFirst().values();
        var about = open.last().assets().stream()
                .filter(asset -> asset.equals(primary) || values.containsValue(asset.name()))
                .toList();
        return new Finding(
                rule.id(),
                time,
                Detector.Kind.SIGMA,
                rule.title(),
                rule.level(),
                0.75,
                rule.techniques(),
                on.stream().map(Entry::source).toList(),
                explained(open, on, times),
                actors,
                about,
                rule.id(),
                rule.version(),
                new Signal(Signal.CORRELATION, rule.id() + named(actors, about)));
    }

    /** All that may be contained for it. A victim's address never is, so that groups that differ in it alone are told together. */
    private static String named(List<AssetRef> actors, List<AssetRef> about) {
        return Stream.concat(actors.stream(), about.stream().filter(asset -> asset.kind() != Kind.ADDRESS))
                .distinct()
                .map(asset -> " " + asset)
                .sorted()
                .collect(Collectors.joining());
    }

    private static String explained(Open open, List<Entry> on, int times) {
        var counting = open.counting();
        var rule = counting.rule();
        return String.format(
                Locale.ROOT,
                "Rule \"%s\" (%s%s%s) holds%s: %s %s within %d s, on %s, for the %d. time",
                rule.title(),
                rule.level().name().toLowerCase(Locale.ROOT),
                rule.author().isEmpty() ? "" : ", by " + rule.author(),
                rule.license().isEmpty() ? "" : ", " + rule.license(),
                values(counting),
                counting.condition().type(),
                bounds(counting),
                counting.condition().spanMillis() / 1_000,
                basis(open.chain(), on),
                times);
    }

    /** Where it counts what others found, how often each of them. */
    private static String basis(Chain chain, List<Entry> on) {
        if (chain.of().isEmpty()) {
            return on.size() + " events";
        }
        var times = new TreeMap<Integer, Long>();
        on.forEach(entry -> times.merge(entry.rule(), entry.events(), Long::sum));
        return times.entrySet().stream()
                .map(e -> "\"%s\" (%d)".formatted(chain.of().get(e.getKey()), e.getValue()))
                .collect(Collectors.joining(" and "));
    }

    private static String values(Counting counting) {
        var values = new TreeMap<>(counting.groups().getFirst().values());
        return values.isEmpty()
                ? ""
                : values.entrySet().stream()
                        .map(v -> v.getKey() + "=" + Meta.cut(v.getValue(), VALUE))
                        .collect(Collectors.joining(", ", " for ", ""));
    }

    private static String bounds(Counting counting) {
        return counting.condition().bounds().stream()
                .map(b -> String.format(Locale.ROOT, "%s %s", b.operator(), number(b.number())))
                .collect(Collectors.joining(" and "));
    }

    private static String number(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    private GroupFinding() {}
}
