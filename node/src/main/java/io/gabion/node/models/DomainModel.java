package io.gabion.node.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.Family;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.ModelFolder.Refused;
import io.gabion.detectors.model.ModelPool.Opener;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.node.rules.Lookout;
import io.gabion.node.rules.Rules;
import io.gabion.node.rules.Watched;
import io.gabion.node.rules.Watched.Refreshed;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the {@code domain} model about every distinct name that the batch's DNS queries ask for, and its shadow the same. What
 * they said, or why they said nothing, goes into the journal with the batch; the shadow's word as that of {@value #SHADOW},
 * which raises nothing.
 */
public final class DomainModel implements Rules, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainModel.class);
    private static final String NAME = "domain";
    static final String SHADOW = "domain/shadow";
    private static final List<String> FIELDS = List.of("query", "QueryName", "dns.rrname", "rrname");
    private static final String BUNDLED = "bundled";
    private static final int MAX_NAME = 253;

    /** What the family's folder says. */
    private record Looked(Found active, Optional<Found> shadow) {}

    private record Serving(Served active, Optional<Served> shadow) {
        List<Served> all() {
            return shadow.map(s -> List.of(active, s)).orElse(List.of(active));
        }
    }

    private final Duration patience;
    private final Optional<Watched<Looked>> watched;
    private volatile Serving serving;
    private Optional<Lookout> lookout = Optional.empty();

    private DomainModel(Served active) {
        this.patience = Duration.ZERO;
        this.watched = Optional.empty();
        this.serving = new Serving(active, Optional.empty());
    }

    private DomainModel(Family family, Duration patience) throws IOException {
        this.patience = patience;
        this.watched = Optional.of(new Watched<>(new Files(family)));
        this.serving = serve(watched.get().current());
    }

    /**
     * @param models a folder of models, or {@code bundled}; one that it lacks, or that is refused, is named, and the journal says that
     *     domains were scored without it
     * @param patience how long a batch waits for it
     */
    public static DomainModel over(Path models, Duration patience) throws IOException {
        return models.toString().equals(BUNDLED)
                ? new DomainModel(Served.of(NAME, ModelFolder.look(NAME), patience))
                : new DomainModel(Family.of(models, NAME), patience);
    }

    static DomainModel of(ModelCard card, Opener opener, Duration patience) {
        return new DomainModel(Served.of(NAME, card, opener, patience));
    }

    /** Looks, in a thread of its own, whether other models are to be asked, and says when one drifts. */
    public DomainModel watching(Duration every) {
        lookout = Optional.of(Lookout.start(
                LOG,
                "Models",
                every,
                this::refresh,
                now -> "active " + now.active()
                        + now.shadow().map(s -> ", shadow " + s).orElse("")));
        return this;
    }

    /** Takes what the folder says now, as a whole or not at all. What is being asked is answered by the model it was asked of. */
    Refreshed<Looked> refresh() {
        serving.all().forEach(Served::tellDrift);
        Refreshed<Looked> refreshed = watched.map(Watched::refresh).orElse(new Refreshed.Unchanged<>());
        if (refreshed instanceof Refreshed.Replaced<Looked>(var now)) {
            var before = serving;
            serving = serve(now);
            before.all().forEach(Served::close);
        }
        return refreshed;
    }

    private Serving serve(Looked looked) {
        return new Serving(
                Served.of(NAME, looked.active(), patience),
                looked.shadow().map(found -> Served.of(SHADOW, found, patience)));
    }

    /** How many DNS queries the active model let through unscored. */
    public long without() {
        return serving.active().without();
    }

    /** A hash of the active model's weights; empty if there is no model. */
    public String version() {
        return serving.active().version();
    }

    @Override
    public List<ObjectNode> standing() {
        return serving.all().stream().map(Served::state).toList();
    }

    @Override
    public Fired ask(List<Observation> observations) {
        var places = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < observations.size(); i++) {
            var name = name(observations.get(i));
            if (!name.isEmpty()) {
                places.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
            }
        }
        return places.isEmpty() ? Fired.NOTHING : Fired.ofScores(scores(places));
    }

    private List<ModelScores> scores(Map<String, List<Integer>> places) {
        var inputs = places.keySet().stream().map(Input.Domain::new).toList();
        var asked = serving;
        var scores = asked.all().stream().map(s -> s.ask(places, inputs)).toList();
        // One that was replaced meanwhile takes no questions; the next one does.
        return asked == serving || scores.getFirst().without().isEmpty() ? scores : scores(places);
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
        lookout.ifPresent(Lookout::close);
        serving.all().forEach(Served::close);
    }

    private record Files(Family family) implements Watched.Content<Looked> {
        @Override
        public List<Path> files() throws IOException {
            return family.files();
        }

        @Override
        public Looked load() {
            try {
                var life = family.life();
                return new Looked(
                        tried(life.active()),
                        life.shadow().isEmpty() ? Optional.empty() : Optional.of(tried(life.shadow())));
            } catch (IOException e) {
                return new Looked(new Refused(family.name(), e.getMessage()), Optional.empty());
            }
        }

        /** One that cannot be asked is not taken: the last good one goes on. */
        private Found tried(String version) {
            var found = family.look(version);
            try {
                if (found instanceof Checked checked) {
                    checked.tryOut();
                }
                return found;
            } catch (IOException e) {
                return new Refused(version, e.getMessage());
            }
        }

        @Override
        public String broken(Looked before, Looked next) {
            if (next.active() instanceof Refused refused && before.active() instanceof Checked) {
                return refused.toString();
            }
            return next.shadow()
                    .filter(Refused.class::isInstance)
                    .map(Object::toString)
                    .orElse("");
        }
    }
}
