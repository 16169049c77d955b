package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.gabion.node.store.Store;
import io.gabion.node.store.Unfinished;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.entity.EntityId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Leave;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who is unfinished is looked after, whoever else is. */
class WakingTest {
    private static final EntityId ONE = RunningMesh.id("counter", "one");
    private static final EntityId NEWER = RunningMesh.id("algorithm", "one");

    @TempDir
    private Path data;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(Waking.class)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(Waking.class)).detachAppender(log);
    }

    @Test
    void what_only_a_newer_node_knows_keeps_no_other_asleep() throws Exception {
        try (Store store = EmbeddedStore.open(data)) {
            remember(store, NEWER);
            remember(store, ONE);
            var mesh = start(store, new Membership.Alone());
            try {
                assertThat(mesh.wakeUnfinished()).succeedsWithin(Duration.ofSeconds(30));
                await().until(() -> mesh.residents() == 1);
                assertThat(said())
                        .containsExactly("Of the kind algorithm nothing runs here, so " + NEWER
                                + " and others of it are left to newer nodes");
            } finally {
                mesh.stop().toCompletableFuture().get(40, TimeUnit.SECONDS);
            }
        }
    }

    /** The next round would be after half a minute. */
    @Test
    void when_a_node_is_gone_who_is_unfinished_is_woken_at_once() throws Exception {
        try (Store store = EmbeddedStore.open(data)) {
            var mesh = start(store, new Neighbours(Optional.empty(), ""));
            var setup = ActorSystemSetup.create(
                    BootstrapSetup.create(Neighbours.over("", ConfigFactory.load())),
                    Messages.of(List.of()),
                    new Seal(new Envelopes(new Keys(data)), Clock.systemUTC()));
            var peer = ActorSystem.<Void>create(Behaviors.empty(), "gabion", setup);
            try {
                mesh.wakeUnfinished().toCompletableFuture().get();
                new Neighbours(Optional.of(mesh.system()), "").join(peer);
                remember(store, ONE);
                var cluster = Cluster.get(peer);
                cluster.manager().tell(Leave.create(cluster.selfMember().address()));
                await().atMost(Duration.ofSeconds(20)).until(() -> mesh.residents() == 1);
            } finally {
                peer.terminate();
                mesh.stop().toCompletableFuture().get(40, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void rounds_that_fail_are_said_once_and_so_again_after_one_that_did_not() {
        var answers = new ArrayList<CompletableFuture<List<String>>>();
        var pinged = new ArrayList<EntityId>();
        var waking = new Waking(answering(answers), _ -> true, pinged::add);
        for (var fails : List.of(true, true, false, true)) {
            answers.add(
                    fails
                            ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                            : CompletableFuture.completedFuture(List.of(ONE.toString())));
            assertThat(waking.round().toCompletableFuture().isCompletedExceptionally())
                    .isEqualTo(fails);
        }
        assertThat(pinged).containsExactly(ONE);
        assertThat(said())
                .hasSize(2)
                .containsOnly("What is unfinished is not woken for now; tried again in every round: no answer");
    }

    private static Unfinished answering(List<CompletableFuture<List<String>>> answers) {
        return new Unfinished() {
            @Override
            public CompletionStage<Boolean> remember(String entity, long epoch) {
                throw new UnsupportedOperationException();
            }

            @Override
            public CompletionStage<Boolean> forget(String entity, long epoch) {
                throw new UnsupportedOperationException();
            }

            @Override
            public CompletionStage<List<String>> list() {
                return answers.getLast();
            }
        };
    }

    private Mesh start(Store store, Membership membership) throws Exception {
        var mesh = Mesh.start(
                store,
                new Envelopes(new Keys(data)),
                membership,
                Messages.of(List.of()),
                Clock.systemUTC(),
                Pace.USUAL);
        mesh.register(
                ONE.kind(),
                Counter.Command.class,
                _ -> new EntityFactory.Made<>(new Counter(), Counter.CODEC, Calls.none()));
        return mesh;
    }

    private static void remember(Store store, EntityId id) throws Exception {
        store.unfinished().remember(id.toString(), 1).toCompletableFuture().get();
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
