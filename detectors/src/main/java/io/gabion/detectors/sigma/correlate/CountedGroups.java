package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Heard;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.Profile;
import io.gabion.detectors.Waking;
import io.gabion.detectors.sigma.correlate.Open.Seen;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.rule.Counting.Event;
import io.gabion.protocol.rule.Fired;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps one group of one correlation rule, as an asset of kind {@code group}. A window that only ends with time is judged
 * when that time has passed, with or without another event. Where what other groups find is counted, events wait until
 * all that comes before them has come: they are counted in the order of their times. A group is told of once an hour; how
 * often it held is counted.
 */
public final class CountedGroups implements Waking<Kept> {
    /** No rule has a window that reaches further back. */
    public static final Duration KEPT = Correlation.LONGEST.plusDays(1);

    /** Whether all that an asset remembers is a group of which nothing waits, and nothing is as young as that. */
    public static boolean isOver(Profile profile, Instant then) {
        return profile.parts().values().stream()
                .allMatch(part -> part.state() instanceof Kept kept && kept.isOver(then.toEpochMilli()));
    }

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
        var count = new Count(before);
        for (var counting : batch.fired().counted()) {
            var chain = chain(batch.fired(), counting.rule().id());
            for (var event : counting.groups().getFirst().events()) {
                var observation = batch.observations().get(event.at());
                var seen = new Seen(
                        observation.source() + " " + event.rule(),
                        observation.primary(),
                        observation.assets(),
                        asked(chain, observation, event));
                var behind = batch.behind(observation);
                count.come(
                        Open.of(counting, chain, behind, seen),
                        entry(observation.time(), event, observation.source()),
                        batch.now());
            }
        }
        return count.outcome();
    }

    private static Map<String, String> asked(Chain chain, Observation observation, Event event) {
        var asked = Occurrence.asked(chain.links(), Occurrence.in(observation.fields()));
        event.filled().forEach(field -> asked.put(field.name(), field.value()));
        return asked;
    }

    private static Chain chain(Fired fired, String rule) {
        return fired.chains().stream()
                .filter(chain -> chain.rule().equals(rule))
                .findFirst()
                .orElseGet(() -> Chain.none(rule));
    }

    private static Entry entry(Instant time, Event event, Source source) {
        return new Entry(time.toEpochMilli(), event.rule(), event.value(), event.number(), 1, source);
    }

    @Override
    public Optional<Instant> due(Kept kept) {
        return kept.open().flatMap(open -> open.due(open.rule().due(kept.group())));
    }

    @Override
    public Outcome<Kept> hear(Kept before, AssetRef self, Heard heard) {
        return switch (heard) {
            case Heard.Time(var now)
            when due(before).filter(due -> !due.isAfter(now)).isPresent() ->
                until(before, before.open().orElseThrow().settled(now));
            case Heard.End(int round)
            when before.open().filter(open -> open.chain().level() <= round).isPresent() ->
                until(before, Long.MAX_VALUE);
            case Heard.Found(var chained, var now)
            when !before.taken().contains(chained.key()) -> take(before, chained, now);
            case Heard.Time _, Heard.End _, Heard.Found _ -> new Outcome<>(before, List.of());
        };
    }

    private static Outcome<Kept> until(Kept before, long then) {
        var count = new Count(before);
        count.until(then);
        return count.outcome();
    }

    private static Outcome<Kept> take(Kept before, Chained chained, Instant now) {
        var count = new Count(before.taking(chained.key()));
        var seen = new Seen(chained.key(), chained.primary(), chained.assets(), chained.fields());
        var event = chained.counting().groups().getFirst().events().getFirst();
        count.come(
                Open.of(chained.counting(), chained.chain(), chained.behind(), seen),
                entry(chained.at(), event, chained.source()),
                now);
        return count.outcome();
    }
}
