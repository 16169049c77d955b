package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.node.shell.Registry;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.Containment;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.response.Notices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiringTest {
    private static final Target TARGET = new Target("fw", "203.0.113.7");

    private final List<Verb> called = new ArrayList<>();

    /** The Guard has agreed before, under other settings. */
    @ParameterizedTest
    @CsvSource({
        "LIVE,fw,198.51.100.1,true",
        "OBSERVE,fw,198.51.100.1,false",
        "LIVE,other,198.51.100.1,false",
        "LIVE,fw,203.0.113.7,false",
        "LIVE,fw,::ffff:203.0.113.0/120,false"
    })
    void what_is_put_back_is_asked_for_under_the_settings_of_today(
            Mode mode, String live, String protect, boolean applied) {
        var calls = calls(mode, live, protect);

        assertThat(say(calls, Verb.APPLY) instanceof Result.Done).isEqualTo(applied);
        assertThat(called).hasSize(applied ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"OBSERVE,fw,198.51.100.1", "LIVE,other,198.51.100.1", "LIVE,fw,203.0.113.7"})
    void what_is_in_force_is_read_and_released_under_all(Mode mode, String live, String protect) {
        var calls = calls(mode, live, protect);

        assertThat(say(calls, Verb.QUERY)).isEqualTo(new Result.Done());
        assertThat(say(calls, Verb.RELEASE)).isEqualTo(new Result.Done());
        assertThat(called).containsExactly(Verb.QUERY, Verb.RELEASE);
    }

    private static Result say(Calls<?> calls, Verb verb) {
        var now = Instant.now();
        var order = new ContainmentOrder(
                verb, "k", 1, Action.BLOCK_ADDRESS, TARGET, now.plusSeconds(60), now.plusSeconds(5));
        return ((Answered) calls.call(order).toCompletableFuture().join()).result();
    }

    @Test
    void where_others_would_take_over_what_is_gone_is_not_released_at_once() {
        assertThat(onceGone(Duration.ZERO)).hasOnlyElementsOfType(Released.class);
        assertThat(onceGone(Duration.ofSeconds(18))).isEmpty();
    }

    /** What is journaled when a target says that a release is through, and is read so. */
    private List<ContainmentEvent> onceGone(Duration takeover) {
        var now = Instant.now();
        var containment =
                (Containment) made(Mode.LIVE, "fw", "198.51.100.0/24", takeover).entity();
        var state = containment.empty();
        for (var event : List.of(
                new Wanted(1, Action.BLOCK_ADDRESS, TARGET, new Holder("acme/response/r", now), "p/block"),
                new Reserved("acme/containment/fw/block-address/203.0.113.7#1"),
                new Claimed(1, Verb.RELEASE, now),
                new Withdrawn(1))) {
            state = state.apply(event);
        }
        return containment
                .decide(state, new Answered(Verb.QUERY, 1, new Result.Absent()), now.plusSeconds(1))
                .events()
                .stream()
                .filter(event -> !(event instanceof Left))
                .toList();
    }

    private Calls<?> calls(Mode mode, String live, String protect) {
        return made(mode, live, protect, Duration.ZERO).calls();
    }

    private Made<?, ?, ?> made(Mode mode, String live, String protect, Duration takeover) {
        var connector = new Connector() {
            @Override
            public CompletionStage<Result> apply(ContainmentOrder order) {
                called.add(order.verb());
                return CompletableFuture.completedFuture(new Result.Done());
            }

            @Override
            public CompletionStage<Result> query(ContainmentOrder order) {
                return apply(order);
            }

            @Override
            public CompletionStage<Result> release(ContainmentOrder order) {
                return apply(order);
            }
        };
        var found = new AtomicReference<Made<?, ?, ?>>();
        var policy = Policies.of(mode, Set.of(live), List.of(protect));
        new Wiring(List.of(), policy, Map.of("fw", connector), Notices.NOBODY).registerResponders(new Registry() {
            @Override
            public <S, C extends Message, E> void register(
                    String kind, Class<C> accepts, EntityFactory<S, C, E> factory) {
                if (kind.equals("containment")) {
                    found.set(factory.make(EntityId.parse("acme/containment/fw/block-address/203.0.113.7")));
                }
            }

            @Override
            public Duration takeover() {
                return takeover;
            }
        });
        return found.get();
    }
}
