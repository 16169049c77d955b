package io.gabion.node.hunt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.store.Owned;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import io.gabion.protocol.intel.Sighting;
import io.gabion.protocol.observation.Observation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Looks through the batches of one tenant that the store still has. Wakes nobody, opens nothing of another tenant. */
public final class Hunt {
    /** Pairs of asset and value that are shown; of others only the number of sightings is counted. */
    public static final int MAX_ROWS = 10_000;

    /** Of one pair. */
    static final int MAX_CONTACTS = 16;

    private record Key(AssetRef asset, String seen, String by) {}

    private static final class Seen {
        private final Set<String> contacts = new TreeSet<>();
        private long times;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private String evidence = "";
    }

    private final Map<Key, Seen> found = new LinkedHashMap<>();
    private long observations;
    private long unreadable;
    private long notShown;

    private Hunt() {}

    public static Hunt through(Rows rows, Envelopes envelopes, Tenant tenant, Question question) {
        var hunt = new Hunt();
        Owned.scan(rows, Set.of("intake"), tenant, row -> {
            if (!isReadable(row, envelopes, batch -> hunt.look(batch, question))) {
                hunt.unreadable++;
            }
        });
        return hunt;
    }

    /** False if its day's key was erased. @param each of the batch, if the row has one */
    static boolean isReadable(Envelope row, Envelopes envelopes, Consumer<Accepted> each) {
        String json;
        try {
            json = envelopes.open(row);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (IntakeEvent.CODEC.read(row.version(), json) instanceof Accepted batch) {
            each.accept(batch);
        }
        return true;
    }

    private void look(Accepted batch, Question question) {
        observations += batch.observations().size();
        for (var answer : question.ask(batch.observations())) {
            var observation = batch.observations().get(answer.at());
            if (!Sighting.isIn(observation)) {
                add(observation, answer);
            }
        }
    }

    private void add(Observation observation, Question.Answer answer) {
        var key = new Key(observation.primary(), answer.seen(), answer.by());
        var sighting = found.get(key);
        if (sighting == null) {
            if (found.size() == MAX_ROWS) {
                notShown++;
                return;
            }
            sighting = new Seen();
            found.put(key, sighting);
        }
        sighting.times++;
        if (observation.time().isBefore(sighting.first)) {
            sighting.first = observation.time();
            sighting.evidence = observation.source().toString();
        }
        sighting.last = observation.time().isAfter(sighting.last) ? observation.time() : sighting.last;
        var network = observation.network();
        if (!network.to().isEmpty() && sighting.contacts.size() < MAX_CONTACTS) {
            sighting.contacts.add(network.from() + " -> " + network.to() + ":" + network.toPort());
        }
    }

    /** One record for each asset and value, as they were met. */
    public List<ObjectNode> records() {
        return found.entrySet().stream()
                .map(e -> record(e.getKey(), e.getValue()))
                .toList();
    }

    /** Looked through. */
    public long observations() {
        return observations;
    }

    /** Rows that cannot be opened any more. */
    public long unreadable() {
        return unreadable;
    }

    /** Sightings beyond {@value #MAX_ROWS} pairs. */
    public long notShown() {
        return notShown;
    }

    private static ObjectNode record(Key key, Seen sighting) {
        var record = JsonNodeFactory.instance
                .objectNode()
                .put("asset", key.asset().toString())
                .put("value", key.seen())
                .put("indicator", key.by())
                .put("times", sighting.times)
                .put("first", sighting.first.toString())
                .put("last", sighting.last.toString())
                .put("evidence", sighting.evidence);
        var contacts = record.putArray("contacts");
        sighting.contacts.forEach(contacts::add);
        return record;
    }
}
