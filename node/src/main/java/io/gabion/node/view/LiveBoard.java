package io.gabion.node.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.incident.IncidentEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the journal with the same projection that a replay uses. Rebuilt from the journal at every start. */
public final class LiveBoard implements Board, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveBoard.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Map<String, EventCodec<?>> SHOWN = Map.of(
            "asset", AssetEvent.CODEC,
            "incident", IncidentEvent.CODEC,
            "containment", ContainmentEvent.CODEC,
            "guard", GuardEvent.CODEC);

    private record Listener(String tenant, Consumer<ObjectNode> changes) {}

    private final Rows rows;
    private final Rows.Following news;
    private final Envelopes envelopes;
    private final String mode;
    private final Projection projection = new Projection();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gabion-board").daemon().factory());

    /** @param mode as people read it */
    public LiveBoard(Rows rows, Envelopes envelopes, String mode) {
        this.rows = rows;
        this.news = rows.follow(SHOWN.keySet());
        this.envelopes = envelopes;
        this.mode = mode;
        reader.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            var changes = read();
            for (var change : changes) {
                var tenant = change.path("record").path("tenant").asText();
                for (var listener : listeners) {
                    if (listener.tenant().equals(tenant)) {
                        listener.changes().accept(change);
                    }
                }
            }
        } catch (RuntimeException e) { // The reader goes on: the page must not die of one row.
            LOG.warn("The journal cannot be shown as it is; one row may be missing: {}", e.toString());
        }
    }

    /** Shows all that is journaled now. */
    public void catchUp() {
        read();
    }

    private synchronized List<ObjectNode> read() {
        var changes = new ArrayList<ObjectNode>();
        for (var row : news.next()) {
            change(row).forEach(changes::add);
        }
        return changes;
    }

    private Stream<ObjectNode> change(Envelope row) {
        var id = EntityId.parse(row.entity());
        if (row.type().equals(Envelope.HANDED)) {
            return Stream.empty();
        }
        var event = SHOWN.get(id.kind()).read(row.version(), envelopes.open(row));
        projection.add(id, event);
        return projection.changed(id, event);
    }

    @Override
    public synchronized List<ObjectNode> incidents(String tenant) {
        return of(tenant, Records.incidents(projection));
    }

    @Override
    public synchronized List<ObjectNode> suspicions(String tenant) {
        return of(tenant, projection.suspicions().stream().map(Records::suspicion));
    }

    @Override
    public synchronized List<ObjectNode> responses(String tenant) {
        return of(tenant, Records.responses(projection));
    }

    @Override
    public synchronized List<ObjectNode> containments(String tenant) {
        return of(tenant, Records.containments(projection));
    }

    private static List<ObjectNode> of(String tenant, Stream<ObjectNode> records) {
        return records.filter(r -> r.path("tenant").asText().equals(tenant)).toList();
    }

    public synchronized Set<String> tenantsWithContainments() {
        return Records.containments(projection)
                .map(record -> record.path("tenant").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public synchronized Optional<ObjectNode> incident(String tenant, String id) {
        return projection.incident(tenant, id).map(found -> Records.incidentInFull(found.getKey(), found.getValue()));
    }

    @Override
    public Optional<ObjectNode> containment(String tenant, String id) {
        return known(tenant, id).map(found -> {
            var history = found.putArray("history");
            rows.of(new EntityId(new Tenant(tenant), "containment", id)).stream()
                    .filter(row -> !row.type().equals(Envelope.HANDED))
                    .forEach(row -> history.add(event(row)));
            return found;
        });
    }

    private synchronized Optional<ObjectNode> known(String tenant, String id) {
        return projection.containment(tenant, id).map(found -> Records.containment(found.getKey(), found.getValue()));
    }

    /** An event as it was written, but for its type, which comes first, after the time. */
    private ObjectNode event(Envelope row) {
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("time", row.time().toString())
                .put("decision", row.decision())
                .put("type", row.type());
        var written = ContainmentEvent.CODEC.write(ContainmentEvent.CODEC.read(row.version(), envelopes.open(row)));
        written.properties().forEach(field -> event.set(field.getKey(), field.getValue()));
        return event;
    }

    @Override
    public synchronized ObjectNode status(String tenant) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", "up")
                .put("mode", mode)
                .put("frozen", projection.isFrozen(tenant))
                .put("suspicions", suspicions(tenant).size())
                .put("incidents", incidents(tenant).size())
                .put("containments", containments(tenant).size());
    }

    @Override
    public boolean isReady() {
        return !reader.isShutdown();
    }

    @Override
    public AutoCloseable subscribe(String tenant, Consumer<ObjectNode> changes) {
        var listener = new Listener(tenant, changes);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        reader.shutdown();
    }
}
