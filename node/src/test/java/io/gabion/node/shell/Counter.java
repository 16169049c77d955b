package io.gabion.node.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Checkpointed;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.entity.Snapshotted;
import java.time.Instant;
import java.util.List;

/** Adds up. May owe another counter what it was given, count in passing, and have an open task. */
class Counter implements Entity<Counter.State, Counter.Command, Counter.Event> {
    record State(long sum, boolean open) {}

    sealed interface Command extends Message {}

    /** The note says whose it is, too. */
    record Add(long number, String note) implements Command {
        @Override
        public String sender() {
            return note;
        }
    }

    record AddInPassing(long number) implements Command {}

    /** Sent on to {@code to} with 1. */
    record Forward(String id, EntityId to) implements Command {}

    record OpenTask() implements Command {}

    /** A bug. */
    record Poison() implements Command {}

    /** What was saved before then. */
    record Forget(Instant before) implements Command {}

    record Wake() implements Command {}

    record Written(long sum) implements Command {}

    record Sum(long sum) implements Message {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @Type(value = Added.class, name = "added"),
        @Type(value = Forwarded.class, name = "forwarded"),
        @Type(value = Opened.class, name = "opened"),
        @Type(value = Passed.class, name = "passed")
    })
    sealed interface Event {}

    record Added(long number, String note) implements Event {}

    record Forwarded(String id, String to) implements Event {}

    record Opened() implements Event {}

    record Passed(long number) implements Event, Passing {}

    static final EventCodec<Event> CODEC = new EventCodec<>(Event.class, List.of());

    /** A counter whose sum is a checkpoint. */
    static final class Saved extends Counter implements Checkpointed<State, Command> {
        @Override
        public byte[] write(State state) {
            return Long.toString(state.sum()).getBytes(UTF_8);
        }

        @Override
        public State read(byte[] checkpoint) {
            return new State(Long.parseLong(new String(checkpoint, UTF_8)), false);
        }

        @Override
        public Command saved(State written) {
            return new Written(written.sum());
        }
    }

    /** A counter that can be stored whole. */
    static final class Kept extends Counter implements Snapshotted<State> {
        @Override
        public byte[] write(State state) {
            return (state.sum() + " " + state.open()).getBytes(UTF_8);
        }

        @Override
        public State read(byte[] stored) {
            var parts = new String(stored, UTF_8).split(" ");
            return new State(Long.parseLong(parts[0]), Boolean.parseBoolean(parts[1]));
        }
    }

    @Override
    public State empty() {
        return new State(0, false);
    }

    @Override
    public Decision<Event> decide(State state, Command command, Instant now) {
        return switch (command) {
            case Add(var number, var note) -> answered(state, number, new Added(number, note));
            case AddInPassing(var number) -> answered(state, number, new Passed(number));
            case Forward(var id, var to) -> answered(state, 0, new Forwarded(id, to.toString()));
            case OpenTask _ -> answered(state, 0, new Opened());
            case Poison _ -> throw new IllegalStateException("poisoned");
            case Forget(var before) -> Decision.only(new Effect.Discard(before));
            case Wake _ -> Decision.nothing();
            case Written _ -> Decision.nothing();
        };
    }

    private static Decision<Event> answered(State state, long more, Event event) {
        return new Decision<>(List.of(event), List.of(new Effect.Reply(new Sum(state.sum() + more))));
    }

    @Override
    public State apply(State state, Event event) {
        return switch (event) {
            case Added added -> new State(state.sum() + added.number(), state.open());
            case Passed(var number) -> new State(state.sum() + number, state.open());
            case Forwarded _ -> state;
            case Opened _ -> new State(state.sum(), true);
        };
    }

    @Override
    public List<Send> owes(Event event) {
        return event instanceof Forwarded(var id, var to)
                ? List.of(new Send(id, EntityId.parse(to), new Add(1, "forwarded")))
                : List.of();
    }

    @Override
    public Command wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(State state) {
        return state.open();
    }
}
