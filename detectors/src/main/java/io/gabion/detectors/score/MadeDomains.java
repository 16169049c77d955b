package io.gabion.detectors.score;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.threshold.Seen;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.ModelScores;
import io.gabion.protocol.rule.ModelScores.Score;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One asset asks for at least {@value #MIN_NAMES} distinct domains within an hour that the {@code domain} model takes for
 * made by a program (T1568.002). Some names that people chose are flagged too: a single one says nothing, so none of them is
 * named as who acts, and the asset is hit.
 */
public final class MadeDomains implements Detector<Seen> {
    static final int MIN_NAMES = 4;
    static final int MANY = 10;
    static final int SPAN_SECONDS = 3_600;
    static final int CAP = 64;
    private static final String MODEL = "domain";

    @Override
    public String id() {
        return "made-domains";
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
    public Seen empty() {
        return Seen.empty(CAP, SPAN_SECONDS);
    }

    @Override
    public void write(Seen state, DataOutput out) throws IOException {
        state.write(out);
    }

    @Override
    public Seen read(DataInput in) throws IOException {
        return Seen.read(in, CAP, SPAN_SECONDS);
    }

    @Override
    public Outcome<Seen> observe(Seen before, AssetRef self, Batch batch, boolean frozen) {
        var scored = batch.fired().scored().stream()
                .filter(s -> s.model().equals(MODEL) && !s.flagged().isEmpty())
                .toList();
        if (scored.isEmpty()) {
            return new Outcome<>(before, List.of());
        }
        var seen = before.copy();
        var findings = new ArrayList<Finding>();
        for (var scores : scored) {
            for (var score : scores.flagged()) {
                step(seen, self, batch.observations().get(score.at()), scores, score, findings);
            }
        }
        return new Outcome<>(seen, findings);
    }

    private static void step(
            Seen seen, AssetRef self, Observation observation, ModelScores by, Score score, List<Finding> findings) {
        long now = observation.time().toEpochMilli();
        int name = Hash32.of(score.what());
        if (!seen.window().contains(0, name)) {
            seen.trail().add(observation.source());
        }
        seen.window().add(0, name, now / 1000);
        int names = seen.window().count(0);
        if (names >= MIN_NAMES && seen.trail().speak(now)) {
            findings.add(finding(seen, self, observation, by, score, names));
        }
    }

    private static Finding finding(
            Seen seen, AssetRef self, Observation observation, ModelScores by, Score score, int names) {
        return new Finding(
                self.name(),
                observation.time(),
                io.gabion.protocol.suspicion.Detector.Kind.MODEL,
                "Names made by a program asked for by " + self.name(),
                names >= MANY ? Severity.HIGH : Severity.MEDIUM,
                score.score(),
                List.of("T1568.002"),
                seen.trail().evidence(observation),
                String.format(
                        Locale.ROOT,
                        "%s asked for %d domains within an hour that look made by a program, the last one %s with score %.3f (threshold %.3f, model %s %s)",
                        self.name(),
                        names,
                        score.what(),
                        score.score(),
                        by.threshold(),
                        by.model(),
                        by.version()),
                List.of(),
                List.of(self),
                by.model(),
                by.version());
    }
}
