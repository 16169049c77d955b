package io.gabion.node.crash;

import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intake.IntakeEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is in the journal of a data directory: every event in order, with its row. */
record Journal(List<Entry> entries) {
    record Entry(EntityId id, Envelope row, Object event) {}

    private static final Map<String, EventCodec<?>> FAMILIES =
            Map.of("intake", IntakeEvent.CODEC, "asset", AssetEvent.CODEC, "containment", ContainmentEvent.CODEC);

    static Journal read(Path data) throws IOException {
        var envelopes = new Envelopes(new Keys(data));
        var entries = new ArrayList<Entry>();
        try (var file = JournalFile.open(data)) {
            for (var envelope : file.rows().scan(FAMILIES.keySet())) {
                if (!envelope.type().equals(Envelope.HANDED)) {
                    var id = EntityId.parse(envelope.entity());
                    var event = FAMILIES.get(id.kind()).read(envelope.version(), envelopes.open(envelope));
                    entries.add(new Entry(id, envelope, event));
                }
            }
        }
        return new Journal(entries);
    }

    <E> Stream<E> events(EntityId id, Class<E> type) {
        return entries.stream()
                .filter(entry -> entry.id().equals(id))
                .map(Entry::event)
                .filter(type::isInstance)
                .map(type::cast);
    }

    Stream<EntityId> ids(String kind) {
        return entries.stream()
                .map(Entry::id)
                .filter(id -> id.kind().equals(kind))
                .distinct();
    }
}
