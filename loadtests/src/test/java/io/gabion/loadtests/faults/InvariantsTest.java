package io.gabion.loadtests.faults;

import static io.gabion.loadtests.faults.Invariants.AMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.loadtests.faults.Invariants.Seen;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Claimed;
import io.gabion.protocol.containment.ContainmentEvent.Denied;
import io.gabion.protocol.containment.ContainmentEvent.Verified;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvariantsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String NETWORK = "203.0.113.0/24";
    private static final Seen NOTHING = new Seen(Map.of(), Map.of(), Set.of(), List.of());

    private static final Map<String, List<Instant>> TOLD = Map.of(NETWORK, List.of(THEN.plusSeconds(1)));
    private static final Seen IN_FORCE = new Seen(TOLD, TOLD, Set.of(NETWORK), List.of());

    @TempDir
    private Path folder;

    @Test
    void what_the_kernel_says_of_a_network_is_compared_with_its_containment() throws IOException {
        var told = Map.of(NETWORK, List.of(THEN.plusSeconds(1)));
        assertThat(blocked(NETWORK).check(Set.of(), Set.of(), AMPLE, new Seen(told, told, Set.of(NETWORK), List.of())))
                .isEmpty();
        assertThat(blocked(NETWORK).check(Set.of(), Set.of(), AMPLE, NOTHING))
                .singleElement()
                .asString()
                .startsWith("I2 verified, but the kernel knows nothing of it: " + NETWORK);
    }

    @Test
    void what_is_in_force_has_to_be_held_by_somebody() throws IOException {
        var seen = new Seen(Map.of(), Map.of(), Set.of("203.0.113.9"), List.of());
        assertThat(blocked(NETWORK).check(Set.of(), Set.of(), AMPLE, seen))
                .contains("I2 in force, but nobody holds it: 203.0.113.9 nothing is journaled");
    }

    @Test
    void a_tight_budget_has_to_be_kept_and_to_be_met() throws IOException {
        var told = Map.of(NETWORK, List.of(THEN.plusSeconds(1)));
        var seen = new Seen(told, told, Set.of(NETWORK), List.of());
        assertThat(blocked(NETWORK).check(Set.of(), Set.of(), 1, seen))
                .containsExactly("the lab: nobody met the budget of 1");
        assertThat(blocked(NETWORK).check(Set.of(), Set.of(), 0, seen)).contains("I6 1 blocks of default, 0 allowed");
        assertThat(denied(NETWORK).check(Set.of(), Set.of(NETWORK), 1, NOTHING))
                .noneMatch(violation -> violation.startsWith("I2 ") || violation.startsWith("the lab"));
        assertThat(denied(NETWORK).check(Set.of(), Set.of(NETWORK), AMPLE, NOTHING))
                .anyMatch(violation ->
                        violation.startsWith("I2 suspected, neither blocked nor said to be unknown: " + NETWORK));
    }

    @Test
    void what_is_acknowledged_is_in_the_history_and_blocked_whoever_brought_it() throws IOException {
        var load = new Tally();
        load.owed("owed-1", "198.18.0.1");
        assertThat(blocked(NETWORK).check(load.batches(), load.attackers(), AMPLE, IN_FORCE))
                .containsExactly(
                        "I1 acknowledged, not in the history: batch 1, such as owed-1",
                        "I1 acknowledged, never suspected: 1, such as 198.18.0.1",
                        "I2 suspected, neither blocked nor said to be unknown: 198.18.0.1 nothing is journaled");
    }

    private Invariants denied(String network) throws IOException {
        return journaled(network, List.of(new Denied(new Notice(1, 1, List.of()), "the budget is used up")));
    }

    private Invariants blocked(String network) throws IOException {
        return journaled(
                network,
                List.of(new Claimed(1, Verb.APPLY, THEN.plusSeconds(5)), new Verified(new Notice(1, 1, List.of()), 1)));
    }

    private Invariants journaled(String network, List<ContainmentEvent> events) throws IOException {
        var envelopes = new Envelopes(new Keys(folder));
        var id = EntityId.parse("t/containment/firewall/block-network/" + network);
        var rows = new ArrayList<Envelope>();
        for (var event : events) {
            var codec = ContainmentEvent.CODEC;
            rows.add(envelopes.seal(
                    id, rows.size() + 1, 1, 1, codec.type(event), codec.version(), THEN, codec.bytes(event)));
        }
        return new Invariants(envelopes, new History(Map.of(id.toString(), rows), List.of(), List.of()));
    }
}
