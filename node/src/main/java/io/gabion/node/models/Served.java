package io.gabion.node.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.model.Drift;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.ModelFolder.Refused;
import io.gabion.detectors.model.ModelPool;
import io.gabion.detectors.model.ModelPool.Opener;
import io.gabion.detectors.model.ModelPool.Scores;
import io.gabion.detectors.model.ModelPool.Without;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.window.Question;
import io.gabion.node.asset.Judges.Word;
import io.gabion.protocol.rule.ModelScores;
import io.gabion.protocol.rule.ModelScores.Score;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One model that a node asks, and how it does. By any thread. */
final class Served implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Served.class);
    private static final int WORKERS = 2;

    private final String name;
    private final String version;
    private final double threshold;
    private final ModelPool pool;
    private final Optional<Drift> drift;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong flagged = new AtomicLong();
    private final AtomicLong without = new AtomicLong();
    private boolean told;

    private Served(
            String name, String version, double threshold, Opener opener, Duration patience, Optional<Drift> drift) {
        this.name = name;
        this.version = version;
        this.threshold = threshold;
        this.drift = drift;
        this.pool = new ModelPool(
                opener,
                WORKERS,
                patience,
                why -> LOG.warn(
                        "What it judges is taken without the model {} for {} s: {}",
                        name,
                        ModelPool.REST.toSeconds(),
                        why));
    }

    /** @param name as the journal has it */
    static Served of(String name, Found found, Duration patience) {
        return switch (found) {
            case Checked checked -> of(name, checked.card(), checked::open, patience);
            case Refused refused -> {
                LOG.warn("What it judges is taken without a model; {}", refused);
                yield new Served(
                        name,
                        "",
                        1,
                        () -> {
                            throw new IOException(refused.toString());
                        },
                        patience,
                        Optional.empty());
            }
        };
    }

    static Served of(String name, ModelCard card, Opener opener, Duration patience) {
        return new Served(name, card.version(), card.threshold(), opener, patience, Optional.of(new Drift(card)));
    }

    String version() {
        return version;
    }

    long without() {
        return without.get();
    }

    /**
     * @param places of each distinct input, in the list of observations
     * @param inputs in the same order
     */
    ModelScores ask(Map<String, List<Integer>> places, List<? extends Input> inputs) {
        int of = places.values().stream().mapToInt(List::size).sum();
        return switch (pool.score(inputs)) {
            case Scores(var scores) -> {
                drift.ifPresent(d -> d.saw(inputs, scores));
                var found = flagged(places, scores);
                asked.addAndGet(of);
                flagged.addAndGet(found.size());
                yield new ModelScores(name, version, threshold, of, "", found);
            }
            case Without(var reason) -> {
                without.addAndGet(of);
                yield new ModelScores(name, version, threshold, of, reason, List.of());
            }
        };
    }

    /** One for each question, in their order; what is flagged says why. */
    List<Word> judge(List<Question> questions) {
        var inputs = questions.stream().map(Question::input).toList();
        return switch (pool.score(inputs)) {
            case Scores(var scores) -> {
                drift.ifPresent(d -> d.saw(inputs, scores));
                asked.addAndGet(scores.length);
                yield words(questions, scores);
            }
            case Without(var reason) -> {
                without.addAndGet(questions.size());
                yield without(questions, reason);
            }
        };
    }

    private List<Word> words(List<Question> questions, double[] scores) {
        var high = IntStream.range(0, scores.length)
                .filter(i -> scores[i] >= threshold)
                .boxed()
                .toList();
        flagged.addAndGet(high.size());
        var why = new HashMap<Integer, List<Integer>>();
        if (!high.isEmpty()) {
            var places = pool.standingOut(
                    high.stream().map(i -> questions.get(i).input()).toList());
            for (int i = 0; i < high.size(); i++) {
                why.put(high.get(i), places.get(i));
            }
        }
        return IntStream.range(0, scores.length)
                .mapToObj(i -> new Word(
                        questions.get(i), name, version, threshold, scores[i], "", why.getOrDefault(i, List.of())))
                .toList();
    }

    private List<Word> without(List<Question> questions, String reason) {
        return questions.stream()
                .map(q -> new Word(q, name, version, threshold, 0, reason, List.of()))
                .toList();
    }

    /** Counts what was not even asked. */
    List<Word> leave(List<Question> questions, String reason) {
        without.addAndGet(questions.size());
        return without(questions, reason);
    }

    private List<Score> flagged(Map<String, List<Integer>> places, double[] scores) {
        var flagged = new ArrayList<Score>();
        int i = 0;
        for (var what : places.entrySet()) {
            double score = scores[i++];
            if (score >= threshold) {
                what.getValue().forEach(at -> flagged.add(new Score(at, what.getKey(), score)));
            }
        }
        flagged.sort(Comparator.comparingInt(Score::at));
        return flagged;
    }

    /** Says once that the model's world has changed, and once that it is as it was. */
    synchronized void tellDrift() {
        var alarms = drift.map(d -> d.read().alarms()).orElse(List.of());
        if (!alarms.isEmpty() && !told) {
            LOG.warn(
                    "The model {} {} drifts: {}. Look at what it flags, and train it again on your own telemetry",
                    name,
                    version,
                    String.join("; ", alarms));
        } else if (alarms.isEmpty() && told) {
            LOG.info("The model {} {} no longer drifts", name, version);
        }
        told = !alarms.isEmpty();
    }

    ObjectNode state() {
        var state = JsonNodeFactory.instance
                .objectNode()
                .put("model", name)
                .put("version", version)
                .put("asked", asked.get())
                .put("flagged", flagged.get())
                .put("without", without.get());
        drift.map(Drift::read).ifPresent(reading -> {
            var psi = state.put("drifts", !reading.alarms().isEmpty()).putObject("psi");
            reading.psi().forEach((feature, index) -> psi.put(feature, Math.rint(index * 1e3) / 1e3));
            var alarms = state.putArray("alarms");
            reading.alarms().forEach(alarms::add);
        });
        return state;
    }

    @Override
    public void close() {
        pool.close();
    }
}
