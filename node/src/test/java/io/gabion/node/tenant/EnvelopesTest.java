package io.gabion.node.tenant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvelopesTest {
    private static final EntityId INTAKE = new EntityId(new Tenant("acme"), "intake", "auth.log");
    private static final EntityId ASSET = new EntityId(new Tenant("acme"), "asset", "host/web1");
    private static final String TEXT = "{\"message\":\"Failed password for root é\"}".repeat(200);

    @TempDir
    Path data;

    private Envelopes envelopes;

    @BeforeEach
    void open() throws IOException {
        envelopes = new Envelopes(new Keys(data));
    }

    private Envelope seal(EntityId id, String json) {
        return envelopes.seal(id, 3, 2, 1, "accepted", 1, Instant.EPOCH, json.getBytes(UTF_8));
    }

    @Test
    void a_raw_batch_is_packed_and_read_back() {
        var row = seal(INTAKE, TEXT);

        assertThat(row.cipher()).isEqualTo("LZ4+A256GCM");
        assertThat(row.payload()).hasSizeLessThan(TEXT.length() / 10);
        assertThat(envelopes.open(row)).isEqualTo(TEXT);
    }

    @Test
    void a_raw_batch_of_nothing_is_read_back() {
        assertThat(envelopes.open(seal(INTAKE, ""))).isEmpty();
    }

    @Test
    void every_other_row_stays_as_it_is() {
        var row = seal(ASSET, TEXT);

        assertThat(row.cipher()).isEqualTo("A256GCM");
        assertThat(envelopes.open(row)).isEqualTo(TEXT);
    }

    @Test
    void a_row_that_was_changed_does_not_open() {
        var row = seal(INTAKE, TEXT);
        row.payload()[20] ^= 1;

        assertThatThrownBy(() -> envelopes.open(row)).isInstanceOf(IllegalArgumentException.class);
    }
}
