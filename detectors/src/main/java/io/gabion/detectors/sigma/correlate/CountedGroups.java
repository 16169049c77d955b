package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.Stepwise.State;
import io.gabion.detectors.sigma.rule.Meta;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Event;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps one group of one correlation rule, as an asset of kind {@code group}. A window that only ends with time is judged
 * with the group's first event after it. A group is told of once an hour; how often it held is counted.
 */
public final class CountedGroups implements Detector<CountedGroups.Kept> {
    /** Milliseconds of event time. */
    static final long QUIET = 3_600_000;

    private static final int VALUE = 200;

    /** @param toldAt in milliseconds @param times how often the condition has held */
    public record Kept(GroupState group, long toldAt, int times) implements State<Kept> {
        static final Kept NOTHING = new Kept(GroupState.EMPTY, Long.MIN_VALUE / 2, 0);

        @Override
        public Kept copy() {
            return this;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            group.write(out);
            out.writeLong(toldAt);
            out.writeInt(times);
        }
    }

    @Override
    public String id() {
        return "sigma-correlation";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.GROUP;
    }

    @Override
    public Kept empty() {
        return Kept.NOTHING;
    }

    @Override
    public void write(Kept state, DataOutput out) throws IOException {
        state.write(out);
    }

    @Override
    public Kept read(DataInput in) throws IOException {
        return new Kept(GroupState.read(in), in.readLong(), in.readInt());
    }

    @Override
    public Outcome<Kept> observe(Kept before, AssetRef self, Batch batch, boolean frozen) {
        var kept = before;
        var findings = new ArrayList<Finding>();
        for (var counting : batch.fired().counted()) {
            var rule = GroupRule.of(counting.condition());
            for (var event : counting.groups().getFirst().events()) {
                kept = step(kept, rule, counting, batch.observations().get(event.at()), event, findings);
            }
        }
        return new Outcome<>(kept, findings);
    }

    private static Kept step(
            Kept before,
            GroupRule rule,
            Counting counting,
            Observation observation,
            Event event,
            List<Finding> findings) {
        long now = observation.time().toEpochMilli();
        var closed = rule.close(before.group(), now);
        var kept = new Kept(closed.state(), before.toldAt(), before.times());
        if (closed.found().isPresent()) {
            kept = held(kept, counting, observation, closed.found().get(), findings);
        }
        var added = rule.add(
                kept.group(), new Entry(now, event.rule(), event.value(), event.number(), 1, observation.source()));
        kept = new Kept(added.state(), kept.toldAt(), kept.times());
        return added.found().isPresent()
                ? held(kept, counting, observation, added.found().get(), findings)
                : kept;
    }

    private static Kept held(
            Kept kept, Counting counting, Observation observation, List<Source> evidence, List<Finding> findings) {
        long now = observation.time().toEpochMilli();
        int times = kept.times() == Integer.MAX_VALUE ? kept.times() : kept.times() + 1;
        if (Math.abs(now - kept.toldAt()) < QUIET) {
            return new Kept(kept.group(), kept.toldAt(), times);
        }
        findings.add(finding(counting, observation, evidence, times));
        return new Kept(kept.group(), now, times);
    }

    private static Finding finding(Counting counting, Observation observation, List<Source> evidence, int times) {
        var rule = counting.rule();
        var primary = observation.primary();
        // On the word of a rule no address is contained.
        var actors = primary.kind() == Kind.ADDRESS ? List.<AssetRef>of() : List.of(primary);
        // What it groups by is what it is about.
        var values = counting.groups().getFirst().values();
        var about = observation.assets().stream()
                .filter(asset -> asset.equals(primary) || values.containsValue(asset.name()))
                .toList();
        var explanation = String.format(
                Locale.ROOT,
                "Rule \"%s\" (%s%s%s) holds%s: %s %s within %d s, on %d events, for the %d. time",
                rule.title(),
                rule.level().name().toLowerCase(Locale.ROOT),
                rule.author().isEmpty() ? "" : ", by " + rule.author(),
                rule.license().isEmpty() ? "" : ", " + rule.license(),
                values(counting),
                counting.condition().type(),
                bounds(counting),
                counting.condition().spanMillis() / 1_000,
                evidence.size(),
                times);
        return new Finding(
                rule.id(),
                observation.time(),
                io.gabion.protocol.suspicion.Detector.Kind.SIGMA,
                rule.title(),
                rule.level(),
                0.75,
                rule.techniques(),
                evidence,
                explanation,
                actors,
                about,
                rule.id(),
                rule.version());
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
}
