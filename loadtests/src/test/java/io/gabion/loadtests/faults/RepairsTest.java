package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final EntityId ID = EntityId.parse("t/guard/g");

    @TempDir
    private Path folder;

    private Envelopes envelopes;
    private Envelope stale;

    @BeforeEach
    void begin() throws IOException {
        envelopes = new Envelopes(new Keys(folder));
        stale = row(2, 1, 30, "something", "{}");
    }

    @Test
    void who_recovers_after_a_stale_owner_has_to_name_its_rows_with_their_hashes() throws Exception {
        var first = row(1, 1, 0, "something", "{}");
        var successor = row(2, 2, 100, Envelope.OWNED, "{}");
        var next = row(3, 3, 120, Envelope.OWNED, "{}");
        assertThat(unsaid(0, first, successor, next))
                .containsExactly("I3 dropped and never said: row 2 of owner 1, something of " + ID);
        assertThat(unsaid(0, first, successor, next, repaired("00"))).hasSize(1);
        assertThat(unsaid(0, first, successor, next, repaired(hash(stale)))).isEmpty();
        assertThat(unsaid(2, first, successor, next)).isEmpty();
    }

    @Test
    void nobody_has_to_who_has_not_recovered_since() {
        var successor = row(2, 2, 25, Envelope.OWNED, "{}");
        assertThat(unsaid(0, successor, row(3, 2, 200, "something", "{}"))).isEmpty();
        assertThat(unsaid(0, successor, row(3, 3, 50, Envelope.OWNED, "{}"))).isEmpty();
        assertThat(unsaid(0, successor, row(3, 2, 200, "something", "{}"), row(4, 3, 201, Envelope.OWNED, "{}")))
                .hasSize(1);
    }

    @Test
    void people_are_told_of_each_fork() {
        var history = new History(Map.of(ID.toString(), List.of(repaired("00"))), List.of(stale), List.of());
        assertThat(Repairs.untold(history, (ID + " was forked: 1 row(s)")::contains))
                .isEmpty();
        assertThat(Repairs.untold(history, "nothing"::contains))
                .containsExactly("I3 forked, and no person is told: " + ID);
    }

    private List<String> unsaid(long snapshot, Envelope... kept) {
        var history = new History(Map.of(ID.toString(), List.of(kept)), List.of(stale), List.of());
        return Repairs.unsaid(history, envelopes, _ -> snapshot);
    }

    private Envelope repaired(String hash) {
        var note = "{\"type\":\"fork-repaired\",\"dropped\":[{\"sequence\":2,\"hash\":\"" + hash + "\"}]}";
        return row(4, 3, 121, Envelope.FORK_REPAIRED, note);
    }

    private Envelope row(long sequence, long epoch, int second, String type, String json) {
        return envelopes.seal(
                ID,
                sequence,
                sequence,
                epoch,
                type,
                1,
                THEN.plusSeconds(second),
                json.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(Envelope row) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(row.payload()));
    }
}
