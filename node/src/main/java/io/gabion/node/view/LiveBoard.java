package io.gabion.node.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.shell.Branched;
import io.gabion.node.shell.Quarantine;
import io.gabion.node.store.Causes;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.cohort.CohortEvent;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.response.ResponseEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal with the same projection that a replay uses. Rebuilt from the journal at every start. Of each
 * tenant it shows the newest {@value #MOST} suspicions, incidents and ended containments; the journal has them all.
 */
public final class LiveBoard implements Board, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveBoard.class);
    private static final int MOST = 10_000;
    private static final int OWNERS = 100_000;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration MEND = Duration.ofSeconds(10);
    private static final int TORN = 1_000;
    private static final Map<String, EventCodec<?>> SHOWN = Map.of(
            "asset", AssetEvent.CODEC,
            "cohort", CohortEvent.CODEC,
            "incident", IncidentEvent.CODEC,
            "response", ResponseEvent.CODEC,
            "containment", ContainmentEvent.CODEC,
            "guard", GuardEvent.CODEC);
    /** Shown as their own events make them, and so made anew from these alone. */
    private static final Set<String> FOLDED = Set.of("incident", "response", "containment");

    private record Listener(String tenant, Consumer<ObjectNode> changes) {}

    private final Rows rows;
    private final Rows.Following news;
    private final Envelopes envelopes;
    private final String mode;
    private final BooleanSupplier serves;
    private final int most;
    private final Map<String, Projection> tenants = new TreeMap<>();
    /** The newest owner of each of the last entities that had news. */
    private final Map<String, Long> owners = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > OWNERS;
        }
    };

    /** Those with a row that cannot be read, or does not follow what was shown: read anew until it can be. */
    private final Set<EntityId> torn = new LinkedHashSet<>();

    private long nextMend = System.nanoTime();
    /** Whether it could not be read when it was looked at last. */
    private boolean behind;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gabion-board").daemon().factory());

    public LiveBoard(Rows rows, Envelopes envelopes, String mode) {
        this(rows, envelopes, mode, () -> true);
    }

    /**
     * @param mode as people read it
     * @param serves whether the node does, but for what it shows
     */
    public LiveBoard(Rows rows, Envelopes envelopes, String mode, BooleanSupplier serves) {
        this(rows, envelopes, mode, serves, MOST);
    }

    LiveBoard(Rows rows, Envelopes envelopes, String mode, BooleanSupplier serves, int most) {
        this.rows = rows;
        this.news = rows.follow(SHOWN.keySet());
        this.envelopes = envelopes;
        this.mode = mode;
        this.serves = serves;
        this.most = most;
        reader.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            var changes = read();
            if (behind) {
                behind = false;
                LOG.info("The journal is shown as it is again");
            }
            for (var change : changes) {
                var tenant = change.path("record").path("tenant").asText();
                for (var listener : listeners) {
                    if (listener.tenant().equals(tenant)) {
                        listener.changes().accept(change);
                    }
                }
            }
        } catch (RuntimeException e) { // The reader goes on: the page must not die of it.
            if (!behind) { // Said once: it is looked at five times a second.
                behind = true;
                LOG.warn("The journal cannot be shown as it is, for now: {}", Causes.inOneLine(e));
            }
        }
    }

    /** Shows all that is journaled now. */
    public void catchUp() {
        read();
    }

    private synchronized List<ObjectNode> read() {
        var changes = new ArrayList<ObjectNode>();
        for (var row : news.next()) {
            var id = EntityId.parse(row.entity());
            try {
                change(id, row).forEach(changes::add);
            } catch (RuntimeException e) { // Of one entity: all others are shown.
                tear(id, e);
            }
        }
        if (!torn.isEmpty() && System.nanoTime() - nextMend >= 0) {
            nextMend = System.nanoTime() + MEND.toNanos();
            List.copyOf(torn).forEach(this::mend);
        }
        return changes;
    }

    private void tear(EntityId id, RuntimeException why) {
        if (!FOLDED.contains(id.kind()) || torn.size() >= TORN) {
            LOG.warn("{} cannot be shown as it is; a row is missing: {}", id, why.toString());
        } else if (torn.add(id)) {
            LOG.warn("{} is not shown until it can be read: {}", id, why.toString());
            projection(id).forget(id);
        }
    }

    /** From its first row on. Should news of it have been on the way, they tear it again. */
    private void mend(EntityId id) {
        var projection = projection(id);
        try {
            for (var row : Branched.of(rows.of(id), envelopes).kept()) {
                if (!row.isNote()) {
                    projection.add(id, event(id, row));
                } else if (id.kind().equals("containment")) {
                    Quarantine.changedBy(row, envelopes).ifPresent(on -> projection.quarantine(id, on));
                }
            }
            torn.remove(id);
        } catch (RuntimeException e) {
            projection.forget(id);
        }
    }

    private Projection projection(EntityId id) {
        return tenants.computeIfAbsent(id.tenant().id(), _ -> new Projection(most));
    }

    private Object event(EntityId id, Envelope row) {
        return SHOWN.get(id.kind()).read(row.version(), envelopes.open(row));
    }

    private Stream<ObjectNode> change(EntityId id, Envelope row) {
        if (row.writerEpoch() < owners.merge(row.entity(), row.writerEpoch(), Math::max) || torn.contains(id)) {
            return Stream.empty(); // Of a replaced owner, or not to be shown yet.
        }
        var projection = projection(id);
        if (row.isNote()) {
            var changed =
                    id.kind().equals("containment") ? Quarantine.changedBy(row, envelopes) : Optional.<Boolean>empty();
            changed.ifPresent(on -> projection.quarantine(id, on));
            return changed.stream().map(_ -> projection.containmentChanged(id));
        }
        var event = event(id, row);
        projection.add(id, event);
        return isHeard(id) ? projection.changed(id, event) : Stream.empty();
    }

    private boolean isHeard(EntityId id) {
        return listeners.stream()
                .anyMatch(listener -> listener.tenant().equals(id.tenant().id()));
    }

    private Projection of(String tenant) {
        return tenants.getOrDefault(tenant, new Projection(0));
    }

    @Override
    public synchronized List<ObjectNode> incidents(String tenant) {
        return Records.incidents(of(tenant)).toList();
    }

    @Override
    public synchronized List<ObjectNode> suspicions(String tenant) {
        return of(tenant).suspicions().stream().map(SuspicionRecord::write).toList();
    }

    @Override
    public synchronized List<ObjectNode> responses(String tenant) {
        return of(tenant).responses().toList();
    }

    @Override
    public synchronized Optional<ObjectNode> response(String tenant, String id) {
        return of(tenant).response(id);
    }

    @Override
    public synchronized List<ObjectNode> containments(String tenant) {
        return Records.containments(of(tenant)).toList();
    }

    @Override
    public synchronized List<ObjectNode> approvals(String tenant) {
        return of(tenant).approvals().entrySet().stream()
                .map(ApprovalRecord::of)
                .toList();
    }

    @Override
    public synchronized Optional<ObjectNode> approval(String tenant, String id) {
        return of(tenant).approval(id).map(ApprovalRecord::of);
    }

    public synchronized Set<String> tenantsWithContainments() {
        return tenants.entrySet().stream()
                .filter(tenant -> !tenant.getValue().containments().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public synchronized Optional<ObjectNode> incident(String tenant, String id) {
        return of(tenant).incident(id).map(found -> Records.incidentInFull(found.getKey(), found.getValue()));
    }

    @Override
    public Optional<ObjectNode> containment(String tenant, String id) {
        return known(tenant, id).map(found -> {
            var history = found.putArray("history");
            var branched = Branched.of(rows.of(new EntityId(new Tenant(tenant), "containment", id)), envelopes);
            branched.kept().stream().filter(row -> !row.isNote()).forEach(row -> history.add(event(row)));
            var dropped = found.putArray("dropped");
            branched.dropped().stream().filter(row -> !row.isNote()).forEach(row -> dropped.add(event(row)));
            return found;
        });
    }

    private synchronized Optional<ObjectNode> known(String tenant, String id) {
        var projection = of(tenant);
        return projection
                .containment(id)
                .map(found -> Records.containment(
                        projection, found.getKey(), found.getValue(), Records.networks(projection)));
    }

    /** An event as it was written, but for its type, which comes first, after the time. */
    private ObjectNode event(Envelope row) {
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("time", row.time().toString())
                .put("decision", row.decision())
                .put("owner", row.writerEpoch())
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
                .put("frozen", of(tenant).isFrozen())
                .put("suspicions", of(tenant).suspicions().size())
                .put("incidents", Records.incidents(of(tenant)).count())
                .put("containments", of(tenant).containments().size());
    }

    @Override
    public boolean isReady() {
        return !reader.isShutdown() && serves.getAsBoolean();
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
