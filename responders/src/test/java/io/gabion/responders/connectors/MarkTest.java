package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkTest {
    private static final Mark MARK = Mark.of("lock", "was");

    private static final List<String> OLD = List.of("tall", "lock was=-");
    private static final List<String> FOR_OLGA = List.of("tall", "lock was=-", "lock for=olga");
    private static final List<String> FOR_BOTH = List.of("tall", "lock was=-", "lock for=olga", "lock for=olga2");

    @Test
    void it_comes_with_a_name_and_goes_with_the_last_one() {
        assertThat(MARK.placed(List.of("tall"), "-", "olga")).isEqualTo(FOR_OLGA);
        assertThat(MARK.joined(FOR_OLGA, "olga2")).isEqualTo(FOR_BOTH);
        assertThat(MARK.left(FOR_BOTH, "olga2")).isEqualTo(FOR_OLGA);
        assertThat(MARK.left(FOR_OLGA, "olga")).containsExactly("tall");
        assertThat(MARK.left(OLD, "olga")).containsExactly("tall");
    }

    @Test
    void it_is_for_whom_it_names_and_without_a_name_for_whoever_has_the_account() {
        assertThat(MARK.isFor(FOR_OLGA, "olga")).isTrue();
        assertThat(MARK.isFor(FOR_OLGA, "olga2")).isFalse();
        assertThat(MARK.isFor(FOR_BOTH, "olga2")).isTrue();
        assertThat(MARK.isFor(OLD, "olga")).isTrue();
        assertThat(MARK.names(OLD, "olga")).isFalse();
    }

    @Test
    void a_name_without_what_was_before_is_no_mark() {
        var half = List.of("tall", "lock for=olga");
        assertThat(MARK.isFor(half, "olga")).isFalse();
        assertThat(MARK.names(half, "olga")).isFalse();
        assertThat(MARK.was(half)).isEmpty();
    }

    @Test
    void placed_anew_it_forgets_whom_an_earlier_one_named() {
        assertThat(MARK.placed(FOR_BOTH, "x", "ann")).containsExactly("tall", "lock was=x", "lock for=ann");
        assertThat(MARK.was(FOR_OLGA)).contains("-");
        assertThat(MARK.of(FOR_OLGA)).containsExactly("lock was=-", "lock for=olga");
    }
}
