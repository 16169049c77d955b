package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Outcome;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Turns the hits of rules into suspicions that people can live with. Within an hour, hits of one rule at one asset are
 * one. Each first one is weighed, see {@link Weight}, and added to what the asset has accrued. People are told when that
 * amounts to more than they were told before, and when what they were not told of is worth it by itself, ever more of it
 * each time; with the rules that it is made of. Besides, a rule that alone amounts to high or more speaks for itself. What is
 * folded stays counted.
 */
public final class RuleSuspicions implements Detector<Accrued> {
    private static final Accrued NOTHING = new Accrued();

    private record Fired(int at, Rule rule) {}

    @Override
    public String id() {
        return "sigma";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() != Kind.GROUP;
    }

    @Override
    public Accrued empty() {
        return NOTHING;
    }

    @Override
    public void write(Accrued state, DataOutput out) throws IOException {
        state.write(out);
    }

    @Override
    public Accrued read(DataInput in) throws IOException {
        return Accrued.read(in);
    }

    @Override
    public Outcome<Accrued> observe(Accrued before, AssetRef self, Batch batch, boolean frozen) {
        if (batch.fired().hits().isEmpty()) {
            return new Outcome<>(before, List.of());
        }
        var accrued = before.copy();
        var findings = new ArrayList<Finding>();
        for (var fired : inOrder(batch)) {
            step(accrued, self, batch.observations().get(fired.at()), fired.rule(), findings);
        }
        return new Outcome<>(accrued, findings);
    }

    /** By observation; of one, the highest level first. */
    private static List<Fired> inOrder(Batch batch) {
        return batch.fired().hits().stream()
                .flatMap(hits -> hits.at().stream().map(at -> new Fired(at, hits.rule())))
                .sorted(Comparator.comparingInt(Fired::at)
                        .thenComparing(f -> f.rule().level(), Comparator.reverseOrder())
                        .thenComparing(f -> f.rule().id()))
                .toList();
    }

    private static void step(
            Accrued accrued, AssetRef self, Observation observation, Rule rule, List<Finding> findings) {
        long now = observation.time().toEpochMilli();
        int hash = Sign.hash(rule);
        boolean repeats = accrued.habits().repeats(hash, now);
        var habit = accrued.habits().add(hash, now);
        if (repeats) {
            return;
        }
        double weight = Weight.of(rule.level(), habit.hours());
        accrued.habits().weigh(hash, weight);
        var sign = Sign.of(rule, weight, now, observation.source());
        accrued.add(sign, habit.weight());
        var worse = accrued.worse();
        if (worse.isEmpty()) {
            var own = Weight.severity(weight).filter(s -> s.compareTo(Severity.HIGH) >= 0);
            if (own.isPresent() && accrued.tellAlone(sign, now)) {
                findings.add(Told.alone(self, observation, rule, own.get(), habit, weight));
                return;
            }
        }
        worse.or(accrued::more).ifPresent(news -> {
            findings.add(
                    accrued.rules(news) == 1
                            ? Told.alone(self, observation, rule, news.severity(), habit, weight)
                            : Told.together(self, observation, rule, news, accrued));
            accrued.tell(news, now);
        });
    }
}
