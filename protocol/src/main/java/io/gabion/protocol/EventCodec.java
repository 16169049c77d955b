package io.gabion.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.module.ModuleDescriptor.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Writes one family of events as JSON and reads every version of it that was ever written.
 *
 * <p>The version is the number of migrations plus one: it cannot be raised without saying what
 * becomes of the rows already stored. Migration {@code n} lifts a row from version n to n + 1.
 * A row of a newer version is not read. A field that came {@link io.gabion.protocol.entity.Later} raises no version: an older
 * node leaves it out and goes on. What came with a {@link Change} is written as it was before, as long as nodes of an
 * older program may have to read it.
 */
public final class EventCodec<E> {
    private static final JsonMapper JSON = Versions.json().build();

    private final Class<E> family;
    private final List<UnaryOperator<ObjectNode>> migrations;
    private final List<Change> changes;
    private final Map<Class<?>, String> types = new HashMap<>();

    /**
     * A version after the first released ones.
     *
     * @param since the first program that reads it
     * @param down the row as the version before has it; empty if that one has no words for it
     */
    public record Change(
            Version since, UnaryOperator<ObjectNode> up, Function<ObjectNode, Optional<ObjectNode>> down) {}

    /** A row, and in which version it is. */
    public record Written(int version, byte[] json) {}

    public EventCodec(Class<E> family, List<UnaryOperator<ObjectNode>> migrations) {
        this(family, migrations, List.of());
    }

    /** @param changes after all migrations, oldest first */
    public EventCodec(Class<E> family, List<UnaryOperator<ObjectNode>> migrations, List<Change> changes) {
        this.family = family;
        this.migrations = Stream.concat(migrations.stream(), changes.stream().map(Change::up))
                .toList();
        this.changes = List.copyOf(changes);
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
        return text(event);
    }

    private static byte[] text(Object row) {
        try {
            return JSON.writeValueAsBytes(row);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written: " + row.getClass(), e);
        }
    }

    private static boolean isRead(Change change, Version by) {
        return change.since().compareTo(by) <= 0;
    }

    /**
     * In the newest version that {@code oldest} reads; in the newest of all, if an earlier one has no words for it: an older node
     * stops there, and touches nothing.
     *
     * @param oldest of the programs that may have to read it; asked only if that makes a difference
     */
    public Written write(E event, Supplier<Version> oldest) {
        int version = version();
        if (isReadBy(oldest)) {
            return new Written(version, bytes(event));
        }
        var row = write(event);
        for (var change : changes.reversed()) {
            if (isRead(change, oldest.get())) {
                break;
            }
            var before = change.down().apply(row);
            if (before.isEmpty()) {
                return new Written(version(), bytes(event));
            }
            row = before.get();
            version--;
        }
        return new Written(version, text(row));
    }

    /** Whether the oldest program reads the newest version. */
    public boolean isReadBy(Supplier<Version> oldest) {
        return changes.isEmpty() || isRead(changes.getLast(), oldest.get());
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
