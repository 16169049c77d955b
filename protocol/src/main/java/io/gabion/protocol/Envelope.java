package io.gabion.protocol;

import java.time.Instant;

/**
 * One row of a journal, the only shape that is ever stored.
 *
 * @param sequence 1, 2, 3 … per entity, one for each journaled event
 * @param decision 1, 2, 3 … per entity, shared by the events of one decision
 * @param writerEpoch which owner wrote it; rows of an older writer may be dropped on recovery
 * @param type the stored name of the event, never a class name
 * @param version of the event family when it was written
 * @param keyId which key it is encrypted under
 * @param cipher how it is encrypted, such as {@code A256GCM}; {@code LZ4+} in front: packed before
 * @param payload the event as JSON, encrypted: 12 bytes of nonce, ciphertext, 16 bytes of tag
 */
public record Envelope(
        Tenant tenant,
        String entity,
        long sequence,
        long decision,
        long writerEpoch,
        String type,
        int version,
        Instant time,
        String keyId,
        String cipher,
        byte[] payload) {
    /** The stored type of the shell's own row: which sends were handed over. No event family may use it. */
    public static final String HANDED = "handed";

    public Envelope withPayload(byte[] other) {
        return new Envelope(tenant, entity, sequence, decision, writerEpoch, type, version, time, keyId, cipher, other);
    }
}
