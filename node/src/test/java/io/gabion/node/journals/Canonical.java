package io.gabion.node.journals;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gabion.protocol.Names;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Data as text, the same in every run: what has no order is put in one. */
final class Canonical {
    /** Of records that were met before: the same observations are sent again and again. */
    private final Map<Record, String> known = new IdentityHashMap<>();

    String text(Object data) {
        return switch (data) {
            case null -> "null";
            case Record r -> record(r);
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> text(entry.getKey()) + "=" + text(entry.getValue()))
                        .sorted()
                        .collect(Collectors.joining(", ", "{", "}"));
            case Set<?> set -> texts(set).stream().sorted().collect(Collectors.joining(", ", "{", "}"));
            case Collection<?> list -> String.join(", ", texts(list));
            case Optional<?> optional -> text(optional.orElse(null));
            case Object array
            when array.getClass().isArray() ->
                IntStream.range(0, Array.getLength(array))
                        .mapToObj(n -> text(Array.get(array, n)))
                        .toList()
                        .toString();
            default -> data.toString();
        };
    }

    private String record(Record data) {
        var text = known.get(data);
        if (text == null) {
            text = data.getClass().getSimpleName() + Names.hash(components(data).toString());
            known.put(data, text);
        }
        return text;
    }

    private List<String> texts(Collection<?> all) {
        return all.stream().map(this::text).toList();
    }

    private List<String> components(Record data) {
        return Arrays.stream(data.getClass().getRecordComponents())
                // What is not written where it is empty is not there, as in the versions that did not know it.
                .filter(component -> !component.getAccessor().isAnnotationPresent(JsonInclude.class)
                        || !text(value(component, data)).isEmpty())
                .map(component -> component.getName() + "=" + text(value(component, data)))
                .toList();
    }

    private static Object value(RecordComponent component, Record data) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(data);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
