package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.util.HashMap;
import java.util.Set;
import java.util.function.Consumer;

/** What one tenant's entities have journaled, without what replaced owners wrote and without notes. */
public final class Owned {
    /** @param kinds of entities */
    public static void scan(Rows rows, Set<String> kinds, Tenant tenant, Consumer<Envelope> each) {
        var owners = new HashMap<String, Long>();
        for (var row : rows.scan(kinds)) {
            boolean isOwn = EntityId.parse(row.entity()).tenant().equals(tenant);
            // What a replaced owner wrote comes again from its source.
            if (isOwn
                    && !row.isNote()
                    && row.writerEpoch() >= owners.merge(row.entity(), row.writerEpoch(), Math::max)) {
                each.accept(row);
            }
        }
    }

    private Owned() {}
}
