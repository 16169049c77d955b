package io.gabion.node.asset;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Heard;
import io.gabion.detectors.Profiles;
import io.gabion.detectors.sigma.correlate.CountedGroups;
import io.gabion.detectors.window.Question;
import io.gabion.node.asset.AssetCommand.*;
import io.gabion.node.asset.AssetState.*;
import io.gabion.node.asset.Judges.Ask;
import io.gabion.node.asset.Judges.Word;
import io.gabion.node.cohort.Cohort;
import io.gabion.node.cohort.CohortCommand.Shown;
import io.gabion.node.cohort.CohortCommand.Strange;
import io.gabion.node.cohort.CohortCommand.Weigh;
import io.gabion.node.correlator.CorrelatorCommand.Suspect;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.intake.IntakeCommand.Absorbed;
import io.gabion.node.intake.IntakeCommand.Missing;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.asset.AssetEvent.*;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.*;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Folds observations into the asset's profile and raises what the detectors find; what its peers may show too, they weigh.
 * Suspicions are journaled; the profile and the marks are checkpointed together, so that a mark never passes what is not
 * folded.
 */
public final class Asset
        implements Entity<AssetState, AssetCommand, AssetEvent>, Checkpointed<AssetState, AssetCommand> {
    private final EntityId id;
    private final AssetRef self;
    /** An answer that takes longer is not waited for. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Profiles profiles;
    private final Supplier<SiteContext> site;

    /** Of whose role nothing is known. */
    public Asset(EntityId id, Profiles profiles) {
        this(id, profiles, () -> SiteContext.NONE);
    }

    /**
     * @param profiles that ask only what the node's models judge
     * @param site who its peers are, as it is known now
     */
    public Asset(EntityId id, Profiles profiles, Supplier<SiteContext> site) {
        this.id = id;
        this.self = AssetRef.parse(id.name());
        this.profiles = profiles;
        this.site = site;
    }

    @Override
    public AssetState empty() {
        return AssetState.empty(profiles.empty());
    }

    @Override
    public AssetState apply(AssetState state, AssetEvent event) {
        return event instanceof HeldCounted(var chained, var now)
                ? state.with(heard(state, new Heard.Found(chained, now)).profile())
                : state.apply(event);
    }

    @Override
    public Decision<AssetEvent> decide(AssetState state, AssetCommand command, Instant now) {
        return switch (command) {
            case Deliver c
            when c.batch() <= state.saved(c.intake()) ->
                Decision.only(new Tell(c.intake(), new Absorbed(self, state.saved(c.intake()))));
            // Folded, but not durable: the checkpoint that is due answers.
            case Deliver c when c.batch() <= state.mark(c.intake()) -> Decision.nothing();
            case Deliver c
            when c.previous() > state.mark(c.intake()) -> Decision.only(new Tell(c.intake(), new Missing(self)));
            case Deliver c -> fold(state, c, now);
            case Judged(var words) -> judged(state, words);
            case Saved(var written) -> saved(state, written);
            // What was asked before a crash, or of a node that could not call: it is asked again.
            case Wake _ -> woken(state, now);
            case Take(var chained) -> taken(state, chained, now);
            case Forget _ -> forgotten(state, now.minus(CountedGroups.KEPT));
            case Ended(int round) -> timed(state, new Heard.End(round), new ArrayList<>());
        };
    }

    @Override
    public List<Send> owes(AssetEvent event) {
        return switch (event) {
            case SuspicionRaised(var suspicion) ->
                List.of(new Send(
                        suspicion.id(), new EntityId(id.tenant(), "correlator", "all"), new Suspect(suspicion)));
            case Noticed(var suspicion, var signal, var cohort, var trusted) ->
                List.of(new Send(
                        suspicion.id(),
                        new EntityId(id.tenant(), "cohort", cohort),
                        new Weigh(suspicion, signal, trusted, List.of())));
            case GroupHeld(var chained) -> List.of(new Send(chained.key(), group(chained), new Take(chained)));
            case WindowJudged _, HeldCounted _, Learned _ -> List.of();
        };
    }

    private EntityId group(Chained chained) {
        return new EntityId(id.tenant(), "asset", new AssetRef(Kind.GROUP, chained.group()).toString());
    }

    @Override
    public AssetCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(AssetState state) {
        return profiles.due(state.profile()).isPresent();
    }

    /** A window is over whenever it is looked at: what ended it unheard is judged with the next event. */
    @Override
    public boolean mayOversleep(AssetState state) {
        return true;
    }

    @Override
    public byte[] write(AssetState state) {
        return AssetCheckpoint.write(state, profiles);
    }

    @Override
    public AssetState read(byte[] checkpoint) {
        return AssetCheckpoint.read(checkpoint, profiles);
    }

    @Override
    public AssetCommand saved(AssetState written) {
        return new Saved(written);
    }

    private Decision<AssetEvent> fold(AssetState state, Deliver c, Instant now) {
        var last = c.observations().getLast().time();
        var frozen = last.isBefore(state.frozenUntil());
        var batch = new Batch(c.observations(), c.fired(), now);
        var observed = profiles.observe(state.profile(), id.tenant(), self, batch, frozen);
        var cohort = cohort();
        boolean trusted = !last.isBefore(state.doubtedUntil());
        var events = new ArrayList<AssetEvent>();
        for (var suspicion : observed.suspicions()) {
            if (!state.raised().contains(suspicion.id())) {
                var signal = observed.signals().get(suspicion.id());
                events.add(
                        signal == null
                                ? new SuspicionRaised(suspicion)
                                : new Noticed(suspicion, signal, cohort.name(), trusted));
            }
        }
        observed.chained().forEach(chained -> events.add(new GroupHeld(chained)));
        var open = Stream.concat(state.open().stream(), observed.questions().stream())
                .toList();
        int left = Math.max(0, open.size() - AssetState.OPEN);
        open.subList(0, left).forEach(q -> events.add(unjudged(q)));
        var kept = open.subList(left, open.size());
        events.add(new Folded(c.intake(), c.batch(), observed.profile(), kept));
        var effects = new ArrayList<>(ask(kept, now));
        if (trusted && !observed.sights().isEmpty()) {
            effects.add(new Tell(cohort, shown(observed)));
        }
        profiles.due(observed.profile()).ifPresent(due -> effects.add(new Schedule(due)));
        return new Decision<>(events, effects);
    }

    private EntityId cohort() {
        return Cohort.of(id.tenant(), self, site.get().roles().getOrDefault(self.name(), ""));
    }

    private Decision<AssetEvent> woken(AssetState state, Instant now) {
        return timed(state, new Heard.Time(now), new ArrayList<>(ask(state.open(), now)));
    }

    /** Counted once, however often it is told: the journal holds what is not in the checkpoint yet. */
    private Decision<AssetEvent> taken(AssetState state, Chained chained, Instant now) {
        var judged = heard(state, new Heard.Found(chained, now));
        if (judged.profile() == state.profile()) {
            return Decision.nothing();
        }
        var events = new ArrayList<AssetEvent>();
        events.add(new HeldCounted(chained, now));
        events.addAll(found(state, judged));
        return new Decision<>(
                events,
                profiles.due(judged.profile()).<Effect>map(Schedule::new).stream()
                        .toList());
    }

    private Decision<AssetEvent> forgotten(AssetState state, Instant before) {
        boolean over =
                self.kind() == Kind.GROUP && state.open().isEmpty() && CountedGroups.isOver(state.profile(), before);
        return over ? Decision.only(new Discard(before)) : Decision.nothing();
    }

    private Profiles.Observed heard(AssetState state, Heard heard) {
        return profiles.hear(state.profile(), id.tenant(), self, heard);
    }

    private List<AssetEvent> found(AssetState state, Profiles.Observed judged) {
        var events = new ArrayList<AssetEvent>();
        judged.suspicions().stream()
                .filter(suspicion -> !state.raised().contains(suspicion.id()))
                .map(suspicion -> raised(suspicion, judged.signals().get(suspicion.id())))
                .forEach(events::add);
        judged.chained().forEach(chained -> events.add(new GroupHeld(chained)));
        return events;
    }

    /** Of what is told at a time only correlations are told together with others. */
    private AssetEvent raised(Suspicion suspicion, Signal signal) {
        return signal == null || !signal.kind().equals(Signal.CORRELATION)
                ? new SuspicionRaised(suspicion)
                : new Noticed(suspicion, signal, cohort().name(), true);
    }

    private Decision<AssetEvent> timed(AssetState state, Heard heard, List<Effect> effects) {
        var judged = heard(state, heard);
        var events = new ArrayList<>(found(state, judged));
        if (judged.profile() != state.profile()) {
            events.add(new Timed(judged.profile()));
        }
        profiles.due(judged.profile()).ifPresent(due -> effects.add(new Schedule(due)));
        return new Decision<>(events, effects);
    }

    private Shown shown(Profiles.Observed observed) {
        var strange = observed.strange().stream()
                .map(suspicion -> new Strange(suspicion, observed.signals().get(suspicion.id())))
                .toList();
        return new Shown(self, observed.sights(), strange);
    }

    private static WindowJudged unjudged(Question question) {
        var why = "more than " + AssetState.OPEN + " questions are open";
        return new WindowJudged(question.model(), "", 0, question.from(), question.until(), 0, why);
    }

    private List<Effect> ask(List<Question> questions, Instant now) {
        return questions.isEmpty()
                ? List.of()
                : List.of(new Call(new Ask(
                        id + " " + questions.getFirst().model() + " "
                                + questions.getFirst().from(),
                        now.plus(ANSWER),
                        questions)));
    }

    /** What is flagged, and what went by unjudged, is journaled; all else is only counted. What was answered before is void. */
    private Decision<AssetEvent> judged(AssetState state, List<Word> words) {
        var events = new ArrayList<AssetEvent>();
        var raised = new HashSet<>(state.raised());
        var open = words.stream()
                .filter(word -> state.open().contains(word.question()))
                .toList();
        for (var word : open) {
            if (word.flagged() || !word.without().isEmpty()) {
                events.add(new WindowJudged(
                        word.model(),
                        word.version(),
                        word.threshold(),
                        word.question().from(),
                        word.question().until(),
                        word.score(),
                        word.without()));
            }
            if (word.speaks()) {
                var suspicion = Oddities.of(id.tenant(), self, word);
                if (raised.add(suspicion.id())) {
                    events.add(new SuspicionRaised(suspicion));
                }
            }
        }
        if (!open.isEmpty()) {
            events.add(new Answered(open.stream().map(Word::question).distinct().toList()));
        }
        return new Decision<>(events, List.of());
    }

    private Decision<AssetEvent> saved(AssetState state, AssetState written) {
        var answers = new ArrayList<Effect>();
        written.marks().forEach((intake, mark) -> {
            if (mark > state.saved(intake)) {
                answers.add(new Tell(intake, new Absorbed(self, mark)));
            }
        });
        return answers.isEmpty() ? Decision.nothing() : new Decision<>(List.of(new Durable(written.marks())), answers);
    }
}
