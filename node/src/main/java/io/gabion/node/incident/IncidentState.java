package io.gabion.node.incident;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.incident.Appraisal;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentEvent.*;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.incident.Score;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
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

    private static final Set<String> HOLDING = Stream.of(Action.values())
            .filter(action -> action.disruption() > 0)
            .map(Action::word)
            .collect(Collectors.toUnmodifiableSet());

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

    /** Targets of earlier runs of the playbook that were not called off. */
    Set<String> targeted(String playbook, Kind kind) {
        return lastRuns(playbook, kind).keySet();
    }

    /**
     * Those of the suspected whom an earlier run of the playbook had contained, and who were let go; and all whom a run
     * contains that lets go in stages and has begun to, if one of the suspected is among them.
     */
    Targets relapsed(String playbook, Targets suspected) {
        if (suspected.equals(Targets.NOBODY)) {
            return suspected;
        }
        var runs = new EnumMap<Kind, Map<String, String>>(Kind.class);
        Stream.of(Kind.values()).forEach(kind -> runs.put(kind, lastRuns(playbook, kind)));
        var releasing = runs.entrySet().stream()
                .flatMap(e -> suspected.of(e.getKey()).stream()
                        .flatMap(target -> Stream.ofNullable(e.getValue().get(target))))
                .distinct()
                .filter(this::isReleasing)
                .collect(Collectors.toSet());
        return Targets.each(kind -> {
            var ended = letGo(runs.get(kind));
            ended.retainAll(suspected.of(kind));
            return runs.get(kind).keySet().stream()
                    .filter(target -> ended.contains(target)
                            || releasing.contains(runs.get(kind).get(target)))
                    .sorted()
                    .toList();
        });
    }

    /** Whether something of it has been let go in stages, and something not. What only looks is no stage. */
    private boolean isReleasing(String run) {
        if (planned.get(run).plan().stage().isEmpty()) {
            return false;
        }
        var decisions = reports.values().stream()
                .filter(report -> run.equals(name(report)))
                .flatMap(report -> report.actions().stream())
                .filter(action -> HOLDING.contains(action.kind()))
                .map(ActionState::decision)
                .collect(Collectors.toSet());
        return decisions.contains(Outcome.RELEASED) && decisions.stream().anyMatch(IncidentState::lasts);
    }

    /** What was never done ends nowhere. */
    private static boolean lasts(Outcome outcome) {
        return switch (outcome) {
            case APPLIED, VERIFIED, UNKNOWN, DRIFTED, EXPIRED, WAITING_APPROVAL -> true;
            case RELEASED, REFUSED, FAILED, WOULD_APPLY -> false;
        };
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
            for (var action : report.actions()) {
                if (name(report).equals(lastRuns.get(action.target()))) {
                    if (action.decision() == Outcome.RELEASED) {
                        ended.add(action.target());
                    } else if (lasts(action.decision())) {
                        lasting.add(action.target());
                    }
                }
            }
        }
        ended.removeAll(lasting);
        return ended;
    }

    private static String name(ResponseReport report) {
        return report.response().substring(report.response().lastIndexOf('/') + 1);
    }

    long runs(String playbook) {
        return runsOf(playbook).count();
    }

    /** Whether a run of it was planned that nobody has called off. */
    boolean isFollowed(String playbook) {
        return runsOf(playbook).anyMatch(p -> !calledOff.contains(p.response()));
    }

    private Stream<ResponsePlanned> runsOf(String playbook) {
        return planned.values().stream().filter(p -> p.plan().playbook().equals(playbook));
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
