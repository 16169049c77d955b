package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardCommand.*;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardSnapshotTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final EntityId BY = EntityId.parse("acme/containment/fw/block-address/x");
    private static final List<String> AROUND = List.of("192.0.2.1");

    private final Guard guard = new Guard(new GuardPolicy(
            Mode.LIVE,
            Set.of("fw"),
            List.of(),
            Map.of(Action.BLOCK_ADDRESS, new GuardPolicy.Budget(20, Duration.ofHours(1), 30)),
            "hash"));

    @Test
    void reads_what_was_written_but_for_the_surroundings() {
        var random = new Random(4);
        var state = after(guard.empty(), new Surroundings("node1", AROUND), START);
        for (int n = 0; n < 300; n++) {
            state = after(state, command(random, n), START.plusSeconds(60L * n));
            var read = guard.read(guard.write(state));
            assertThat(read.surroundings()).isEmpty();
            assertThat(after(read, new Surroundings("node1", AROUND), START)).isEqualTo(state);
        }
        var untold = after(guard.read(guard.write(state)), command(new Random(6), 400), START);
        assertThat(untold.waiting()).hasSize(1);
        assertThat(guard.read(guard.write(untold))).isEqualTo(untold);
        var lent = untold.loans().entrySet().iterator().next();
        var adjourned = after(
                untold,
                new Confirm(
                        lent.getKey(),
                        999,
                        BY,
                        Action.BLOCK_ADDRESS,
                        lent.getValue().target()),
                START);
        assertThat(adjourned.adjourned()).hasSize(1);
        assertThat(guard.read(guard.write(adjourned))).isEqualTo(adjourned);
        assertThat(state.loans()).isNotEmpty();
        assertThat(state.grants()).isNotEmpty();
    }

    private static GuardCommand command(Random random, int n) {
        return switch (random.nextInt(9)) {
            case 0 -> new Freeze("eve", "drill");
            case 1, 2 -> new Thaw("eve");
            case 3 -> new Return("r" + random.nextInt(n + 1));
            case 4 -> {
                var of = "r" + random.nextInt(n + 1);
                yield new Confirm(of, n, BY, Action.BLOCK_ADDRESS, new Target("fw", "203.0.113.7"));
            }
            default -> {
                var connector = random.nextBoolean() ? "fw" : "other";
                var target = new Target(connector, "203.0.113." + random.nextInt(200));
                yield new Reserve(
                        "r" + n, BY, Action.BLOCK_ADDRESS, target, START.plusSeconds(60L * n + 3_600), "p" + n % 3);
            }
        };
    }

    private GuardState after(GuardState state, GuardCommand command, Instant now) {
        var next = state;
        for (var event : guard.decide(state, command, now).events()) {
            next = guard.apply(next, event);
        }
        return next;
    }
}
