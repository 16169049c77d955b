package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Duration RUN = Duration.ofSeconds(120);

    @Test
    void of_nothing_nothing_can_be_lost_so_it_is_red() {
        assertThat(new Tally().tooLittle("", RUN, 1))
                .containsExactly(
                        "the lab: too little was acknowledged: 0 batches in 120 s, of at least 18",
                        "the lab: too few attacks were acknowledged: 0, of at least 1");
        assertThat(enough(18).tooLittle("", RUN, 1)).isEmpty();
        assertThat(enough(18).tooLittle("", RUN.multipliedBy(2), 1))
                .containsExactly("the lab: too little was acknowledged: 18 batches in 240 s, of at least 26");
    }

    @Test
    void one_slow_sender_has_to_bring_its_share() {
        assertThat(new Tally().tooLittle(" of acme", RUN, 8))
                .containsExactly(
                        "the lab: too little was acknowledged of acme: 0 batches in 120 s, of at least 2",
                        "the lab: too few attacks were acknowledged of acme: 0, of at least 1");
        assertThat(enough(2).tooLittle(" of acme", RUN, 8)).isEmpty();
    }

    @Test
    void what_is_refused_for_good_is_red_and_what_is_to_come_again_is_not() {
        assertThat(IntStream.of(400, 401, 403, 404, 413, 422)).allMatch(Tally::isForGood);
        assertThat(IntStream.of(Tally.NONE, Tally.ACCEPTED, 429, 500, 503)).noneMatch(Tally::isForGood);
        var tally = enough(30);
        tally.refusedForGood(422);
        tally.refusedForGood(422);
        assertThat(tally.tooLittle(" of a neighbour", RUN, 1))
                .containsExactly("the lab: batches of a neighbour are refused for good, with 422: 2");
    }

    /** Both are then asked of the history and of the kernel as the load's own are. */
    @Test
    void what_a_fault_brings_is_looked_for_like_the_load_and_does_not_make_it_enough() {
        var tally = new Tally();
        tally.owed("owed-1", "198.18.0.1");
        assertThat(tally.batches()).containsExactly("owed-1");
        assertThat(tally.attackers()).containsExactly("198.18.0.1");
        assertThat(tally.tooLittle("", RUN, 1))
                .extracting(line -> line.split(":")[2])
                .containsExactly(" 0 batches in 120 s, of at least 18", " 0, of at least 1");
    }

    @Test
    void a_lab_of_many_runs_needs_no_more_names_than_a_node_takes() {
        var names = IntStream.range(0, 100)
                .boxed()
                .flatMap(run -> IntStream.range(0, 500).mapToObj(n -> Load.newSource(run, n)))
                .distinct();
        assertThat(names).hasSizeLessThan(256 - 40);
        assertThat(IntStream.range(0, 50).mapToObj(n -> Load.newSource(2, n)))
                .doesNotHaveDuplicates()
                .doesNotContain(Load.newSource(1, 49), Load.newSource(3, 0));
    }

    private static Tally enough(int batches) {
        var tally = new Tally();
        IntStream.range(0, batches).forEach(n -> tally.acknowledged("b" + n));
        tally.attacked("203.0.113.9");
        tally.attacked("203.0.113.10");
        return tally;
    }
}
