package io.gabion.node.intake;

import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.intake.IntakeCommand.*;
import io.gabion.node.intake.IntakeState.Open;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Snapshotted;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches durable and gives every asset its share, in order, until the asset has absorbed it. A delivery names
 * the asset's previous outstanding batch, so that an asset that lost one sees the gap.
 *
 * @param open observations that may wait for their assets before the source is told to slow down
 * @param redeliver how long an asset may be silent before its shares are delivered again
 */
public record Intake(EntityId id, int open, Duration redeliver)
        implements Entity<IntakeState, IntakeCommand, IntakeEvent>, Snapshotted<IntakeState> {
    public Intake {
        if (open < 1 || !redeliver.isPositive()) {
            throw new IllegalArgumentException("open must be at least 1 and redeliver positive");
        }
    }

    @Override
    public IntakeState empty() {
        return IntakeState.EMPTY;
    }

    @Override
    public IntakeState apply(IntakeState state, IntakeEvent event) {
        return state.apply(event);
    }

    @Override
    public Decision<IntakeEvent> decide(IntakeState state, IntakeCommand command, Instant now) {
        return switch (command) {
            case Accept c
            when state.has(BatchKey.parse(c.key())) -> Decision.only(new Reply(new Accepted(repeated(state, c))));
            case Accept _
            when state.openObservations() >= open ->
                Decision.only(new Reply(new Busy(state.open().size())));
            case Accept c -> accept(state, c, now);
            case Resume _ -> Decision.only(new Reply(new Position(state.position())));
            case Count _ ->
                Decision.only(new Reply(new Counted(state.counts(), state.open().size())));
            case Absorbed(var asset, var upTo) -> absorbed(state, asset, upTo);
            case Missing(var asset) -> new Decision<>(List.of(), redeliver(state, asset));
            case Wake _ when state.open().isEmpty() -> Decision.nothing();
            case Wake _ -> new Decision<>(List.of(), outstanding(state, now));
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
        return IntakeSnapshot.read(stored);
    }

    private static long repeated(IntakeState state, Accept c) {
        return state.known().get(BatchKey.parse(c.key()).id()).batch();
    }

    private Decision<IntakeEvent> accept(IntakeState state, Accept c, Instant now) {
        var event = new IntakeEvent.Accepted(
                state.last() + 1, c.key(), c.position(), c.observations(), c.deadLetters(), c.fired());
        var after = state.apply(event);
        var effects = new ArrayList<Effect>();
        effects.add(new Reply(new Accepted(event.batch())));
        var batch = after.open().get(event.batch());
        if (batch != null) {
            batch.shares().keySet().forEach(asset -> effects.add(deliver(after, event.batch(), batch, asset)));
            effects.add(new Schedule(now.plus(redeliver)));
        }
        return new Decision<>(List.of(event), effects);
    }

    private Decision<IntakeEvent> absorbed(IntakeState state, AssetRef asset, long upTo) {
        var taken = new Taken(asset, upTo);
        var events = new ArrayList<IntakeEvent>();
        state.apply(taken).open().headMap(upTo, true).forEach((number, batch) -> {
            if (batch.waiting().isEmpty()) {
                events.add(new IntakeEvent.Absorbed(number));
            }
        });
        events.add(taken);
        return new Decision<>(events, List.of());
    }

    private List<Effect> outstanding(IntakeState state, Instant now) {
        var effects = new ArrayList<Effect>();
        for (var batch : state.open().entrySet()) {
            for (var asset : batch.getValue().shares().keySet()) {
                if (batch.getValue().waitsFor(asset)) {
                    effects.add(deliver(state, batch.getKey(), batch.getValue(), asset));
                }
            }
        }
        effects.add(new Schedule(now.plus(redeliver)));
        return effects;
    }

    private List<Effect> redeliver(IntakeState state, AssetRef asset) {
        return state.open().entrySet().stream()
                .filter(batch -> batch.getValue().waitsFor(asset))
                .<Effect>map(batch -> deliver(state, batch.getKey(), batch.getValue(), asset))
                .toList();
    }

    private Effect deliver(IntakeState state, long number, Open batch, AssetRef asset) {
        var to = new EntityId(id.tenant(), "asset", asset.toString());
        var share = batch.shares().get(asset);
        var previous = state.previous(asset, number);
        return new Tell(to, new Deliver(id, number, previous, share.observations(), share.fired()));
    }
}
