package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Claimed;
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

    @TempDir
    private Path folder;

    @Test
    void what_the_kernel_says_of_a_network_is_compared_with_its_containment() throws IOException {
        var told = Map.of(NETWORK, List.of(THEN.plusSeconds(1)));
        assertThat(blocked(NETWORK).check(Set.of(), Set.of(), told, told, List.of()))
                .isEmpty();
        assertThat(blocked(NETWORK).check(Set.of(), Set.of(), Map.of(), Map.of(), List.of()))
                .singleElement()
                .asString()
                .startsWith("I2 verified, but the kernel knows nothing of it: " + NETWORK);
    }

    private Invariants blocked(String network) throws IOException {
        var envelopes = new Envelopes(new Keys(folder));
        var id = EntityId.parse("t/containment/firewall/block-network/" + network);
        var rows = new ArrayList<Envelope>();
        for (var event : List.of(
                new Claimed(1, Verb.APPLY, THEN.plusSeconds(5)), new Verified(new Notice(1, 1, List.of()), 1))) {
            var codec = ContainmentEvent.CODEC;
            rows.add(envelopes.seal(
                    id, rows.size() + 1, 1, 1, codec.type(event), codec.version(), THEN, codec.bytes(event)));
        }
        return new Invariants(envelopes, new History(Map.of(id.toString(), rows), List.of(), List.of()));
    }
}
