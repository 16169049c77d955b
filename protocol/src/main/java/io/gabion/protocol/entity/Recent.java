package io.gabion.protocol.entity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * The keys that were put last, and a value of each. Never changes: what is put makes another that shares all but a few
 * nodes with this one, so that a state may hold many and an event still costs little.
 */
public final class Recent<K, V> {
    private record Slot<V>(long turn, V value) {}

    private final HashPMap<K, Slot<V>> slots;
    private final TreePMap<Long, K> turns;
    private final long next;

    private Recent(HashPMap<K, Slot<V>> slots, TreePMap<Long, K> turns, long next) {
        this.slots = slots;
        this.turns = turns;
        this.next = next;
    }

    public static <K, V> Recent<K, V> none() {
        return new Recent<>(HashTreePMap.empty(), TreePMap.empty(), 0);
    }

    /** @param all oldest first */
    public static <K, V> Recent<K, V> of(Map<K, V> all) {
        var recent = Recent.<K, V>none();
        for (var each : all.entrySet()) {
            recent = recent.with(each.getKey(), each.getValue(), Integer.MAX_VALUE);
        }
        return recent;
    }

    /** With this key as the newest, whether or not it was there. @param most the oldest are let go beyond so many */
    public Recent<K, V> with(K key, V value, int most) {
        var before = slots.get(key);
        var nextTurns = (before == null ? turns : turns.minus(before.turn())).plus(next, key);
        var nextSlots = slots.plus(key, new Slot<>(next, value));
        while (nextSlots.size() > most) {
            var oldest = nextTurns.firstEntry();
            nextTurns = nextTurns.minus(oldest.getKey());
            nextSlots = nextSlots.minus(oldest.getValue());
        }
        return new Recent<>(nextSlots, nextTurns, next + 1);
    }

    public Recent<K, V> without(K key) {
        var before = slots.get(key);
        return before == null ? this : new Recent<>(slots.minus(key), turns.minus(before.turn()), next);
    }

    /** In the same order. Looks at every value, and keeps what is not another. */
    public Recent<K, V> map(UnaryOperator<V> change) {
        var changed = slots;
        for (var each : slots.entrySet()) {
            var slot = each.getValue();
            var value = change.apply(slot.value());
            if (value != slot.value()) {
                changed = changed.plus(each.getKey(), new Slot<>(slot.turn(), value));
            }
        }
        return new Recent<>(changed, turns, next);
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(slots.get(key)).map(Slot::value);
    }

    public boolean contains(K key) {
        return slots.containsKey(key);
    }

    public int size() {
        return slots.size();
    }

    /** Oldest first. */
    public void forEach(BiConsumer<K, V> told) {
        turns.values().forEach(key -> told.accept(key, slots.get(key).value()));
    }

    /** A copy, oldest first. */
    public SequencedMap<K, V> asMap() {
        var copy = new LinkedHashMap<K, V>();
        forEach(copy::put);
        return copy;
    }

    /** If they hold the same in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Recent<?, ?> that && entries().equals(that.entries());
    }

    @Override
    public int hashCode() {
        return entries().hashCode();
    }

    @Override
    public String toString() {
        return asMap().toString();
    }

    private List<Map.Entry<K, V>> entries() {
        return List.copyOf(asMap().entrySet());
    }
}
