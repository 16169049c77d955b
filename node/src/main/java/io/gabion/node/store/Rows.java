package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.util.List;
import java.util.Set;

/**
 * The journal across all entities, for read models. Each entity's rows come in order, those of different entities in
 * any. Nothing is woken by reading. A store that cannot be read is an {@link java.io.UncheckedIOException}.
 */
public interface Rows {
    /** Of one entity at most. */
    int MOST = 1_000;

    /** Every row of these kinds of entities, of every kind if none is named. */
    Iterable<Envelope> scan(Set<String> kinds);

    /** As {@link #scan}, and then what comes. */
    Following follow(Set<String> kinds);

    /** Every entity of a tenant and kind that has a row, by name. */
    List<EntityId> entities(Tenant tenant, String kind);

    /** The rows of one entity, oldest first, at most {@value #MOST}. */
    List<Envelope> of(EntityId entity);

    /** For one thread. */
    interface Following {
        /** The rows that were not given yet. Misses none for good; what another node wrote may come late. */
        Iterable<Envelope> next();
    }
}
