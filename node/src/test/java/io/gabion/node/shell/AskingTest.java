package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.store.Claims;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Order;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a store that other nodes use too: what changes something needs a claim, what only asks needs none. */
class AskingTest {
    private record Call(String key, boolean isEffect) implements Order {
        @Override
        public Instant deadline() {
            return Instant.now().plusSeconds(30);
        }
    }

    /** Calls as the note of what is added says. */
    private static final class Caller extends Counter {
        @Override
        public Decision<Event> decide(State state, Command command, Instant now) {
            return command instanceof Add(var _, var note)
                    ? Decision.<Event>only(new Effect.Call(new Call(note, note.equals("effect"))))
                            .then(new Effect.Reply(new Sum(0)))
                    : super.decide(state, command, now);
        }
    }

    /** Somebody else's claim stands for ever, or whoever asks has it. */
    private record Claimed(Queue<String> asked, boolean granted) implements Claims {
        private static final Claim OTHERS = new Claim(1_000, 1, Instant.now().plus(Duration.ofDays(1)));

        @Override
        public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
            asked.add(entity);
            return CompletableFuture.completedFuture(granted ? new Taken() : new Held(OTHERS));
        }

        @Override
        public CompletionStage<Optional<Claim>> standing(String entity) {
            return CompletableFuture.completedFuture(Optional.of(OTHERS));
        }
    }

    @TempDir
    Path data;

    private final Queue<String> called = new ConcurrentLinkedQueue<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    @Test
    void what_only_asks_is_called_without_a_claim_and_an_effect_is_not() throws Exception {
        var id = RunningMesh.id("caller", "c");
        try (var alone = EmbeddedStore.open(data)) {
            var mesh = mesh(shared(alone, false), Fence.ONE_NODE);
            try {
                for (var note : List.of("effect", "question")) {
                    mesh.ask(id, new Counter.Add(1, note), Duration.ofSeconds(15))
                            .toCompletableFuture()
                            .get();
                }
                await().until(() -> called.contains("question"));
                await().until(() -> !asked.isEmpty());
            } finally {
                mesh.stop().toCompletableFuture().get();
            }
        }
        assertThat(called).containsExactly("question");
        assertThat(asked).containsExactly(id.toString());
    }

    /** As one that slept before it took the claim: until then it was confirmed. */
    @Test
    void an_effect_is_not_called_by_one_that_nobody_confirms_after_its_claim() throws Exception {
        var told = new AtomicBoolean();
        var fence = new Fence() {
            @Override
            public boolean holdsFor(Duration time) {
                return true;
            }

            @Override
            public CompletionStage<Boolean> confirmed() {
                told.set(!asked.isEmpty());
                return CompletableFuture.completedFuture(asked.isEmpty());
            }
        };
        try (var alone = EmbeddedStore.open(data)) {
            var mesh = mesh(shared(alone, true), fence);
            try {
                mesh.ask(RunningMesh.id("caller", "c"), new Counter.Add(1, "effect"), Duration.ofSeconds(15));
                await().untilTrue(told);
            } finally {
                mesh.stop().toCompletableFuture().get();
            }
        }
        assertThat(asked).isNotEmpty();
        assertThat(called).isEmpty();
    }

    private Mesh mesh(Store store, Fence fence) throws IOException {
        var mesh = Mesh.start(
                store,
                new Envelopes(new Keys(data)),
                new Membership.Alone(fence),
                Messages.of(List.of()),
                Clock.systemUTC(),
                Pace.USUAL);
        mesh.register(
                "caller",
                Counter.Command.class,
                _ -> new EntityFactory.Made<>(new Caller(), Counter.CODEC, order -> {
                    called.add(order.key());
                    return new CompletableFuture<>();
                }));
        return mesh;
    }

    private Store shared(Store store, boolean granted) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "isShared" -> true;
                    case "claims" -> new Claimed(asked, granted);
                    default -> {
                        try {
                            yield method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }
}
