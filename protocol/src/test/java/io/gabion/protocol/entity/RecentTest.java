package io.gabion.protocol.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentTest {
    private static final int MOST = 8;

    /** Beside a map that is changed in place. */
    @Test
    void it_is_a_bounded_map_in_the_order_of_the_last_put() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var model = new LinkedHashMap<Integer, Integer>();
            var recent = Recent.<Integer, Integer>none();
            for (int n = 0; n < 60; n++) {
                int key = random.nextInt(12);
                switch (random.nextInt(8)) {
                    case 0 -> {
                        model.remove(key);
                        recent = recent.without(key);
                    }
                    case 1 -> {
                        model.replaceAll((_, value) -> value % 2 == 0 ? value : value + 1);
                        recent = recent.map(value -> value % 2 == 0 ? value : Integer.valueOf(value + 1));
                    }
                    default -> {
                        model.remove(key);
                        model.put(key, n);
                        if (model.size() > MOST) {
                            model.pollFirstEntry();
                        }
                        recent = recent.with(key, n, MOST);
                    }
                }
                assertThat(entries(recent)).as("seed %d", seed).isEqualTo(List.copyOf(model.entrySet()));
                assertThat(recent.size()).isEqualTo(model.size());
                assertThat(recent.contains(key)).isEqualTo(model.containsKey(key));
                assertThat(recent.get(key).orElse(null)).isEqualTo(model.get(key));
                assertThat(recent).isEqualTo(Recent.of(model)).hasSameHashCodeAs(Recent.of(model));
            }
        }
    }

    @Test
    void what_was_before_stays_as_it_was() {
        var before = Recent.<String, Integer>none().with("one", 1, 2).with("two", 2, 2);
        before.with("three", 3, 2);
        before.without("one");
        before.map(value -> value + 1);
        assertThat(entries(before)).containsExactly(Map.entry("one", 1), Map.entry("two", 2));
    }

    private static <K, V> List<Map.Entry<K, V>> entries(Recent<K, V> recent) {
        return List.copyOf(recent.asMap().entrySet());
    }
}
