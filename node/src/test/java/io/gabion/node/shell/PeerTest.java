package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.response.Notices;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who has a connection, and speaks as a node does. The Guard has not been told what is around it, and so grants nothing. */
class PeerTest {
    private static final Tenant ACME = new Tenant("acme");
    private static final EntityId BLOCK = new EntityId(ACME, "containment", "firewall/block-address/203.0.113.7");
    private static final EntityId RESPONSE = new EntityId(ACME, "response", "r");
    private static final Target SUSPECT = new Target("firewall", "203.0.113.7");

    private static final class Firewall implements Connector {
        private final Queue<ContainmentOrder> applied = new ConcurrentLinkedQueue<>();

        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            applied.add(order);
            return CompletableFuture.completedFuture(new Result.Done());
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            return CompletableFuture.completedFuture(new Result.Absent());
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            return CompletableFuture.completedFuture(new Result.Absent());
        }
    }

    @TempDir
    private Path data;

    @TempDir
    private Path elsewhere;

    private final Firewall firewall = new Firewall();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<ActorSystem<Void>> peers = new ArrayList<>();
    private Store store;
    private Mesh mesh;

    @BeforeEach
    void start() throws Exception {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(Seal.class)).addAppender(log);
        store = EmbeddedStore.open(data);
        mesh = Mesh.start(
                store,
                new Envelopes(new Keys(data)),
                new Neighbours(Optional.empty(), ""),
                Wiring.messages(),
                Clock.systemUTC(),
                Pace.USUAL);
        var policy = Policies.of(Mode.LIVE, Set.of("firewall"), List.of());
        new Wiring(List.of(), policy, Map.of("firewall", firewall), Notices.NOBODY).registerResponders(mesh);
        mesh.ask(Wiring.guard(ACME), new GuardCommand.Freeze("ann", "drill"), Duration.ofSeconds(30))
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        ((Logger) LoggerFactory.getLogger(Seal.class)).detachAppender(log);
        peers.forEach(ActorSystem::terminate);
        mesh.stop().toCompletableFuture().get(40, TimeUnit.SECONDS);
        store.close();
    }

    @Test
    void who_is_let_in_and_has_not_the_keys_orders_nothing() throws Exception {
        int said = order(peer(elsewhere));
        await().atMost(Neighbours.PATIENCE).until(() -> mesh.refused() == said);
        assertThat(types()).isSubsetOf("frozen", "rung"); // To ring is its own.
        assertThat(firewall.applied).isEmpty();
        assertThat(log.list).hasSize(1);
    }

    /** That the same words are heard from a node, and what the folder of keys is worth. */
    @Test
    void who_has_the_keys_is_a_node() throws Exception {
        order(peer(data));
        await().atMost(Neighbours.PATIENCE).until(() -> !firewall.applied.isEmpty());
        await().until(() -> types().contains("thawed"));
        assertThat(mesh.refused()).isZero();
    }

    /** How many words. */
    private int order(ActorSystem<Void> from) {
        var holder = new Holder(RESPONSE.toString(), Instant.now().plusSeconds(3_600));
        List.<Addressed<Message>>of(
                        said(BLOCK, new ContainmentCommand.Want(Action.BLOCK_ADDRESS, SUSPECT, holder, "")),
                        said(BLOCK, new ContainmentCommand.Granted(BLOCK + "#1", Instant.now())),
                        said(RESPONSE, new ResponseCommand.Vote("ask", "ann", "admin", Verdict.APPROVE, "d", "")),
                        said(Wiring.guard(ACME), new GuardCommand.Thaw("ann")),
                        new Addressed<>(
                                BLOCK.toString(),
                                new Input.Readmit<>("ann", from.deadLetters().unsafeUpcast())),
                        new Addressed<>(BLOCK.toString(), new Input.Ping<>()))
                .forEach(word -> Adapter.toClassic(from)
                        .actorSelection(Cluster.get(mesh.system()).selfMember().address() + "/system/sharding/"
                                + EntityId.parse(word.to()).kind())
                        .tell(word, org.apache.pekko.actor.ActorRef.noSender()));
        return 6;
    }

    private static Addressed<Message> said(EntityId to, Message command) {
        return new Addressed<>(to.toString(), new Input.Tell<>(command));
    }

    private ActorSystem<Void> peer(Path keys) throws Exception {
        var config = Neighbours.over("", ConfigFactory.load());
        var setup = ActorSystemSetup.create(
                BootstrapSetup.create(config),
                Wiring.messages(),
                new Seal(new Envelopes(new Keys(keys)), Clock.systemUTC()));
        var peer = ActorSystem.<Void>create(Behaviors.empty(), "gabion", setup);
        peers.add(peer);
        return peer;
    }

    private List<String> types() {
        return StreamSupport.stream(
                        store.rows()
                                .scan(Set.of("guard", "containment", "response"))
                                .spliterator(),
                        false)
                .map(Envelope::type)
                .toList();
    }
}
