package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What it takes to delete from a journal in use, beside the writes. Decides nothing. */
public interface Housekeeping {
    /** A row without its payload. @param bytes of its payload; 0 where the store cannot tell */
    record RowSize(EntityId entity, long sequence, long bytes, Instant written) {}

    /** All rows of one entity. @param last number of a row */
    record Total(long last, long bytes) {}

    /** Of every entity of the kind that has rows. */
    Map<EntityId, Total> totals(String kind) throws IOException;

    /** Some of the entity's rows after {@code sequence}, oldest first. Empty: there are no more. */
    List<RowSize> rows(EntityId entity, long sequence) throws IOException;

    Optional<Envelope> row(EntityId entity, long sequence) throws IOException;

    /** The newest. */
    Optional<Envelope> snapshot(EntityId entity) throws IOException;

    /** Every entity that has a snapshot. */
    List<EntityId> snapshots() throws IOException;

    void delete(EntityId entity, List<Long> sequences) throws IOException;
}
