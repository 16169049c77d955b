package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetCallsTest {
    @Test
    void calls_of_two_nodes_at_once_for_one_address_are_found() {
        assertThat(TargetCalls.atOnce(List.of(
                        "begins 1 100 203.0.113.1 1000",
                        "begins 2 200 203.0.113.1 2000",
                        "ends 1 100 203.0.113.1 3000",
                        "ends 2 200 203.0.113.1 4000")))
                .containsExactly("203.0.113.1: by process 100 since 1000, by process 200 since 2000");
    }

    @Test
    void a_call_may_be_about_several_addresses() {
        var said = List.of(
                "begins 1 100 203.0.113.1,203.0.113.2 1000",
                "begins 2 200 203.0.113.2,203.0.113.20 2000",
                "ends 1 100 203.0.113.1,203.0.113.2 3000",
                "begins 3 300 203.0.113.1 3500",
                "ends 2 200 203.0.113.2,203.0.113.20 4000",
                "ends 3 300 203.0.113.1 5000");
        assertThat(TargetCalls.atOnce(said))
                .containsExactly("203.0.113.2: by process 100 since 1000, by process 200 since 2000");
        assertThat(TargetCalls.of(said, "203.0.113.2")).isEqualTo(2);
        assertThat(TargetCalls.of(said, "203.0.113.20")).isEqualTo(1);
        assertThat(TargetCalls.of(said, "203.0.113.3")).isZero();
    }

    @Test
    void calls_one_after_the_other_or_of_one_node_or_for_others_are_in_order() {
        assertThat(TargetCalls.atOnce(List.of(
                        "begins 1 100 203.0.113.1 1000",
                        "begins 2 100 203.0.113.1 1500",
                        "begins 3 200 203.0.113.2 1600",
                        "ends 1 100 203.0.113.1 2000",
                        "ends 2 100 203.0.113.1 2000",
                        "begins 4 200 203.0.113.1 3000",
                        "ends 3 200 203.0.113.2 3000",
                        "ends 4 200 203.0.113.1 4000")))
                .isEmpty();
    }

    @Test
    void a_call_that_was_ended_before_it_could_say_so_is_taken_for_over() {
        assertThat(TargetCalls.atOnce(List.of(
                        "begins 1 100 203.0.113.1 1000", "begins 2 200 203.0.113.1 9000", "begins 3 300 203.0.113.1 ")))
                .isEmpty();
    }
}
