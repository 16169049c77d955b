package io.gabion.node.cohort;

import io.gabion.detectors.peers.Rarity;
import io.gabion.node.cohort.CohortCommand.*;
import io.gabion.node.cohort.CohortState.Group;
import io.gabion.node.cohort.CohortState.Learnt;
import io.gabion.node.cohort.Hours.Hour;
import io.gabion.node.correlator.CorrelatorCommand.Suspect;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.cohort.CohortEvent;
import io.gabion.protocol.cohort.CohortEvent.*;
import io.gabion.protocol.entity.Checkpointed;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Effect.Tell;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The peers of one role, or all assets of one kind in a tenant: which of them show what. What one of them noticed and all
 * may have is told at the weight that it has among them; what people were told of others is folded and counted. A role
 * asks its whole kind in turn. What correlations find in their groups is not weighed: see {@link Hours}.
 */
public record Cohort(EntityId id)
        implements Entity<CohortState, CohortCommand, CohortEvent>, Checkpointed<CohortState, CohortCommand> {
    private static final int MAX_ROLE = 100;
    /** People are told again once so many times more assets show it. */
    private static final int MORE = 4;

    /** Or when they were told so long ago. */
    private static final Duration AGAIN = Duration.ofDays(7);

    /** @param role in the site's own words; empty if none is known */
    public static EntityId of(Tenant tenant, AssetRef asset, String role) {
        var kind = asset.kind().stored();
        var words = role.strip().toLowerCase(Locale.ROOT);
        return new EntityId(
                tenant,
                "cohort",
                words.isEmpty() ? kind : kind + "/" + words.substring(0, Math.min(MAX_ROLE, words.length())));
    }

    @Override
    public CohortState empty() {
        return CohortState.EMPTY;
    }

    @Override
    public CohortState apply(CohortState state, CohortEvent event) {
        return state.apply(event);
    }

    @Override
    public Decision<CohortEvent> decide(CohortState state, CohortCommand command, Instant now) {
        return switch (command) {
            case Shown c -> shown(state, c, now);
            case Weigh c when state.known().contains(c.suspicion().id()) -> Decision.nothing();
            case Weigh c when CohortState.isCorrelation(c.signal()) -> correlated(state, c, now);
            case Weigh c
            when isRole() -> {
                var count = state.table().count(id.name(), c.suspicion().asset(), c.signal(), now);
                yield new Decision<>(
                        List.of(new Counted(c.suspicion(), c.signal(), c.trusted(), count, now)), List.of());
            }
            case Weigh c -> new Decision<>(List.of(weigh(state, c, now)), List.of());
            case Wake _ -> overdue(state, now, now);
            case Ended _ -> overdue(state, Instant.MAX, now);
            case Saved _ -> Decision.nothing();
        };
    }

    @Override
    public List<Send> owes(CohortEvent event) {
        return switch (event) {
            case Counted(var suspicion, var signal, var trusted, var count, var _) ->
                List.of(new Send(suspicion.id(), tenants(), new Weigh(suspicion, signal, trusted, List.of(count))));
            case Weighed e ->
                List.of(new Send(
                        e.suspicion().id(),
                        new EntityId(id.tenant(), "correlator", "all"),
                        new Suspect(e.suspicion())));
            case Folded _, Learned _ -> List.of();
        };
    }

    @Override
    public CohortCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(CohortState state) {
        return state.hours().due().isPresent();
    }

    @Override
    public byte[] write(CohortState state) {
        return CohortCheckpoint.write(state);
    }

    @Override
    public CohortState read(byte[] checkpoint) {
        return CohortCheckpoint.read(checkpoint);
    }

    @Override
    public CohortCommand saved(CohortState written) {
        return new Saved(written);
    }

    private boolean isRole() {
        return id.name().contains("/");
    }

    /** All assets of the kind, whatever their role. */
    private EntityId tenants() {
        return new EntityId(
                id.tenant(), id.kind(), id.name().substring(0, id.name().indexOf('/')));
    }

    private Decision<CohortEvent> shown(CohortState state, Shown c, Instant now) {
        var events = new ArrayList<CohortEvent>();
        for (var strange : c.strange()) {
            if (!state.known().contains(strange.suspicion().id())) {
                unknown(state, strange, now).ifPresent(events::add);
            }
        }
        var table = state.table().heardOf(c.asset(), now);
        for (var sight : c.sights()) {
            table = table.with(c.asset(), sight.signal(), sight.warm(), now);
        }
        if (table != state.table()) {
            events.add(new Learnt(table));
        }
        List<Effect> effects =
                isRole() ? List.of(new Tell(tenants(), new Shown(c.asset(), c.sights(), List.of()))) : List.of();
        return new Decision<>(events, effects);
    }

    /** What none of the peers shows that know themselves. */
    private Optional<Weighed> unknown(CohortState state, Strange strange, Instant now) {
        var suspicion = strange.suspicion();
        int peers = state.table().settled(suspicion.asset(), strange.signal().kind(), now);
        if (peers == 0 || state.table().others(suspicion.asset(), strange.signal(), now) > 0) {
            return Optional.empty();
        }
        var count = state.table().count(id.name(), suspicion.asset(), strange.signal(), now);
        var why = "none of %d peers that are known for longer shows it: %s".formatted(peers, Rarity.sentence(count));
        var told = told(
                suspicion,
                suspicion.id(),
                suspicion.title(),
                suspicion.severity(),
                suspicion.confidence(),
                why,
                suspicion.actors(),
                suspicion.victims());
        return Optional.of(new Weighed(suspicion.id(), told, strange.signal(), true, List.of(count), 0, now));
    }

    /** People are told of some groups one by one, then how many there are. Nothing of it is weighed. */
    private Decision<CohortEvent> correlated(CohortState state, Weigh c, Instant now) {
        var events = new ArrayList<CohortEvent>();
        state.hours().crowded(c.signal()).ifPresent(hour -> events.add(hour.ofRest(now)));
        var before = state.hours().of(c.signal());
        var open = before.filter(hour -> !hour.isOver(c.suspicion()));
        if (open.filter(Hour::isFull).isPresent()) {
            events.add(new Folded(c.suspicion().id(), c.suspicion().asset(), c.signal(), c.trusted(), List.of(), now));
            open.map(Hour::counted).filter(Hour::isNews).ifPresent(hour -> events.add(hour.ofRest(now)));
        } else {
            before.filter(hour -> hour.untold() > 0).ifPresent(hour -> events.add(hour.ofRest(now)));
            events.add(new Weighed(c.suspicion().id(), c.suspicion(), c.signal(), c.trusted(), List.of(), 0, now));
        }
        return alarmed(state, events);
    }

    private Decision<CohortEvent> overdue(CohortState state, Instant by, Instant now) {
        var events = state.hours().over(by).stream()
                .<CohortEvent>map(hour -> hour.ofRest(now))
                .toList();
        return alarmed(state, events);
    }

    private static Decision<CohortEvent> alarmed(CohortState state, List<CohortEvent> events) {
        var after = state;
        for (var event : events) {
            after = after.apply(event);
        }
        return new Decision<>(
                events,
                after.hours().due().<Effect>map(Effect.Schedule::new).stream().toList());
    }

    private CohortEvent weigh(CohortState state, Weigh c, Instant now) {
        var suspicion = c.suspicion();
        var count = state.table().count(id.name(), suspicion.asset(), c.signal(), now);
        var counts = new ArrayList<>(c.counts());
        counts.add(count);
        var rarity = Rarity.of(suspicion, counts, now);
        if (!folds(suspicion) || count.others() < Rarity.FEW) {
            var told = told(
                    suspicion,
                    suspicion.id(),
                    suspicion.title(),
                    rarity.severity(),
                    rarity.confidence(),
                    rarity.why(),
                    suspicion.actors(),
                    suspicion.victims());
            return new Weighed(suspicion.id(), told, c.signal(), c.trusted(), counts, 0, now);
        }
        var group = state.group(c.signal());
        int all = count.others() + 1;
        boolean isNews = all >= MORE * group.told() || !now.isBefore(group.at().plus(AGAIN));
        return isNews
                ? new Weighed(
                        suspicion.id(), ofAll(suspicion, group, all, rarity), c.signal(), c.trusted(), counts, all, now)
                : new Folded(suspicion.id(), suspicion.asset(), c.signal(), c.trusted(), counts, now);
    }

    /** Weak signs of a baseline: one suspicion for all that show it is enough. */
    static boolean folds(Suspicion suspicion) {
        return suspicion.detector().kind() == Detector.Kind.BASELINE;
    }

    private Suspicion ofAll(Suspicion suspicion, Group group, int all, Rarity rarity) {
        var key = "all " + all;
        return told(
                suspicion,
                Suspicion.id(
                        id.tenant(),
                        suspicion.asset(),
                        suspicion.detector().id(),
                        key + " " + suspicion.id(),
                        suspicion.evidence().getFirst()),
                "%s, as on %d others".formatted(suspicion.title(), all - 1),
                rarity.severity(),
                rarity.confidence(),
                "%s; it speaks for all %d, and again from %d on or in a week".formatted(rarity.why(), all, MORE * all),
                suspicion.obeys() ? suspicion.actors() : CohortState.named(group, suspicion.actors()),
                suspicion.obeys() ? CohortState.named(group, suspicion.victims()) : suspicion.victims());
    }

    private static Suspicion told(
            Suspicion of,
            String as,
            String title,
            Severity severity,
            double confidence,
            String why,
            List<AssetRef> actors,
            List<AssetRef> victims) {
        var explanation = new ArrayList<>(of.explanation());
        if (!why.isEmpty()) {
            explanation.add(why);
        }
        return new Suspicion(
                as,
                of.tenant(),
                of.asset(),
                of.time(),
                of.detector(),
                title,
                severity,
                confidence,
                of.techniques(),
                of.evidence(),
                explanation,
                actors,
                victims);
    }
}
