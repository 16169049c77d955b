package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.Waking;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps one group of one correlation rule, as an asset of kind {@code group}. A window that only ends with time is judged
 * when that time has passed, with or without another event. A group is told of once an hour; how often it held is counted.
 */
public final class CountedGroups implements Waking<Kept> {
    /** Milliseconds of event time. */
    static final long QUIET = 3_600_000;

    @Override
    public String id() {
        return "sigma-correlation";
    }

    @Override
    public String version() {
        return "2";
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
        return Kept.read(in);
    }

    @Override
    public Optional<Kept> readFormer(String version, DataInput in) throws IOException {
        return version.equals("1") ? Optional.of(Kept.readFormer(in)) : Optional.empty();
    }

    @Override
    public Outcome<Kept> observe(Kept before, AssetRef self, Batch batch, boolean frozen) {
        var kept = before;
        var findings = new ArrayList<Finding>();
        for (var counting : batch.fired().counted()) {
            var rule = GroupRule.of(counting.condition());
            for (var event : counting.groups().getFirst().events()) {
                var seen = batch.observations().get(event.at());
                var now = Open.of(counting, seen, Open.behind(batch.now(), seen.time()));
                var time = seen.time().toEpochMilli();
                var entry = new Entry(time, event.rule(), event.value(), event.number(), 1, seen.source());
                kept = add(closed(kept, rule, time, now, findings), rule, entry, now, findings);
            }
        }
        return new Outcome<>(kept, findings);
    }

    @Override
    public Optional<Instant> due(Kept kept) {
        return kept.open()
                .flatMap(open -> GroupRule.of(open.counting().condition())
                        .due(kept.group())
                        .map(open::due));
    }

    @Override
    public Outcome<Kept> wake(Kept before, AssetRef self, Instant now) {
        var findings = new ArrayList<Finding>();
        var kept = before.open()
                .map(open ->
                        closed(before, GroupRule.of(open.counting().condition()), open.settled(now), open, findings))
                .orElse(before);
        return new Outcome<>(kept, findings);
    }

    /** Judges the window if it is over by then. @param otherwise what is known, if the window does not know it itself */
    private static Kept closed(Kept before, GroupRule rule, long then, Open otherwise, List<Finding> findings) {
        var end = rule.due(before.group());
        if (end.isEmpty() || end.get() > then) {
            return before;
        }
        var last = before.group().entries().getLast().time();
        var open = before.open().orElse(otherwise);
        var step = rule.close(before.group(), then);
        var kept = before.with(step.state()).with(Optional.empty());
        return step.found().isPresent()
                ? held(kept, end.get(), last, open, step.found().get(), findings)
                : kept;
    }

    private static Kept add(Kept before, GroupRule rule, Entry entry, Open now, List<Finding> findings) {
        var step = rule.add(before.group(), entry);
        var kept = before.with(step.state()).with(rule.due(step.state()).map(_ -> now));
        return step.found().isPresent()
                ? held(kept, entry.time(), entry.time(), now, step.found().get(), findings)
                : kept;
    }

    /** @param at when it held @param last event's time */
    private static Kept held(Kept kept, long at, long last, Open open, List<Entry> on, List<Finding> findings) {
        int times = kept.times() == Integer.MAX_VALUE ? kept.times() : kept.times() + 1;
        if (Math.abs(at - kept.toldAt()) < QUIET) {
            return new Kept(kept.group(), kept.toldAt(), times, kept.open());
        }
        findings.add(GroupFinding.of(open, Instant.ofEpochMilli(last), on, times));
        return new Kept(kept.group(), at, times, kept.open());
    }
}
