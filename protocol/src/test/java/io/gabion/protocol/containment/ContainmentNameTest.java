package io.gabion.protocol.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.entity.EntityId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainmentNameTest {
    @ParameterizedTest
    @CsvSource({
        "fw/block-address/203.0.113.7, 203.0.113.7",
        "fw/block-network/203.0.113.0/24, 203.0.113.0/24",
        "files/quarantine-file/web1:/tmp/evil:9f86, web1:/tmp/evil:9f86"
    })
    void a_target_keeps_its_slashes(String name, String target) {
        var read = ContainmentName.of(EntityId.parse("t/containment/" + name));
        assertThat(read.target()).isEqualTo(target);
        assertThat(read).hasToString(name);
    }

    @Test
    void what_names_no_target_is_refused() {
        assertThatThrownBy(() -> ContainmentName.of(EntityId.parse("t/containment/fw/block-address")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
