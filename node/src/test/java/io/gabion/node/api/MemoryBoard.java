package io.gabion.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.view.Board;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A board in memory that tells its subscribers of what is put on it. */
final class MemoryBoard implements Board {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Listener(String tenant, Consumer<ObjectNode> changes) {}

    private final Map<String, Map<String, ObjectNode>> records = new LinkedHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile ObjectNode status = parse("{'node':'node-1','mode':'observe','state':'up','version':'0.1.0'}");

    /** Reads JSON written with single quotes. */
    static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException badTest) {
            throw new IllegalArgumentException(badTest);
        }
    }

    void put(String tenant, String kind, ObjectNode item) {
        synchronized (records) {
            records.computeIfAbsent(tenant + "/" + kind, key -> new LinkedHashMap<>())
                    .put(item.path("id").asText(), item);
        }
        ObjectNode change = JsonNodeFactory.instance.objectNode().put("kind", kind);
        change.set("record", item);
        listeners.stream()
                .filter(listener -> listener.tenant().equals(tenant))
                .forEach(listener -> listener.changes().accept(change));
    }

    void says(String json) {
        status = parse(json);
    }

    int listeners() {
        return listeners.size();
    }

    private List<ObjectNode> all(String tenant, String kind) {
        synchronized (records) {
            return new ArrayList<>(
                    records.getOrDefault(tenant + "/" + kind, Map.of()).values());
        }
    }

    @Override
    public List<ObjectNode> incidents(String tenant) {
        return all(tenant, "incident");
    }

    @Override
    public List<ObjectNode> suspicions(String tenant) {
        return all(tenant, "suspicion");
    }

    @Override
    public List<ObjectNode> responses(String tenant) {
        return all(tenant, "response");
    }

    @Override
    public Optional<ObjectNode> response(String tenant, String id) {
        return one(tenant, "response", id);
    }

    @Override
    public List<ObjectNode> containments(String tenant) {
        return all(tenant, "containment");
    }

    @Override
    public List<ObjectNode> approvals(String tenant) {
        return all(tenant, "approval");
    }

    @Override
    public Optional<ObjectNode> approval(String tenant, String id) {
        return one(tenant, "approval", id);
    }

    @Override
    public Optional<ObjectNode> incident(String tenant, String id) {
        return one(tenant, "incident", id);
    }

    @Override
    public Optional<ObjectNode> containment(String tenant, String id) {
        return one(tenant, "containment", id);
    }

    private Optional<ObjectNode> one(String tenant, String kind, String id) {
        return all(tenant, kind).stream()
                .filter(record -> record.path("id").asText().equals(id))
                .findFirst();
    }

    @Override
    public ObjectNode status(String tenant) {
        return status;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public AutoCloseable subscribe(String tenant, Consumer<ObjectNode> changes) {
        Listener listener = new Listener(tenant, changes);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
