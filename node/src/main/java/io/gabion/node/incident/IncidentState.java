package io.gabion.node.incident;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.incident.Appraisal;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentEvent.*;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.incident.Score;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of one incident: the fold of its journal.
 *
 * @param evidence by suspicion id, as it came, at most {@value #EVIDENCE}
 * @param planned by response id
 * @param reports the last word of each response
 * @param mergedInto the incident that took over, or empty
 * @param verdict of people, the last one
 * @param calledOff responses that are to let go of what they hold
 * @param appraisals what models made of the evidence, the last time that they said something new
 */
public record IncidentState(
        Map<String, Suspicion> evidence,
        Score score,
        Map<String, ResponsePlanned> planned,
        Map<String, ResponseReport> reports,
        String mergedInto,
        IncidentVerdict verdict,
        Set<String> calledOff,
        List<Appraisal> appraisals) {
    /** More says nothing new; what is turned down stays in the assets' journals. */
    static final int EVIDENCE = 2_000;

    public static final IncidentState EMPTY =
            new IncidentState(Map.of(), Score.NONE, Map.of(), Map.of(), "", IncidentVerdict.OPEN, Set.of(), List.of());

    public IncidentState apply(IncidentEvent event) {
        return switch (event) {
            case EvidenceAdded(var suspicion) ->
                new IncidentState(
                        with(evidence, suspicion.id(), suspicion),
                        score,
                        planned,
                        reports,
                        mergedInto,
                        verdict,
                        calledOff,
                        appraisals);
            case Triaged e ->
                new IncidentState(evidence, e.score(), planned, reports, mergedInto, verdict, calledOff, appraisals);
            case ResponsePlanned e ->
                new IncidentState(
                        evidence,
                        score,
                        with(planned, e.response(), e),
                        reports,
                        mergedInto,
                        verdict,
                        calledOff,
                        appraisals);
            case ResponseReported(var report) ->
                new IncidentState(
                        evidence,
                        score,
                        planned,
                        with(reports, report.response(), report),
                        mergedInto,
                        verdict,
                        calledOff,
                        appraisals);
            case MergedInto e ->
                new IncidentState(evidence, score, planned, reports, e.incident(), verdict, calledOff, appraisals);
            case Relapsed _ -> this;
            case Appraised(var said) ->
                new IncidentState(evidence, score, planned, reports, mergedInto, verdict, calledOff, said);
            case Judged e ->
                new IncidentState(evidence, score, planned, reports, mergedInto, e.verdict(), calledOff, appraisals);
            case ResponsesCalledOff e ->
                new IncidentState(
                        evidence,
                        score,
                        planned,
                        reports,
                        mergedInto,
                        verdict,
                        with(calledOff, e.responses()),
                        appraisals);
        };
    }

    /** Whether a report says nothing that a later one of the same response has not replaced. */
    boolean knows(ResponseReport report) {
        var before = reports.get(report.response());
        return before != null && before.number() >= report.number();
    }

    boolean isFull() {
        return evidence.size() >= EVIDENCE;
    }

    /** Everything that the evidence names. */
    public Set<AssetRef> assets() {
        return evidence.values().stream().flatMap(Triage::assets).collect(Collectors.toCollection(TreeSet::new));
    }

    public Set<String> techniques() {
        return evidence.values().stream()
                .flatMap(s -> s.techniques().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The most severe suspicion, the earliest of them: what the incident is called after. */
    public Suspicion worst() {
        return evidence.values().stream()
                .max(Comparator.comparing(Suspicion::severity)
                        .thenComparing(Comparator.comparing(Suspicion::time).reversed())
                        .thenComparing(Suspicion::id))
                .orElseThrow();
    }

    /** Targets of earlier runs of the playbook that were not called off, and that have not been let go since. */
    Set<String> targeted(String playbook, Kind kind) {
        var targets = lastRuns(playbook, kind);
        targets.keySet().removeAll(letGo(targets));
        return targets.keySet();
    }

    /** Those of the targets that an earlier run of the playbook had contained, and that were let go. */
    List<String> relapsed(String playbook, Targets targets) {
        return Stream.of(Kind.ADDRESS, Kind.ACCOUNT, Kind.DOMAIN, Kind.HOST, Kind.NETWORK)
                .flatMap(kind -> {
                    var before = lastRuns(playbook, kind);
                    return targets.of(kind).stream().filter(before::containsKey);
                })
                .toList();
    }

    /** Each target with the last run of the playbook that was for it. */
    private Map<String, String> lastRuns(String playbook, Kind kind) {
        var last = new HashMap<String, String>();
        planned.values().stream()
                .filter(p -> p.plan().playbook().equals(playbook) && !calledOff.contains(p.response()))
                .forEach(p -> p.targets().of(kind).forEach(target -> last.put(target, p.response())));
        return last;
    }

    /** Those to whom nothing that the run did is still done. */
    private Set<String> letGo(Map<String, String> lastRuns) {
        var ended = new HashSet<String>();
        var lasting = new HashSet<String>();
        for (var report : reports.values()) {
            var run = report.response().substring(report.response().lastIndexOf('/') + 1);
            for (var action : report.actions()) {
                if (run.equals(lastRuns.get(action.target()))) {
                    (action.decision() == Outcome.RELEASED ? ended : lasting).add(action.target());
                }
            }
        }
        ended.removeAll(lasting);
        return ended;
    }

    long runs(String playbook) {
        return planned.values().stream()
                .filter(p -> p.plan().playbook().equals(playbook))
                .count();
    }

    List<Suspicion> suspicions() {
        return List.copyOf(evidence.values());
    }

    /** Responses that were planned and not called off. */
    List<String> standing() {
        return planned.keySet().stream().filter(r -> !calledOff.contains(r)).toList();
    }

    private static Set<String> with(Set<String> set, List<String> more) {
        var all = new TreeSet<>(set);
        all.addAll(more);
        return Collections.unmodifiableSet(all);
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
        var more = new LinkedHashMap<>(map);
        more.put(key, value);
        return Collections.unmodifiableMap(more);
    }
}
