package io.gabion.loadtests.faults;

import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a node has written down so far, whether it runs or not. */
record CrashPast(JournalFile file, Envelopes envelopes) implements AutoCloseable {
    /** @param data its data directory */
    static CrashPast open(Path data) throws IOException {
        return new CrashPast(JournalFile.open(data), new Envelopes(new Keys(data)));
    }

    List<EntityId> entities(String kind) {
        return file.rows().entities(new Tenant("default"), kind);
    }

    /** Oldest first, without notes. */
    List<Envelope> rows(EntityId entity) {
        return file.rows().of(entity).stream().filter(row -> !row.isNote()).toList();
    }

    <E> E read(EventCodec<E> codec, Envelope row) {
        return codec.read(row.version(), envelopes.open(row));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
