package io.gabion.protocol.entity;

import java.util.List;
import java.util.stream.Stream;

/** Events to journal in one write, and effects to perform after it, if the fence still holds. */
public record Decision<E>(List<E> events, List<Effect> effects) {
    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }

    public static <E> Decision<E> nothing() {
        return new Decision<>(List.of(), List.of());
    }

    public static <E> Decision<E> only(Effect... effects) {
        return new Decision<>(List.of(), List.of(effects));
    }

    public Decision<E> then(Effect... effects) {
        return new Decision<>(events, join(this.effects, List.of(effects)));
    }

    public Decision<E> after(List<? extends E> earlier) {
        return new Decision<>(join(earlier, events), effects);
    }

    private static <T> List<T> join(List<? extends T> first, List<? extends T> second) {
        return Stream.<T>concat(first.stream(), second.stream()).toList();
    }
}
