package io.gabion.node.models;

import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelPool;
import io.gabion.detectors.model.ModelPool.Opener;
import io.gabion.detectors.model.ModelPool.Scores;
import io.gabion.detectors.model.ModelPool.Without;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import io.gabion.protocol.rule.ModelScores.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the {@code domain} model about every distinct name that the batch's DNS queries ask for. What it said,
 * or why it said nothing, goes into the journal with the batch.
 */
public final class DomainModel implements Rules, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainModel.class);
    private static final String NAME = "domain";
    private static final List<String> FIELDS = List.of("query", "QueryName", "dns.rrname", "rrname");
    private static final String BUNDLED = "bundled";
    private static final int WORKERS = 2;
    private static final int MAX_NAME = 253;

    private final String version;
    private final double threshold;
    private final ModelPool pool;
    private final AtomicLong without = new AtomicLong();

    private DomainModel(String version, double threshold, Opener opener, Duration patience) {
        this.version = version;
        this.threshold = threshold;
        this.pool = new ModelPool(
                opener, WORKERS, patience, why -> LOG.warn("Domains are scored without the model {}: {}", NAME, why));
    }

    /**
     * @param models a folder of models, or {@code bundled}; one that it lacks, or that is refused, is named, and the journal says that
     *     domains were scored without it
     * @param patience how long a batch waits for it
     */
    public static DomainModel over(Path models, Duration patience) {
        var folder =
                models.toString().equals(BUNDLED) ? NAME : models.resolve(NAME).toString();
        return switch (ModelFolder.look(folder)) {
            case Checked checked -> of(checked.card(), checked::open, patience);
            case ModelFolder.Refused refused -> {
                LOG.warn("Domains are scored without a model; {}", refused);
                yield new DomainModel(
                        "",
                        1,
                        () -> {
                            throw new IOException(refused.toString());
                        },
                        patience);
            }
        };
    }

    static DomainModel of(ModelCard card, Opener opener, Duration patience) {
        return new DomainModel(card.version(), card.threshold(), opener, patience);
    }

    /** How many DNS queries were let through unscored. */
    public long without() {
        return without.get();
    }

    /** A hash of the weights; empty if there is no model. */
    public String version() {
        return version;
    }

    @Override
    public Fired ask(List<Observation> observations) {
        var places = new LinkedHashMap<String, List<Integer>>();
        int asked = 0;
        for (int i = 0; i < observations.size(); i++) {
            var name = name(observations.get(i));
            if (!name.isEmpty()) {
                places.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
                asked++;
            }
        }
        return asked == 0 ? Fired.NOTHING : Fired.ofScores(List.of(scores(places, asked)));
    }

    private ModelScores scores(LinkedHashMap<String, List<Integer>> places, int asked) {
        var names = List.copyOf(places.keySet());
        return switch (pool.score(names.stream().map(Input.Domain::new).toList())) {
            case Scores(var scores) -> {
                var flagged = new ArrayList<Score>();
                for (int i = 0; i < scores.length; i++) {
                    if (scores[i] >= threshold) {
                        for (int at : places.get(names.get(i))) {
                            flagged.add(new Score(at, names.get(i), scores[i]));
                        }
                    }
                }
                flagged.sort(Comparator.comparingInt(Score::at));
                yield new ModelScores(NAME, version, threshold, asked, "", flagged);
            }
            case Without(var reason) -> {
                without.addAndGet(asked);
                yield new ModelScores(NAME, version, threshold, asked, reason, List.of());
            }
        };
    }

    /** The registered part of what a query asks for, or empty: names of one label and reverse lookups are local matters. */
    private static String name(Observation observation) {
        if (observation.type() != OcsfClass.DNS_ACTIVITY) {
            return "";
        }
        for (var field : FIELDS) {
            var asked = observation.fields().get(field);
            if (asked != null && asked.length() <= MAX_NAME) {
                var name = Encoding.Domain.registered(asked);
                return name.contains(".") && !name.endsWith(".arpa") && !name.endsWith(".local") ? name : "";
            }
        }
        return "";
    }

    @Override
    public void close() {
        pool.close();
    }
}
