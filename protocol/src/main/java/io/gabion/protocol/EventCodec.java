package io.gabion.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes one family of events as JSON and reads every version of it that was ever written.
 *
 * <p>The version is the number of migrations plus one: it cannot be raised without saying what
 * becomes of the rows already stored. Migration {@code n} lifts a row from version n to n + 1.
 * A row of a newer version is not read. A field that came {@link io.gabion.protocol.entity.Later} raises no version: an older
 * node leaves it out and goes on.
 */
public final class EventCodec<E> {
    private static final JsonMapper JSON = Versions.json().build();

    private final Class<E> family;
    private final List<UnaryOperator<ObjectNode>> migrations;
    private final Map<Class<?>, String> types = new HashMap<>();

    public EventCodec(Class<E> family, List<UnaryOperator<ObjectNode>> migrations) {
        this.family = family;
        this.migrations = List.copyOf(migrations);
        var named = family.getAnnotation(JsonSubTypes.class);
        if (named != null) {
            for (var type : named.value()) {
                types.put(type.value(), type.name());
            }
        }
    }

    public int version() {
        return migrations.size() + 1;
    }

    public ObjectNode write(E event) {
        return JSON.valueToTree(event);
    }

    /** The same as {@link #write}, as UTF-8: a batch of thousands of observations never becomes a tree. */
    public byte[] bytes(E event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written: " + event.getClass(), e);
        }
    }

    /** The stored name of the event's type. */
    public String type(E event) {
        var name = types.get(event.getClass());
        if (name == null) {
            throw new IllegalArgumentException("no stored name: " + event.getClass());
        }
        return name;
    }

    public E read(int version, String json) {
        if (version < 1 || version > version()) {
            throw new IllegalArgumentException(
                    "%s: version %d is unknown, newest is %d".formatted(family.getSimpleName(), version, version()));
        }
        try {
            if (version == version()) {
                return JSON.readValue(json, family);
            }
            var node = (ObjectNode) JSON.readTree(json);
            for (var migration : migrations.subList(version - 1, migrations.size())) {
                node = migration.apply(node);
            }
            return JSON.treeToValue(node, family);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s: %s".formatted(family.getSimpleName(), json), e);
        }
    }
}
