package io.gabion.node.shell;

import io.gabion.node.shell.Worker.Command;
import io.gabion.node.shell.Worker.Event;
import io.gabion.node.shell.Worker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** One node's shard with the worker in it: starts it when something is brought, lets it leave, and hands it over. */
final class SimulatedShard extends AbstractBehavior<SimulatedShard.Said> {
    sealed interface Said {}

    record Bring(Input<Command> input) implements Said {}

    /** @param done when it is out of memory here */
    record HandOver(Runnable done) implements Said {}

    private record Asked(ClusterSharding.ShardCommand what) implements Said {}

    private record Round() implements Said {}

    private static final Duration ROUND = Duration.ofSeconds(4);

    private final EntityFactory<State, Command, Event> factory;
    private final Host host;
    private final ActorRef<ClusterSharding.ShardCommand> self;
    private final List<Input<Command>> kept = new ArrayList<>();
    private Optional<ActorRef<Input<Command>>> entity = Optional.empty();
    private Optional<Runnable> done = Optional.empty();
    private boolean leaving;

    static Behavior<Said> behavior(EntityFactory<State, Command, Event> factory, Host host) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Round(), ROUND);
            return new SimulatedShard(factory, host, context);
        }));
    }

    private SimulatedShard(EntityFactory<State, Command, Event> factory, Host host, ActorContext<Said> context) {
        super(context);
        this.factory = factory;
        this.host = host;
        this.self = context.messageAdapter(ClusterSharding.ShardCommand.class, Asked::new);
    }

    @Override
    public Receive<Said> createReceive() {
        return newReceiveBuilder()
                .onMessage(Bring.class, bring -> brought(bring.input()))
                .onMessage(HandOver.class, over -> handOver(over.done()))
                .onMessage(Asked.class, _ -> leave())
                .onMessage(Round.class, _ -> round())
                .onSignal(Terminated.class, _ -> ended())
                .build();
    }

    private Behavior<Said> brought(Input<Command> input) {
        if (done.isPresent()) {
            return this;
        }
        if (leaving) {
            kept.add(input);
            return this;
        }
        if (entity.isEmpty()) {
            var started = getContext()
                    .spawnAnonymous(Starting.behavior(
                            new Hosted<>(Worker.ID, Worker.ID.toString(), factory.make(Worker.ID), host, self, 0)));
            getContext().watch(started);
            entity = Optional.of(started);
        }
        entity.get().tell(input);
        return this;
    }

    private Behavior<Said> leave() {
        leaving = true;
        entity.ifPresent(each -> each.tell(new Input.Stop<>()));
        return this;
    }

    private Behavior<Said> handOver(Runnable then) {
        if (entity.isEmpty()) {
            then.run();
            return this;
        }
        done = Optional.of(then);
        return leave();
    }

    private Behavior<Said> ended() {
        entity = Optional.empty();
        leaving = false;
        done.ifPresent(Runnable::run);
        done = Optional.empty();
        var waited = List.copyOf(kept);
        kept.clear();
        waited.forEach(this::brought);
        return this;
    }

    /** As often at once as the residents have rounds: who was not used since the last time leaves. */
    private Behavior<Said> round() {
        for (var passed = Duration.ZERO;
                passed.compareTo(ROUND) < 0;
                passed = passed.plus(host.residents().round())) {
            host.residents().goRound();
        }
        return this;
    }
}
