package io.gabion.node.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.PlainEvent;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import io.gabion.protocol.intel.Indicator;
import io.gabion.protocol.intel.IndicatorHits;
import io.gabion.protocol.intel.IndicatorType;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShareTest {
    private static final AssetRef ONE = new AssetRef(Kind.HOST, "one");
    private static final AssetRef TWO = new AssetRef(Kind.HOST, "two");
    private static final AssetRef USER = new AssetRef(Kind.ACCOUNT, "u@one");
    private static final Rule RULE = new Rule("r", "v", "R", Severity.HIGH, List.of(), "", "");

    @Test
    void hits_go_to_the_one_asset_that_the_observation_is_primarily_about() {
        var batch = new Accepted(
                1,
                "k",
                "p",
                List.of(
                        observation(1, TWO, ONE),
                        observation(2, ONE, USER),
                        observation(3, TWO),
                        observation(4, ONE, USER)),
                List.of(),
                Fired.of(List.of(new RuleHits(RULE, List.of(1, 2, 3)))));

        var shares = Share.of(batch);

        // Of ONE's three observations the first is not primarily about it.
        assertThat(shares.get(ONE).observations()).hasSize(3);
        assertThat(shares.get(ONE).fired().hits()).containsExactly(new RuleHits(RULE, List.of(1, 2)));
        assertThat(shares.get(TWO).fired().hits()).containsExactly(new RuleHits(RULE, List.of(1)));
        assertThat(shares.get(USER).fired().hits()).isEmpty();
    }

    @Test
    void an_indicator_seen_goes_to_those_that_observations_are_primarily_about() {
        var indicator = new Indicator(
                "i", IndicatorType.ADDRESS, "203.0.113.7", "cert", "bad.csv", "9f86", 0.9, 0.9, -1, List.of());
        var observations = List.of(observation(1, TWO, ONE), observation(2, ONE, USER), observation(3, TWO));
        var fired = Fired.ofIndicators(List.of(new IndicatorHits(indicator, "203.0.113.7", List.of(0, 1))));

        var shares = Share.of(new Accepted(1, "k", "p", observations, List.of(), fired));

        assertThat(shares.get(ONE).fired().indicators())
                .containsExactly(new IndicatorHits(indicator, "203.0.113.7", List.of(1)));
        assertThat(shares.get(TWO).fired().indicators())
                .containsExactly(new IndicatorHits(indicator, "203.0.113.7", List.of(0)));
        assertThat(shares.get(USER).fired()).isEqualTo(Fired.NOTHING);
    }

    @Test
    void the_asset_that_keeps_a_group_gets_the_events_that_are_counted_in_it() {
        var condition = new Counting.Condition("event_count", 1_000, List.of(new Counting.Bound("gte", 2)), -1, 1);
        var group = new Counting.Group(
                "g", Map.of(), List.of(new Counting.Event(0, 0, 7, 0), new Counting.Event(2, 0, 8, 0)));
        var observations = List.of(observation(1, ONE), observation(2, ONE), observation(3, TWO));
        var chain = new Chain(RULE.id(), 1, true, List.of(), List.of());
        var fired = new Fired(
                List.of(), List.of(new Counting(RULE, condition, List.of(group))), List.of(chain, Chain.none("other")));

        var share = Share.of(new Accepted(1, "k", "p", observations, List.of(), fired))
                .get(new AssetRef(Kind.GROUP, "g"));

        assertThat(share.index()).isEqualTo(2);
        assertThat(share.observations()).containsExactly(observations.get(0), observations.get(2));
        assertThat(share.fired().counted().getFirst().groups().getFirst().events())
                .containsExactly(new Counting.Event(0, 0, 7, 0), new Counting.Event(1, 0, 8, 0));
        assertThat(share.fired().chains()).containsExactly(chain);
    }

    static Observation observation(long line, AssetRef... assets) {
        return PlainEvent.of(new Source("log", line), Instant.EPOCH, "test", Map.of(), assets);
    }
}
