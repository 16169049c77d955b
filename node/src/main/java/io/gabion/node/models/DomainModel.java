package io.gabion.node.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.ModelFolder.Refused;
import io.gabion.detectors.model.ModelPool.Opener;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.node.models.ServedFamily.Looked;
import io.gabion.node.rules.Lookout;
import io.gabion.node.rules.Rules;
import io.gabion.node.rules.Watched.Refreshed;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Several;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the {@code domain} model about every distinct name that the batch's DNS queries ask for, and its shadow the same. What
 * they said, or why they said nothing, goes into the journal with the batch; the shadow's word as that of {@code domain/shadow},
 * which raises nothing.
 */
public final class DomainModel implements Rules, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainModel.class);
    static final String NAME = "domain";
    static final String SHADOW = NAME + ServedFamily.SHADOW;
    /** What a query asks for: of Zeek, Sysmon, Suricata until and since version 3 of its DNS, CrowdStrike. */
    private static final List<String> FIELDS = List.of(
            "query", "QueryName", "dns.rrname", "rrname", "dns.queries.rrname", "DomainName", "event.DomainName");

    /** Of one observation. */
    static final int MAX_NAMES = 16;

    private static final int MAX_NAME = 253;

    private final ServedFamily family;
    private Optional<Lookout> lookout = Optional.empty();

    private DomainModel(ServedFamily family) {
        this.family = family;
    }

    /**
     * @param models a folder of models, or {@code bundled}; one that it lacks, or that is refused, is named, and the journal says that
     *     domains were scored without it
     * @param patience how long a batch waits for it
     */
    public static DomainModel over(Path models, Duration patience) throws IOException {
        return new DomainModel(ServedFamily.over(models, NAME, patience, DomainModel::fitting));
    }

    /** Whether it says {@code bundled}, and is no folder. */
    public static boolean isBundled(Path models) {
        return ServedFamily.isBundled(models);
    }

    private static Found fitting(Found found) {
        return found instanceof Checked checked && !(checked.card().encoding() instanceof Encoding.Domain)
                ? new Refused(
                        NAME,
                        "made for \"%s\", not for domains"
                                .formatted(checked.card().schema()))
                : found;
    }

    static DomainModel of(ModelCard card, Opener opener, Duration patience) {
        return new DomainModel(ServedFamily.of(NAME, Served.of(NAME, card, opener, patience)));
    }

    /** Looks, in a thread of its own, whether other models are to be asked, and says when one drifts. */
    public DomainModel watching(Duration every) {
        lookout = Optional.of(Lookout.start(LOG, "Models", every, this::refresh, Looked::toString));
        return this;
    }

    Refreshed<Looked> refresh() {
        return family.refresh();
    }

    /** How many DNS queries the active model let through unscored. */
    public long without() {
        return family.serving().active().without();
    }

    /** A hash of the active model's weights; empty if there is no model. */
    public String version() {
        return family.serving().active().version();
    }

    @Override
    public List<ObjectNode> standing() {
        return family.serving().all().stream().map(Served::state).toList();
    }

    @Override
    public Fired ask(List<Observation> observations) {
        var places = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < observations.size(); i++) {
            for (var name : names(observations.get(i))) {
                places.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
            }
        }
        return places.isEmpty() ? Fired.NOTHING : Fired.ofScores(scores(places));
    }

    private List<ModelScores> scores(Map<String, List<Integer>> places) {
        var inputs = places.keySet().stream().map(Input.Domain::new).toList();
        var asked = family.serving();
        var scores = asked.all().stream().map(s -> s.ask(places, inputs)).toList();
        // One that was replaced meanwhile takes no questions; the next one does.
        return asked == family.serving() || scores.getFirst().without().isEmpty() ? scores : scores(places);
    }

    /** The registered parts of what a query asks for: names of one label and reverse lookups are local matters. */
    private static Set<String> names(Observation observation) {
        var fields = observation.fields();
        if (observation.type() != OcsfClass.DNS_ACTIVITY && !isFalcons(fields)) {
            return Set.of();
        }
        var field = FIELDS.stream()
                .filter(name -> !Several.told(fields.getOrDefault(name, "")).isEmpty())
                .findFirst();
        if (field.isEmpty()) {
            return Set.of();
        }
        var names = new LinkedHashSet<String>();
        for (var asked : Several.of(fields.get(field.get()))) {
            var name = asked.isEmpty() || asked.length() > MAX_NAME ? "" : Encoding.Domain.registered(asked);
            if (name.contains(".") && !name.endsWith(".arpa") && !name.endsWith(".local") && names.size() < MAX_NAMES) {
                names.add(name);
            }
        }
        return names;
    }

    /** CrowdStrike's events are of one class, whatever they tell. */
    private static boolean isFalcons(Map<String, String> fields) {
        return fields.getOrDefault("event_simpleName", fields.getOrDefault("event.event_simpleName", ""))
                .equals("DnsRequest");
    }

    @Override
    public void close() {
        lookout.ifPresent(Lookout::close);
        family.close();
    }
}
