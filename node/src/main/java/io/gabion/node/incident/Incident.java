package io.gabion.node.incident;

import io.gabion.detectors.window.IncidentVector;
import io.gabion.protocol.Names;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.Appraisal;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentCommand.*;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentEvent.*;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.response.Plan.Contain;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.playbook.Playbook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Brings the evidence of one attack together, weighs it, and plans the responses that its playbooks call for. */
public final class Incident implements Entity<IncidentState, IncidentCommand, IncidentEvent> {
    private final EntityId id;
    private final List<Playbook> playbooks;
    private final Mode mode;
    private final Supplier<SiteContext> site;
    private final boolean appraised;
    private final NetworkLimits networks;

    public Incident(EntityId id, List<Playbook> playbooks, Mode mode) {
        this(id, playbooks, mode, () -> SiteContext.NONE, false, NetworkLimits.USUAL);
    }

    /**
     * @param mode what its responses are told; whether anything is done is for the Guard to say
     * @param site as it is now; what it said is journaled with the score
     * @param appraised whether there is a model that knows what people cared about
     * @param networks when many addresses are a network
     */
    public Incident(
            EntityId id,
            List<Playbook> playbooks,
            Mode mode,
            Supplier<SiteContext> site,
            boolean appraised,
            NetworkLimits networks) {
        this.id = id;
        this.site = site;
        this.appraised = appraised;
        this.networks = networks;
        this.mode = mode;
        this.playbooks = List.copyOf(playbooks);
    }

    @Override
    public IncidentState empty() {
        return IncidentState.EMPTY;
    }

    @Override
    public IncidentState apply(IncidentState state, IncidentEvent event) {
        return state.apply(event);
    }

    @Override
    public Decision<IncidentEvent> decide(IncidentState state, IncidentCommand command, Instant now) {
        return switch (command) {
            case Evidence(var suspicion) when state.evidence().containsKey(suspicion.id()) -> Decision.nothing();
            // Came after the merge: passed on, as what came before it.
            case Evidence(var suspicion)
            when !state.mergedInto().isEmpty() -> journal(new MergedInto(state.mergedInto(), List.of(suspicion)));
            case Evidence _ when state.isFull() -> Decision.nothing();
            case Evidence(var suspicion) -> {
                var events = weigh(state, suspicion);
                yield new Decision<>(events, look(state.apply(events.getFirst()), now));
            }
            case Appraise(var vector, var appraisals) -> appraise(state, vector, appraisals);
            case MergeInto(var other) when state.mergedInto().equals(other.name()) -> Decision.nothing();
            case MergeInto(var other) -> journal(new MergedInto(other.name(), state.suspicions()));
            case Report(var report) when state.knows(report) -> Decision.nothing();
            case Report(var report) -> journal(new ResponseReported(report));
            case Judge(var verdict, var _, var _)
            when state.verdict() == verdict -> Decision.only(new Reply(new Noted()));
            case Judge c -> new Decision<>(judged(state, c), List.of(new Reply(new Noted())));
            case Wake _ -> new Decision<>(List.of(), look(state, now));
        };
    }

    @Override
    public List<Send> owes(IncidentEvent event) {
        return switch (event) {
            case ResponsePlanned e -> List.of(start(e));
            case MergedInto(var other, var evidence) ->
                evidence.stream().map(suspicion -> handOver(other, suspicion)).toList();
            case ResponsesCalledOff e ->
                e.responses().stream().map(r -> callOff(r, e)).toList();
            case EvidenceAdded _, Triaged _, ResponseReported _, Judged _, Relapsed _, Appraised _ -> List.of();
        };
    }

    @Override
    public IncidentCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(IncidentState state) {
        return false;
    }

    private List<IncidentEvent> weigh(IncidentState state, Suspicion suspicion) {
        var events = new ArrayList<IncidentEvent>();
        events.add(new EvidenceAdded(suspicion));
        triage(state.apply(events.getFirst()), List.of(suspicion), events);
        return events;
    }

    /** @param latest what has just come, if anything */
    private void triage(IncidentState state, List<Suspicion> latest, List<IncidentEvent> events) {
        var score = Triage.of(state.evidence().values(), site.get(), state.appraisals());
        if (!score.equals(state.score())) {
            events.add(new Triaged(score, Triage.POLICY));
        }
        if (state.verdict() != IncidentVerdict.FALSE_POSITIVE) {
            plan(state, score.total(), latest, events);
        }
    }

    /** Whoever took it over asks about it all. */
    private List<Effect> look(IncidentState state, Instant now) {
        return appraised && state.mergedInto().isEmpty() && !state.evidence().isEmpty()
                ? List.of(new Call(Look.at(id, state.evidence().values(), now)))
                : List.of();
    }

    private Decision<IncidentEvent> appraise(IncidentState state, List<String> vector, List<Appraisal> appraisals) {
        if (!state.mergedInto().isEmpty()
                || appraisals.equals(state.appraisals())
                || !IncidentVector.of(state.evidence().values()).values().equals(vector)) {
            return Decision.nothing();
        }
        var events = new ArrayList<IncidentEvent>();
        events.add(new Appraised(appraisals));
        triage(state.apply(events.getFirst()), List.of(), events);
        return new Decision<>(events, List.of());
    }

    /** What was done for an incident that is none is undone; should it be one after all, it is done anew. */
    private List<IncidentEvent> judged(IncidentState state, Judge c) {
        var events = new ArrayList<IncidentEvent>();
        events.add(new Judged(c.verdict(), c.by(), c.why()));
        if (c.verdict() == IncidentVerdict.FALSE_POSITIVE) {
            var responses = state.standing();
            if (!responses.isEmpty()) {
                events.add(new ResponsesCalledOff(responses, c.by(), c.why()));
            }
        } else if (state.verdict() == IncidentVerdict.FALSE_POSITIVE
                && state.mergedInto().isEmpty()) {
            plan(state, state.score().total(), List.of(), events);
        }
        return events;
    }

    private void plan(IncidentState state, double score, List<Suspicion> latest, List<IncidentEvent> events) {
        for (var playbook : playbooks) {
            if (playbook.when().matches(List.copyOf(state.techniques()), score)) {
                plan(state, playbook, score, latest, events);
            }
        }
    }

    /**
     * Another run for those who did what the playbook is for and whom no run has taken up yet, or who were let go and are
     * named by what has just come: what was known of them before does not count once more. One that contains nobody is carried out
     * once.
     */
    private void plan(
            IncidentState state, Playbook playbook, double score, List<Suspicion> latest, List<IncidentEvent> events) {
        var concerned = concerned(playbook, state.evidence().values());
        var again = state.relapsed(playbook.id(), suspected(concerned(playbook, latest)));
        var targets = Targets.each(kind -> {
            if (!contains(playbook, kind)) {
                return List.of();
            }
            var taken = state.targeted(playbook.id(), kind);
            var fresh = named(kind, concerned).filter(name -> !taken.contains(name));
            return Stream.concat(fresh, again.of(kind).stream())
                    .distinct()
                    .sorted()
                    .toList();
        });
        boolean tells = playbook.steps().stream().noneMatch(Contain.class::isInstance);
        if (tells ? !state.isFollowed(playbook.id()) : !targets.equals(Targets.NOBODY)) {
            if (!again.equals(Targets.NOBODY)) {
                events.add(new Relapsed(playbook.id(), again.all().toList()));
            }
            var response =
                    Names.of("response", id.name(), playbook.id(), String.valueOf(state.runs(playbook.id()) + 1));
            events.add(new ResponsePlanned(response, playbook.plan(), mode, targets, subject(state, score)));
        }
    }

    private static String subject(IncidentState state, double score) {
        var worst = state.worst();
        var severity = worst.severity().name().toLowerCase(Locale.ROOT);
        return String.format(Locale.ROOT, "%s (%s, score %.2f)", worst.title(), severity, score);
    }

    private static List<Suspicion> concerned(Playbook playbook, Collection<Suspicion> suspicions) {
        return suspicions.stream()
                .filter(suspicion -> playbook.when().concerns(suspicion.techniques()))
                .toList();
    }

    private static boolean contains(Playbook playbook, Kind kind) {
        return playbook.steps().stream()
                .anyMatch(step -> step instanceof Contain c && c.does().of() == kind);
    }

    /** Who tries is blocked; an account that somebody has got into is shut, whether it was hit or acts already. */
    private Stream<String> named(Kind kind, List<Suspicion> suspicions) {
        return switch (kind) {
            case ADDRESS, DOMAIN, FILE -> names(kind, actors(suspicions));
            case ACCOUNT, HOST -> names(kind, parties(suspicions));
            case NETWORK -> networks.crowded(names(Kind.ADDRESS, actors(suspicions))).stream();
            case WORKLOAD, PRINCIPAL, GROUP -> Stream.of();
        };
    }

    /** With whatever network an address of them is in: it was crowded before. */
    private Targets suspected(List<Suspicion> latest) {
        return Targets.each(kind -> (kind == Kind.NETWORK
                        ? names(Kind.ADDRESS, actors(latest)).flatMap(address -> networks.network(address).stream())
                        : named(kind, latest))
                .toList());
    }

    private Stream<String> names(Kind kind, Stream<AssetRef> assets) {
        return assets.filter(asset -> asset.kind() == kind).map(this::target);
    }

    private static Stream<AssetRef> actors(List<Suspicion> suspicions) {
        return suspicions.stream().flatMap(s -> s.actors().stream());
    }

    private static Stream<AssetRef> parties(List<Suspicion> suspicions) {
        return Stream.concat(actors(suspicions), suspicions.stream().flatMap(s -> s.victims().stream()));
    }

    /** A person with several names is one target. */
    private String target(AssetRef asset) {
        return asset.kind() == Kind.ACCOUNT ? site.get().aliases().account(asset.name()) : asset.name();
    }

    private Send start(ResponsePlanned e) {
        var response = new EntityId(id.tenant(), "response", e.response());
        var start = new ResponseCommand.Start(id, e.plan(), e.targets(), e.mode(), e.subject());
        return new Send(e.response() + "/start", response, start);
    }

    private Send callOff(String response, ResponsesCalledOff e) {
        var to = new EntityId(id.tenant(), "response", response);
        return new Send(response + "/call-off", to, new ResponseCommand.CallOff(e.by(), e.why()));
    }

    private Send handOver(String other, Suspicion suspicion) {
        var to = new EntityId(id.tenant(), "incident", other);
        return new Send(id.name() + "/" + suspicion.id() + "/" + other, to, new Evidence(suspicion));
    }

    private static Decision<IncidentEvent> journal(IncidentEvent event) {
        return new Decision<>(List.of(event), List.of());
    }
}
