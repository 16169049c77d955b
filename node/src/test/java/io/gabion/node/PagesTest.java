package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Fork;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.response.Notices;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration NEVER = Duration.ofDays(1);

    private final List<NotifyOrder> told = new CopyOnWriteArrayList<>();

    private static Fork fork(String name) {
        return new Fork(new EntityId(new Tenant("acme"), "containment", name), "hash-" + name, "rows of " + name);
    }

    /** A channel that reaches somebody from the given attempt on. */
    private Notices reaching(int attempt) {
        return order -> {
            told.add(order);
            var outcome = order.attempt() < attempt ? Outcome.FAILED : Outcome.APPLIED;
            return CompletableFuture.completedFuture(new Notified(order.step(), order.attempt(), outcome, "mute"));
        };
    }

    private List<String> reasons() {
        return told.stream()
                .flatMap(order -> order.actions().stream())
                .map(ActionState::reason)
                .toList();
    }

    @Test
    void the_first_fork_is_told_at_once_and_what_follows_by_one_page_when_it_has_been_quiet() {
        var pages = new Pages(reaching(1), "pager", Clock.systemUTC(), SOON, NEVER);
        pages.tell(fork("a"));
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().channel()).isEqualTo("pager");
        assertThat(told.getFirst().key()).isEqualTo("fork/hash-a");
        assertThat(told.getFirst().playbook()).isEqualTo("fork of acme/containment/a");
        pages.tell(fork("b"));
        pages.tell(fork("c"));
        await().until(() -> told.size() == 2);
        assertThat(reasons()).containsExactly("rows of a", "rows of c; and 1 more, named in the log");
    }

    @Test
    void one_that_reached_nobody_is_tried_again_until_it_does() {
        var pages = new Pages(reaching(3), "pager", Clock.systemUTC(), NEVER, SOON);
        pages.tell(fork("a"));
        await().until(() -> told.size() == 3);
        assertThat(told).extracting(NotifyOrder::attempt).containsExactly(1, 2, 3);
        assertThat(told).extracting(NotifyOrder::key).containsOnly("fork/hash-a");
        pages.tell(fork("b"));
        assertThat(told).hasSize(3);
    }
}
