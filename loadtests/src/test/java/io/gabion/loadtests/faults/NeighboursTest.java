package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String OURS = Tenancy.OURS.lines(1, true, Tenancy.OURS.prefix(0) + "0.7");
    private static final String THEIRS = Tenancy.NEIGHBOURS.lines(3, true, Tenancy.NEIGHBOURS.prefix(0) + "0.7");

    @TempDir
    private Path folder;

    private Envelopes envelopes;

    @BeforeEach
    void begin() throws IOException {
        envelopes = new Envelopes(new Keys(folder));
    }

    @Test
    void a_row_that_says_what_another_tenant_brought_is_red() {
        assertThat(inJournal(row("default/intake/s0", OURS), row("acme/intake/s3", THEIRS)))
                .isEmpty();
        assertThat(inJournal(row("default/intake/s0", THEIRS)))
                .containsExactly("I4 of acme, quokka3 is in row 1 of default/intake/s0");
        assertThat(inJournal(row("acme/intake/s3", OURS)))
                .containsExactly("I4 of default, web1 is in row 1 of acme/intake/s3");
    }

    @Test
    void a_containment_for_another_tenant_is_red() {
        assertThat(inJournal(row("default/containment/firewall/block-address/20.64.0.7", "{}")))
                .containsExactly(
                        "I4 of acme, 20.64.0.7 is in row 1 of default/containment/firewall/block-address/20.64.0.7");
        assertThat(inJournal(row("acme/containment/firewall/block-address/20.64.0.7", "{}")))
                .isEmpty();
    }

    @Test
    void an_answer_that_says_what_another_tenant_brought_is_red() {
        assertThat(Neighbours.said(Tenancy.OURS, "incidents", OURS)).isEmpty();
        assertThat(Neighbours.said(Tenancy.OURS, "incidents", OURS + THEIRS))
                .containsExactly("I4 of acme, quokka3 is in incidents of default");
        assertThat(Neighbours.said(Tenancy.NEIGHBOURS, "incidents", OURS))
                .containsExactly("I4 of default, web1 is in incidents of acme");
    }

    private List<String> inJournal(Envelope... rows) {
        var kept = new LinkedHashMap<String, List<Envelope>>();
        for (var row : rows) {
            kept.put(row.entity(), List.of(row));
        }
        return Neighbours.inJournal(new History(Map.copyOf(kept), List.of(), List.of()), envelopes);
    }

    private Envelope row(String entity, String text) {
        return envelopes.seal(EntityId.parse(entity), 1, 1, 1, "x", 1, THEN, text.getBytes(StandardCharsets.UTF_8));
    }
}
