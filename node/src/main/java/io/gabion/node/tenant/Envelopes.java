package io.gabion.node.tenant;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Which key a row is sealed under, and to what it is bound: a row that is moved to another entity or another sequence
 * number, or whose type, time, decision or writer was changed, does not open.
 */
public final class Envelopes {
    private static final String INTAKE = "intake";
    private static final String MESSAGES = "messages";
    private static final String SNAPSHOT = "snapshot of ";
    /** Packed before it is encrypted: log lines repeat themselves. */
    private static final String PACKED = "LZ4+" + Keys.CIPHER;

    private final Keys keys;

    public Envelopes(Keys keys) {
        this.keys = keys;
    }

    /** A row of the journal. Raw batches are packed, under a key for each tenant and UTC day, so that a day can be erased. */
    public Envelope seal(
            EntityId id,
            long sequence,
            long decision,
            long writerEpoch,
            String type,
            int version,
            Instant time,
            byte[] json) {
        var raw = id.kind().equals(INTAKE);
        var keyId = raw ? "raw/" + id.tenant().id() + "/" + LocalDate.ofInstant(time, ZoneOffset.UTC) : tenantKey(id);
        var row = new Envelope(
                id.tenant(),
                id.toString(),
                sequence,
                decision,
                writerEpoch,
                type,
                version,
                time,
                keyId,
                raw ? PACKED : Keys.CIPHER,
                raw ? Packed.pack(json) : json);
        return sealed(row, "");
    }

    /** A snapshot of an entity after the row {@code sequence}; under the tenant's key, so that it outlives a day's. */
    public Envelope sealSnapshot(
            EntityId id,
            long sequence,
            long decision,
            long writerEpoch,
            String type,
            int version,
            Instant time,
            byte[] json) {
        var row = new Envelope(
                id.tenant(),
                id.toString(),
                sequence,
                decision,
                writerEpoch,
                type,
                version,
                time,
                tenantKey(id),
                Keys.CIPHER,
                json);
        return sealed(row, SNAPSHOT);
    }

    private Envelope sealed(Envelope row, String what) {
        return row.withPayload(keys.seal(row.keyId(), row.payload(), place(row, what)));
    }

    /** The snapshot as JSON. Throws as {@link #open}. */
    public String openSnapshot(Envelope row) {
        return open(row, SNAPSHOT);
    }

    /** The event as JSON. Throws {@link IllegalArgumentException} if the key is gone or the row was tampered with. */
    public String open(Envelope row) {
        return open(row, "");
    }

    private String open(Envelope row, String what) {
        var place = place(row, what);
        return switch (row.cipher()) {
            case Keys.CIPHER -> new String(keys.open(row.keyId(), row.payload(), place), UTF_8);
            case PACKED -> new String(Packed.unpack(keys.open(row.keyId(), row.payload(), place)), UTF_8);
            default -> throw new IllegalArgumentException("unknown cipher " + row.cipher());
        };
    }

    public byte[] sealCheckpoint(EntityId id, long sequence, byte[] state) {
        return keys.seal(tenantKey(id), state, place("checkpoint of " + id, sequence));
    }

    public byte[] openCheckpoint(EntityId id, long sequence, String keyId, byte[] sealed) {
        return keys.open(keyId, sealed, place("checkpoint of " + id, sequence));
    }

    /** What proves that a message between nodes comes from one that has these keys. */
    public byte[] mac(ByteBuffer message) {
        return keys.mac(MESSAGES, message);
    }

    public static String tenantKey(EntityId id) {
        return "tenant/" + id.tenant().id();
    }

    private static byte[] place(Envelope row, String what) {
        var place = what + row.entity() + "#" + row.sequence() + "#" + row.decision() + "#" + row.writerEpoch() + "#"
                + row.type() + "#" + row.version() + "#" + row.time() + "#" + row.cipher();
        return place.getBytes(UTF_8);
    }

    private static byte[] place(String entity, long sequence) {
        return (entity + "#" + sequence).getBytes(UTF_8);
    }
}
