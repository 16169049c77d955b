package io.gabion.node.journals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.shell.EntityFactory;
import io.gabion.node.shell.Registry;
import io.gabion.protocol.Names;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A whole journal as {@code dev/record-journal} wrote it, one row a line, folded by the present program. After each
 * decision it says what the entity would do if it were recovered there: what it decides on waking, what it owes, and
 * whether it has to be woken at all.
 */
final class Recorded implements Registry {
    private static final JsonMapper JSON = new JsonMapper();

    private record Row(long decision, int version, Instant time, String event) {}

    private final Map<String, EntityFactory<?, ?, ?>> kinds = new HashMap<>();
    private final Map<String, List<Row>> rows = new java.util.TreeMap<>();

    static Recorded read(Path file) throws IOException {
        var recorded = new Recorded();
        new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY).register(recorded);
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> recorded.add(parse(line)));
        }
        return recorded;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(JsonNode row) {
        rows.computeIfAbsent(row.path("entity").asText(), _ -> new ArrayList<>())
                .add(new Row(
                        row.path("decision").asLong(),
                        row.path("version").asInt(),
                        Instant.parse(row.path("time").asText()),
                        row.path("event").toString()));
    }

    @Override
    public <S, C extends Message, E> void register(String kind, Class<C> accepts, EntityFactory<S, C, E> factory) {
        kinds.put(kind, factory);
    }

    /** By entity, in the order of their names: one hash for each decision. */
    List<String> decisions() {
        var decisions = new ArrayList<String>();
        rows.forEach((entity, of) -> {
            var id = EntityId.parse(entity);
            replay(id, kinds.get(id.kind()), of, decisions);
        });
        return decisions;
    }

    private static <S, C extends Message, E> void replay(
            EntityId id, EntityFactory<S, C, E> factory, List<Row> rows, List<String> decisions) {
        var made = factory.make(id);
        Entity<S, C, E> entity = made.entity();
        var state = entity.empty();
        var owed = new ArrayList<>();
        var canonical = new Canonical();
        for (int n = 0; n < rows.size(); n++) {
            var row = rows.get(n);
            var event = made.codec().read(row.version(), row.event());
            state = entity.apply(state, event);
            owed.addAll(entity.owes(event));
            if (n + 1 == rows.size() || rows.get(n + 1).decision() != row.decision()) {
                var does = List.of(entity.decide(state, entity.wake(), row.time()), owed, entity.unfinished(state));
                decisions.add(id + " " + row.decision() + " "
                        + Names.hash(canonical.text(does)).substring(0, 16));
                owed.clear();
            }
        }
    }
}
