package io.gabion.node.shell;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.entity.Order;
import io.gabion.protocol.entity.Snapshotted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Keeps numbers, owes each to somebody, and calls the world for some of them, one after the other, until that has answered. */
class Worker implements Entity<Worker.State, Worker.Command, Worker.Event> {
    static final EntityId ID = new EntityId(new Tenant("acme"), "worker", "one");
    static final EntityId CREDITOR = new EntityId(new Tenant("acme"), "creditor", "one");
    static final Duration CALL = Duration.ofSeconds(2);

    private final Consumer<State> asked;

    /** @param asked told of its state before each decision */
    Worker(Consumer<State> asked) {
        this.asked = asked;
    }

    /** @param until of the call that may be under way */
    record Open(int job, int attempt, Instant until) {}

    record State(SortedSet<Integer> kept, List<Integer> jobs, Optional<Open> open, int ended) {
        State {
            kept = new TreeSet<>(kept);
            jobs = List.copyOf(jobs);
        }
    }

    sealed interface Command extends Message {}

    record Keep(int number) implements Command {}

    record Do(int job) implements Command {}

    record Answered(int job, int attempt) implements Command {}

    record Wake() implements Command {}

    /** Of a number or a job. */
    record Have(int number) implements Message {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @Type(value = Kept.class, name = "kept"),
        @Type(value = Wanted.class, name = "wanted"),
        @Type(value = Intended.class, name = "intended"),
        @Type(value = Ended.class, name = "ended")
    })
    sealed interface Event {}

    record Kept(int number) implements Event {}

    record Wanted(int job) implements Event {}

    record Intended(int job, int attempt, long until) implements Event {}

    record Ended(int job, int attempt) implements Event {}

    record Task(int job, int attempt, Instant deadline) implements Order {
        @Override
        public String key() {
            return job + "#" + attempt;
        }
    }

    static final EventCodec<Event> CODEC = new EventCodec<>(Event.class, List.of());

    /** One that can be stored whole. */
    static final class Stored extends Worker implements Snapshotted<State> {
        Stored(Consumer<State> asked) {
            super(asked);
        }

        /** As the events that make it. */
        @Override
        public byte[] write(State state) {
            var events = new ArrayList<Event>();
            state.kept().forEach(number -> events.add(new Kept(number)));
            state.jobs().forEach(job -> events.add(new Wanted(job)));
            for (int job = 0; job < state.ended(); job++) {
                events.add(new Ended(state.jobs().get(job), 0));
            }
            state.open()
                    .ifPresent(open -> events.add(new Intended(
                            open.job(), open.attempt(), open.until().toEpochMilli())));
            var text = new StringBuilder();
            events.forEach(event ->
                    text.append(HexFormat.of().formatHex(CODEC.bytes(event))).append(' '));
            return text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }

        @Override
        public State read(byte[] stored) {
            var state = empty();
            for (var word : new String(stored, java.nio.charset.StandardCharsets.UTF_8).split(" ")) {
                if (!word.isEmpty()) {
                    var json = new String(HexFormat.of().parseHex(word), java.nio.charset.StandardCharsets.UTF_8);
                    state = apply(state, CODEC.read(CODEC.version(), json));
                }
            }
            return state;
        }
    }

    @Override
    public State empty() {
        return new State(new TreeSet<>(), List.of(), Optional.empty(), 0);
    }

    @Override
    public Decision<Event> decide(State state, Command command, Instant now) {
        asked.accept(state);
        return switch (command) {
            case Keep(var number) ->
                state.kept().contains(number)
                        ? Decision.only(new Reply(new Have(number)))
                        : new Decision<>(List.of(new Kept(number)), List.of(new Reply(new Have(number))));
            case Do(var job) -> {
                if (state.jobs().contains(job)) {
                    yield Decision.only(new Reply(new Have(job)));
                }
                var wanted = new Decision<Event>(List.of(new Wanted(job)), List.of(new Reply(new Have(job))));
                yield state.open().isPresent()
                        ? wanted
                        : begun(job, 1, now)
                                .after(wanted.events())
                                .then(wanted.effects().toArray(Effect[]::new));
            }
            case Answered(var job, var attempt) -> {
                if (state.open()
                        .filter(open -> open.job() == job && open.attempt() == attempt)
                        .isEmpty()) {
                    yield Decision.nothing();
                }
                var ended = new Ended(job, attempt);
                yield state.ended() + 1 < state.jobs().size()
                        ? begun(state.jobs().get(state.ended() + 1), 1, now).after(List.of(ended))
                        : new Decision<>(List.of(ended), List.of());
            }
            case Wake() ->
                state.open()
                        .map(open -> now.isBefore(open.until())
                                ? Decision.<Event>only(new Schedule(open.until()))
                                : begun(open.job(), open.attempt() + 1, now))
                        .orElseGet(Decision::nothing);
        };
    }

    private static Decision<Event> begun(int job, int attempt, Instant now) {
        var until = Instant.ofEpochMilli(now.plus(CALL).toEpochMilli());
        return new Decision<>(
                List.of(new Intended(job, attempt, until.toEpochMilli())),
                List.of(new Schedule(until), new Call(new Task(job, attempt, until))));
    }

    @Override
    public State apply(State state, Event event) {
        return switch (event) {
            case Kept(var number) -> {
                var kept = new TreeSet<>(state.kept());
                kept.add(number);
                yield new State(kept, state.jobs(), state.open(), state.ended());
            }
            case Wanted(var job) -> {
                var jobs = new ArrayList<>(state.jobs());
                jobs.add(job);
                yield new State(state.kept(), jobs, state.open(), state.ended());
            }
            case Intended(var job, var attempt, var until) ->
                new State(
                        state.kept(),
                        state.jobs(),
                        Optional.of(new Open(job, attempt, Instant.ofEpochMilli(until))),
                        state.ended());
            case Ended _ -> new State(state.kept(), state.jobs(), Optional.empty(), state.ended() + 1);
        };
    }

    @Override
    public List<Send> owes(Event event) {
        return event instanceof Kept(var number)
                ? List.of(new Send("s" + number, CREDITOR, new Keep(number)))
                : List.of();
    }

    @Override
    public boolean claims(Event event) {
        return event instanceof Intended;
    }

    @Override
    public Command wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(State state) {
        return state.open().isPresent();
    }
}
