package io.gabion.node.shell;

import io.gabion.node.store.Store;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * All entities of one node, by id. Register every kind, then {@link #wakeUnfinished}; from then on those that are
 * unfinished are looked after again and again, so that one whose shell stopped goes on.
 */
public final class Mesh implements Registry {
    private static final Duration ROUNDS = Duration.ofSeconds(30);
    /** Until the shards have heard of it too; they keep what is said to those that are nowhere yet. */
    private static final Duration SETTLED = Duration.ofSeconds(1);
    /** Pekko recovers 64 entities at a time, in order. Some of these places are always left. */
    private static final int CROWD = 48;

    private final ActorSystem<Void> system;
    private final ClusterSharding sharding;
    private final Store store;
    private final Membership membership;
    private final Seal seal;
    private final Host host;
    private final Map<String, ActorRef<Addressed<Message>>> kinds = new ConcurrentHashMap<>();
    private final Waking waking;
    private final CompletableFuture<Done> ended = new CompletableFuture<>();

    /**
     * Starts the actor system on {@code store} and joins.
     *
     * @param messages what entities may say to those on other nodes
     * @throws IOException in one line, if the node is not let in; nothing is left running
     */
    public static Mesh start(
            Store store, Envelopes envelopes, Membership membership, Messages messages, Clock clock, Pace pace)
            throws IOException {
        var seal = new Seal(envelopes, clock);
        var setup = store.setup()
                .withSetup(BootstrapSetup.create(membership.over(store.config())))
                .withSetup(messages)
                .withSetup(seal);
        var system = ActorSystem.<Void>create(Behaviors.empty(), "gabion", setup);
        try {
            var fence = membership.join(system);
            return new Mesh(system, store, envelopes, membership, fence, seal, clock, pace);
        } catch (IOException e) {
            end(system).toCompletableFuture().join();
            throw e;
        }
    }

    private Mesh(
            ActorSystem<Void> system,
            Store store,
            Envelopes envelopes,
            Membership membership,
            Fence fence,
            Seal seal,
            Clock clock,
            Pace pace) {
        this.system = system;
        this.store = store;
        this.membership = membership;
        this.seal = seal;
        sharding = ClusterSharding.get(system);
        host = new Host(
                store.isShared(),
                () -> oldest(Cluster.get(system)),
                fence,
                store::durable,
                new Sharded(),
                clock,
                store.epochs(),
                store.claims(),
                envelopes,
                store.checkpoints(),
                store.unfinished(),
                pace,
                new Restarts(),
                new Residents(pace.residents(), pace.idle()),
                new Gate(CROWD),
                new Forks());
        waking = new Waking(store.unfinished(), kinds::containsKey, id -> say(id, new Input.Ping<>()));
        var round = host.residents().round();
        system.scheduler().scheduleWithFixedDelay(round, round, host.residents()::goRound, system.executionContext());
        endInTime();
    }

    /** Who is coming or going may read rows yet. */
    private static Version oldest(Cluster cluster) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .map(member -> Version.parse(member.appVersion().version()))
                .min(Comparator.naturalOrder())
                .orElseGet(() -> Version.parse(cluster.selfMember().appVersion().version()));
    }

    /**
     * An actor system that is cut off from others does not always come to its end: its connections may never. Whoever waits
     * for it would wait for good, and nobody start the node again.
     */
    private void endInTime() {
        system.getWhenTerminated().whenComplete((done, _) -> ended.complete(Done.done()));
        var shutdown = CoordinatedShutdown.get(system);
        var last = CoordinatedShutdown.PhaseActorSystemTerminate();
        var most = shutdown.timeout(last).toMillis();
        shutdown.addTask(last, "end in time", () -> {
            ended.completeOnTimeout(Done.done(), most, TimeUnit.MILLISECONDS);
            return CompletableFuture.completedFuture(Done.done());
        });
    }

    @Override
    public Duration takeover() {
        return membership.takeover();
    }

    @Override
    public <S, C extends Message, E> void register(String kind, Class<C> accepts, EntityFactory<S, C, E> factory) {
        EntityTypeKey<Input<C>> key = key(kind);
        var shards =
                new Addressed.Shards<C>(ClusterShardingSettings.create(system).numberOfShards());
        var region = sharding.init(Entity.of(key, entity -> {
                    var id = shared(EntityId.parse(entity.getEntityId()));
                    return Starting.behavior(
                            new Hosted<>(id, entity.getEntityId(), factory.make(id), host, entity.getShard(), 0));
                })
                .withStopMessage(new Input.Stop<>())
                .withMessageExtractor(shards)
                .withEntityProps(threads(kind)));
        if (kinds.putIfAbsent(kind, region.unsafeUpcast()) != null) {
            throw new IllegalStateException("registered twice: " + kind);
        }
    }

    /** The words that very many say are kept once. */
    private static EntityId shared(EntityId id) {
        return new EntityId(new Tenant(id.tenant().id().intern()), id.kind().intern(), id.name());
    }

    /** Its own, if the configuration gives this kind any. */
    private DispatcherSelector threads(String kind) {
        var own = "gabion.dispatcher." + kind;
        return system.settings().config().hasPath(own)
                ? DispatcherSelector.fromConfig(own)
                : DispatcherSelector.defaultDispatcher();
    }

    /** Says something once. */
    public void tell(EntityId to, Message command) {
        say(to, new Input.Tell<>(command));
    }

    /** The reply. Fails with {@link java.util.concurrent.TimeoutException}: then ask again. */
    public CompletionStage<Message> ask(EntityId to, Message command, Duration timeout) {
        return ask(to, timeout, replyTo -> new Input.Ask<>(command, replyTo));
    }

    /** An operator has seen both branches of a forked entity: it goes on. */
    public CompletionStage<Message> readmit(EntityId id, String by, Duration timeout) {
        return ask(id, timeout, replyTo -> new Input.Readmit<>(by, replyTo));
    }

    private CompletionStage<Message> ask(
            EntityId to, Duration timeout, Function<ActorRef<Message>, Input<Message>> question) {
        return AskPattern.ask(
                region(to),
                (ActorRef<Message> replyTo) -> new Addressed<>(to.toString(), question.apply(replyTo)),
                timeout,
                system.scheduler());
    }

    /** Completes when all that was unfinished at the last stop has been pinged. */
    public CompletionStage<Done> wakeUnfinished() {
        var first = ping();
        system.scheduler().scheduleWithFixedDelay(ROUNDS, ROUNDS, this::ping, system.executionContext());
        system.systemActorOf(afterRemovals(), "waking", Props.empty());
        return first;
    }

    /** What a node that is gone had in memory goes on elsewhere as soon as it may, and not with the next round. */
    private Behavior<MemberRemoved> afterRemovals() {
        return Behaviors.setup(self -> {
            Cluster.get(system).subscriptions().tell(Subscribe.create(self.getSelf(), MemberRemoved.class));
            return Behaviors.receiveMessage(_ -> {
                system.scheduler().scheduleOnce(SETTLED, this::ping, system.executionContext());
                return Behaviors.same();
            });
        });
    }

    public ActorSystem<Void> system() {
        return system;
    }

    /** Completes when the actor system has ended, or was told to and has had its time. */
    public CompletionStage<Done> ended() {
        return ended;
    }

    /** Lets every entity journal and save what is open, then ends the actor system. The store stays open. */
    public CompletionStage<Done> stop() {
        return end(system);
    }

    /**
     * Does it when the process is told to end. The connections to other nodes stay open until it is done, as they do not for a
     * shutdown hook that the transport knows nothing of: without them no node can leave in order.
     */
    public void atExit(Runnable last) {
        CoordinatedShutdown.get(system).addJvmShutdownHook(last);
    }

    /** How many entities are in memory here. */
    public int residents() {
        return host.residents().size();
    }

    /** How many had to leave memory here though they waited for a time, for others that wait. */
    public long turnedOut() {
        return host.residents().turnedOut();
    }

    /** How many are stored no longer because they said so here. */
    public long forgotten() {
        return host.residents().forgotten();
    }

    /** Of so many forks entities have told here. */
    public long forks() {
        return host.forks().told();
    }

    /** To be called before kinds are registered. @param heard of each fork; never blocks, throws nothing */
    public void onFork(Consumer<Fork> heard) {
        host.forks().heardBy(heard);
    }

    /** How many messages that came from other nodes were none of theirs. */
    public long refused() {
        return seal.refused();
    }

    /** Whether this node may acknowledge and act. */
    public boolean mayAct() {
        return host.fence().holds();
    }

    /** This node's name in the mesh. */
    public String self() {
        return Cluster.get(system).selfMember().address().toString();
    }

    /** Whether of all nodes this one is first, in an order that all agree on: it does what one node does for all. */
    public boolean isFirst() {
        var cluster = Cluster.get(system);
        return cluster.selfMember().address().equals(cluster.state().getLeader());
    }

    /** Whether all nodes are of this one's version, so that each understands what it says. */
    public boolean areAlike() {
        var cluster = Cluster.get(system);
        var own = cluster.selfMember().appVersion();
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .allMatch(member -> member.appVersion().equals(own));
    }

    /** Hosts of all nodes, as they are called in the settings. */
    public List<String> members() {
        var hosts = new TreeSet<String>();
        for (var member : Cluster.get(system).state().getMembers()) {
            member.address().getHost().ifPresent(hosts::add);
        }
        return List.copyOf(hosts);
    }

    private static CompletionStage<Done> end(ActorSystem<?> system) {
        return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
    }

    private CompletionStage<Done> ping() {
        if (!membership.leads(system)) {
            return CompletableFuture.completedFuture(Done.done());
        }
        return waking.round();
    }

    private void say(EntityId to, Input<Message> input) {
        region(to).tell(new Addressed<>(to.toString(), input));
    }

    private ActorRef<Addressed<Message>> region(EntityId of) {
        var region = kinds.get(of.kind());
        if (region == null) {
            throw new IllegalArgumentException("no such kind: " + of);
        }
        return region;
    }

    @SuppressWarnings("unchecked") // A class object knows no type arguments.
    private static <C> EntityTypeKey<Input<C>> key(String kind) {
        return EntityTypeKey.create((Class<Input<C>>) (Class<?>) Input.class, kind);
    }

    private final class Sharded implements Host.Post {
        @Override
        public void deliver(Send send, ActorRef<Input.Journaled> acks) {
            if (!kinds.containsKey(send.to().kind())) {
                return; // Where only some kinds run, what is owed to others stays owed.
            }
            say(send.to(), new Input.Deliver<>(send.id(), send.message(), acks));
        }

        @Override
        public void tell(EntityId to, Message message) {
            Mesh.this.tell(to, message);
        }

        @Override
        public void expect(EntityId receiver) {
            if (kinds.containsKey(receiver.kind())) {
                say(receiver, new Input.Ping<>());
            }
        }
    }
}
