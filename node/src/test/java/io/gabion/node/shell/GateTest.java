package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate(2);
    private final Gate.Pass first = gate.pass("");
    private final Gate.Pass second = gate.pass("");
    private final Gate.Pass third = gate.pass("");
    private final Gate.Pass fourth = gate.pass("");

    @Test
    void as_many_as_stated_are_let_in_and_the_others_in_order() {
        assertThat(isOpen(first) && isOpen(second)).isTrue();
        assertThat(isOpen(third)).isFalse();
        second.close();
        assertThat(isOpen(third)).isTrue();
        assertThat(isOpen(fourth)).isFalse();
    }

    @Test
    void who_leaves_twice_makes_room_for_one() {
        first.close();
        first.close();
        assertThat(isOpen(third)).isTrue();
        assertThat(isOpen(fourth)).isFalse();
    }

    @Test
    void who_gives_up_waiting_takes_nobody_s_place() {
        third.close();
        first.close();
        assertThat(isOpen(third)).isFalse();
        assertThat(isOpen(fourth)).isTrue();
        second.close();
        fourth.close();
        assertThat(isOpen(gate.pass("")) && isOpen(gate.pass(""))).isTrue();
        assertThat(isOpen(gate.pass(""))).isFalse();
    }

    @Test
    void a_long_line_holds_up_no_other() {
        var fifth = gate.pass("");
        var other = gate.pass("b");
        var next = gate.pass("b");
        var left = gate.pass("c");

        left.close();
        var inside = first;
        for (var turn : List.of(third, other, fourth, next, fifth)) {
            assertThat(isOpen(turn)).isFalse();
            inside.close();
            assertThat(isOpen(turn)).isTrue();
            inside = turn;
        }
    }

    private static boolean isOpen(Gate.Pass pass) {
        return pass.opened().toCompletableFuture().isDone();
    }
}
