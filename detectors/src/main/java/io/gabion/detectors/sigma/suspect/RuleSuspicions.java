package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Outcome;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Rule;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Turns the hits of rules into suspicions that people can live with. Within an hour, hits of one rule at one asset are
 * one in each tree of processes. Each first one is weighed, see {@link Weight}, and added to what its tree has accrued, or
 * to what stands alone at the asset, see {@link Accrued}. People are told when that
 * amounts to more than they were told before, and when what they were not told of is worth it by itself, ever more of it
 * each time; with the rules that it is made of. Besides, what stands alone and amounts to high or more speaks for itself. What is
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
        return "2";
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

    /** Version 1 knew no processes. */
    @Override
    public Optional<Accrued> readFormer(String version, DataInput in) throws IOException {
        return version.equals("1") ? Optional.of(Accrued.readFormer(in)) : Optional.empty();
    }

    @Override
    public Outcome<Accrued> observe(Accrued before, AssetRef self, Batch batch, boolean frozen) {
        boolean isHost = self.kind() == Kind.HOST;
        var observations = batch.observations();
        if (batch.fired().hits().isEmpty()
                && (!isHost || observations.stream().noneMatch(before.lineage()::concerns))) {
            return new Outcome<>(before, List.of());
        }
        var accrued = before.copy();
        var findings = new ArrayList<Finding>();
        int next = 0;
        for (var fired : inOrder(batch)) {
            for (; next <= fired.at(); next++) {
                note(accrued, isHost, observations.get(next));
            }
            step(accrued, self, observations.get(fired.at()), fired.rule(), findings);
        }
        for (; next < observations.size(); next++) {
            note(accrued, isHost, observations.get(next));
        }
        return new Outcome<>(accrued, findings);
    }

    private static void note(Accrued accrued, boolean isHost, Observation observation) {
        if (isHost && accrued.lineage().concerns(observation)) {
            accrued.lineage().note(observation);
        }
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
        var subject = accrued.lineage().subject(observation);
        double weight = Weight.of(rule.level(), habit.hours() + habit.trees())
                * (Lineage.isRoutine(subject.tree()) ? Weight.ROUTINE : 1);
        var sign = Sign.of(rule, weight, now, observation.source(), subject);
        if (repeats && !accrued.isNews(hash, subject)) {
            accrued.again(sign);
            return;
        }
        if (subject.instead() != 0) {
            accrued.join(subject.instead(), subject.tree());
        }
        var account = accrued.add(sign);
        var kept = account.kept(sign);
        var worse = account.worse();
        var own = account.alone(sign, worse);
        if (own.isPresent() && accrued.mayTellAlone(now)) {
            account.tell(kept, own.get(), now);
            findings.add(Told.alone(self, observation, kept.source(), rule, own.get(), habit, weight));
            return;
        }
        worse.or(account::more).ifPresent(news -> {
            findings.add(
                    account.rules(news) == 1
                            ? Told.alone(self, observation, kept.source(), rule, news.severity(), habit, weight)
                            : Told.together(self, observation.time(), kept, rule, news, account, accrued));
            account.tell(news, now);
        });
    }
}
