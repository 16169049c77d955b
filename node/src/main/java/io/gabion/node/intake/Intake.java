package io.gabion.node.intake;

import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.intake.IntakeCommand.*;
import io.gabion.node.intake.IntakeState.Open;
import io.gabion.node.intake.IntakeState.Outstanding;
import io.gabion.node.intake.IntakeState.Sent;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Snapshotted;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.DeliveredAgain;
import io.gabion.protocol.intake.IntakeEvent.Looked;
import io.gabion.protocol.intake.IntakeEvent.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches durable and gives every asset its share, in order, until the asset has absorbed it. A delivery names
 * the asset's previous outstanding batch, so that an asset that lost one sees the gap.
 *
 * @param open about so many bytes of observations may wait for their assets before the source is told to slow down
 * @param delivered shares of them that are under way at a time; the others keep no asset busy and stand in nobody's way
 * @param redeliver how long an asset may be silent before its shares are delivered again, twice as long at most
 */
public record Intake(EntityId id, long open, int delivered, Duration redeliver)
        implements Entity<IntakeState, IntakeCommand, IntakeEvent>, Snapshotted<IntakeState> {
    public Intake {
        if (open < 1 || delivered < 1 || !redeliver.isPositive()) {
            throw new IllegalArgumentException("open and delivered must be at least 1 and redeliver positive");
        }
    }

    @Override
    public IntakeState empty() {
        return IntakeState.EMPTY;
    }

    @Override
    public IntakeState apply(IntakeState state, IntakeEvent event) {
        return state.apply(event).delivering(delivered);
    }

    @Override
    public Decision<IntakeEvent> decide(IntakeState state, IntakeCommand command, Instant now) {
        return switch (command) {
            case Accept c
            when state.has(BatchKey.parse(c.key())) -> Decision.only(new Reply(new Accepted(repeated(state, c))));
            case Accept _
            when state.openBytes() >= open ->
                Decision.only(new Reply(new Busy(state.open().size())));
            case Accept c -> accept(state, c, now);
            case Resume _ -> Decision.only(new Reply(new Position(state.position())));
            case Count _ ->
                Decision.only(new Reply(new Counted(state.counts(), state.open().size())));
            case Absorbed(var asset, var upTo) -> absorbed(state, asset, upTo);
            case Missing(var asset) -> again(state, state.missedBy(asset));
            case Wake _ when state.open().isEmpty() -> new Decision<>(List.of(new Looked()), List.of());
            case Wake _ -> new Decision<>(List.of(new Looked()), overdue(state, now));
        };
    }

    @Override
    public IntakeCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(IntakeState state) {
        return !state.open().isEmpty();
    }

    @Override
    public byte[] write(IntakeState state) {
        return IntakeSnapshot.write(state);
    }

    @Override
    public IntakeState read(byte[] stored) {
        return IntakeSnapshot.read(stored).delivering(delivered);
    }

    private static long repeated(IntakeState state, Accept c) {
        return state.known().get(BatchKey.parse(c.key()).id()).orElseThrow().batch();
    }

    private Decision<IntakeEvent> accept(IntakeState state, Accept c, Instant now) {
        var event = new IntakeEvent.Accepted(
                state.last() + 1, c.key(), c.position(), c.observations(), c.deadLetters(), c.fired());
        var after = apply(state, event);
        var effects = new ArrayList<Effect>();
        effects.add(new Reply(new Accepted(event.batch())));
        effects.addAll(deliver(after, state.sent()));
        if (state.open().isEmpty() && !after.open().isEmpty()) {
            effects.add(new Schedule(now.plus(redeliver)));
        }
        return new Decision<>(List.of(event), effects);
    }

    private Decision<IntakeEvent> absorbed(IntakeState state, AssetRef asset, long upTo) {
        var taken = new Taken(asset, upTo);
        var after = apply(state, taken);
        var events = new ArrayList<IntakeEvent>();
        after.open().headMap(upTo, true).forEach((number, batch) -> {
            if (batch.waiting().isEmpty()) {
                events.add(new IntakeEvent.Absorbed(number));
            }
        });
        events.add(taken);
        var lost = again(after, after.lostBy(asset, upTo));
        events.addAll(lost.events());
        var effects = new ArrayList<>(lost.effects());
        effects.addAll(deliver(after, state.sent()));
        return new Decision<>(events, effects);
    }

    /** One asset's shares, in order. However often it says that it misses something, each goes again once between two looks. */
    private Decision<IntakeEvent> again(IntakeState state, List<Outstanding> shares) {
        return shares.isEmpty()
                ? Decision.nothing()
                : new Decision<>(
                        List.of(new DeliveredAgain(
                                shares.getLast().asset(), shares.getLast().number())),
                        deliver(state, shares));
    }

    /** What may have been lost on the way: it was delivered before the last look, or by an owner before this one. */
    private List<Effect> overdue(IntakeState state, Instant now) {
        var effects = deliver(state, state.overdue());
        effects.add(new Schedule(now.plus(redeliver)));
        return effects;
    }

    private List<Effect> deliver(IntakeState state, Sent before) {
        return deliver(state, state.outstanding(before));
    }

    private List<Effect> deliver(IntakeState state, List<Outstanding> shares) {
        var effects = new ArrayList<Effect>();
        for (var share : shares) {
            effects.add(deliver(state, share.number(), share.batch(), share.asset()));
        }
        return effects;
    }

    private Effect deliver(IntakeState state, long number, Open batch, AssetRef asset) {
        var to = new EntityId(id.tenant(), "asset", asset.toString());
        var share = batch.shares().get(asset);
        var previous = state.previous(asset, number);
        return new Tell(to, new Deliver(id, number, previous, share.observations(), share.fired()));
    }
}
