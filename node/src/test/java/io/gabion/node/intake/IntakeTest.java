package io.gabion.node.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.PlainEvent;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.intake.IntakeCommand.Accepted;
import io.gabion.node.intake.IntakeCommand.Busy;
import io.gabion.node.intake.IntakeCommand.Position;
import io.gabion.node.intake.IntakeCommand.Resume;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Several;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static final IntakeCommand MISSING = new IntakeCommand.Missing(new AssetRef(Kind.HOST, "h"));

    private final Intake intake =
            new Intake(new EntityId(new Tenant("acme"), "intake", "http:web"), 4 * 640, 100, Duration.ofSeconds(5));
    private IntakeState state = intake.empty();
    private int journaled;

    @Test
    void a_batch_that_comes_twice_is_taken_once() {
        assertThat(bring("a")).isEqualTo(new Accepted(1));
        assertThat(bring("a")).isEqualTo(new Accepted(1));
        assertThat(journaled).isEqualTo(1);
    }

    @Test
    void a_batch_that_comes_again_after_others_is_taken_once() {
        bring("a");
        bring("b");
        bring("c");
        assertThat(bring("a")).isEqualTo(new Accepted(1));
        assertThat(bring("b")).isEqualTo(new Accepted(2));
        assertThat(journaled).isEqualTo(3);
    }

    @Test
    void as_many_batches_are_remembered_as_stated_and_not_more() {
        bring("first");
        for (int i = 1; i < IntakeState.KNOWN; i++) {
            bring("k" + i);
        }
        bring("first");
        assertThat(journaled).isEqualTo(IntakeState.KNOWN);
        bring("one more");
        assertThat(state.known().size()).isEqualTo(IntakeState.KNOWN);
        bring("first");
        assertThat(journaled).isEqualTo(IntakeState.KNOWN + 2);
    }

    @Test
    void a_batch_is_remembered_once_whatever_number_of_parts_it_has() {
        for (int part = 0; part < 3 * IntakeState.KNOWN; part++) {
            bring(BatchKey.of("large", part));
        }
        bring("other");
        assertThat(state.known().asMap()).containsOnlyKeys("large", "other");
        int before = journaled;
        for (int part = 0; part < 3 * IntakeState.KNOWN; part++) {
            assertThat(bring(BatchKey.of("large", part))).isInstanceOf(Accepted.class);
        }
        assertThat(journaled).isEqualTo(before);
    }

    @Test
    void a_batch_that_broke_off_goes_on_after_the_parts_that_are_there() {
        bring(BatchKey.of("a", 0));
        bring(BatchKey.of("b", 0));
        bring(BatchKey.of("a", 0));
        assertThat(journaled).isEqualTo(2);
        bring(BatchKey.of("a", 1));
        assertThat(journaled).isEqualTo(3);
    }

    @Test
    void a_key_is_a_part_only_where_it_ends_like_one() {
        assertThat(BatchKey.parse("a#7")).isEqualTo(new BatchKey("a", 7));
        assertThat(BatchKey.parse("a#b#0")).isEqualTo(new BatchKey("a#b", 0));
        for (var key : List.of("a", "a#", "#7", "a#x", "a#-1", "a#1234567", "17:0:0-90")) {
            assertThat(BatchKey.parse(key)).isEqualTo(new BatchKey(key, 0));
        }
    }

    @Test
    void a_batch_turned_down_is_not_remembered() {
        for (var key : List.of("a", "b", "c", "d")) {
            bring(key, observation());
        }
        assertThat(bring("e", observation())).isEqualTo(new Busy(4));
        assertThat(journaled).isEqualTo(4);
        // What is already there is acknowledged even now.
        assertThat(bring("a", observation())).isEqualTo(new Accepted(1));
        state = state.apply(new IntakeEvent.Absorbed(1));
        assertThat(bring("e", observation())).isEqualTo(new Accepted(5));
    }

    @Test
    void the_position_is_that_of_the_last_batch() {
        bring("a");
        bring("b");
        assertThat(reply(intake.decide(state, new Resume(), NOW))).isEqualTo(new Position("after b"));
    }

    @Test
    void an_asset_that_is_asked_again_after_a_restart_gets_the_hits_that_were_journaled() {
        var rule = new Rule("r", "v", "R", Severity.HIGH, List.of(), "", "");
        var fired = Fired.of(List.of(new RuleHits(rule, List.of(0))));
        var accept = new Accept("a", "after a", List.of(observation()), List.of(), fired);
        for (var event : intake.decide(state, accept, NOW).events()) {
            var stored = IntakeEvent.CODEC.write(event).toString();
            state = state.apply(IntakeEvent.CODEC.read(IntakeEvent.CODEC.version(), stored));
        }
        var recovered = intake.read(intake.write(state));

        assertThat(intake.decide(recovered, intake.wake(), NOW).effects())
                .filteredOn(Effect.Tell.class::isInstance)
                .singleElement()
                .satisfies(tell -> assertThat(((Deliver) ((Effect.Tell) tell).message()).fired())
                        .isEqualTo(fired));
    }

    @Test
    void no_more_shares_are_under_way_than_stated_and_the_next_ones_follow_when_one_is_absorbed() {
        var narrow = new Intake(intake.id(), 100 * 640, 3, Duration.ofSeconds(5));
        var under = new ArrayList<String>();
        state = narrow.empty();
        for (var key : List.of("a", "b")) {
            var hosts = List.of(observation(key + 1), observation(key + 2), observation("both"));
            under.addAll(deliveries(decide(narrow, new Accept(key, key, hosts, List.of()))));
        }
        assertThat(under).containsExactly("1 host:a1", "1 host:a2", "1 host:both");

        assertThat(deliveries(decide(narrow, new IntakeCommand.Absorbed(new AssetRef(Kind.HOST, "a2"), 1))))
                .containsExactly("2 host:b1");
        // After a restart it is the same three that are said again.
        state = narrow.read(narrow.write(state));
        assertThat(deliveries(narrow.decide(state, narrow.wake(), NOW)))
                .containsExactly("1 host:a1", "1 host:both", "2 host:b1");
        assertThat(deliveries(decide(narrow, new IntakeCommand.Absorbed(new AssetRef(Kind.HOST, "both"), 1))))
                .containsExactly("2 host:b2");
        assertThat(deliveries(decide(narrow, new IntakeCommand.Absorbed(new AssetRef(Kind.HOST, "b1"), 2))))
                .containsExactly("2 host:both");
        for (var host : List.of("a1", "b2", "both")) {
            decide(narrow, new IntakeCommand.Absorbed(new AssetRef(Kind.HOST, host), 2));
        }
        assertThat(state.open()).isEmpty();
        assertThat(state.sent().waiting()).isZero();
    }

    @Test
    void batches_that_keep_coming_do_not_put_off_what_has_to_be_delivered_again() {
        assertThat(schedules(decide(intake, accept("a")))).isEqualTo(1);
        assertThat(schedules(decide(intake, accept("b")))).isZero();
        assertThat(schedules(intake.decide(state, intake.wake(), NOW))).isEqualTo(1);
    }

    @Test
    void only_what_has_been_under_way_since_the_last_look_is_delivered_again() {
        assertThat(deliveries(decide(intake, accept("a")))).containsExactly("1 host:h");
        // An owner that has just begun does not know what the one before it has said.
        assertThat(deliveries(decide(intake, new IntakeCommand.Wake()))).containsExactly("1 host:h");
        assertThat(deliveries(decide(intake, accept("b")))).containsExactly("2 host:h");
        assertThat(deliveries(decide(intake, new IntakeCommand.Wake()))).containsExactly("1 host:h");
        absorb(1);
        assertThat(deliveries(decide(intake, new IntakeCommand.Wake()))).containsExactly("2 host:h");
    }

    @Test
    void an_asset_that_refuses_many_shares_is_given_each_of_them_once_more_and_not_once_for_each() {
        for (var key : List.of("a", "b", "c")) {
            decide(intake, accept(key));
        }
        assertThat(deliveries(decide(intake, MISSING))).containsExactly("1 host:h", "2 host:h", "3 host:h");
        assertThat(deliveries(decide(intake, MISSING))).isEmpty();
        // It was on its way behind the three, and is refused if these were lost once more.
        decide(intake, accept("d"));
        assertThat(deliveries(decide(intake, MISSING))).containsExactly("4 host:h");
        assertThat(deliveries(decide(intake, MISSING))).isEmpty();
        decide(intake, new IntakeCommand.Wake());
        decide(intake, new IntakeCommand.Wake());
        assertThat(deliveries(decide(intake, MISSING))).containsExactly("2 host:h", "3 host:h", "4 host:h");
    }

    @Test
    void of_what_is_overdue_an_asset_gets_the_first_and_the_rest_when_it_had_lost_that() {
        lookedAtThree();
        assertThat(deliveries(decide(intake, new IntakeCommand.Wake()))).containsExactly("1 host:h");
        assertThat(deliveries(absorb(1))).containsExactly("2 host:h", "3 host:h");
        assertThat(deliveries(absorb(1))).isEmpty();
        assertThat(deliveries(absorb(3))).isEmpty();
        assertThat(state.open()).isEmpty();
    }

    @Test
    void an_asset_that_is_only_slow_gets_nothing_again_but_the_first() {
        lookedAtThree();
        assertThat(deliveries(decide(intake, new IntakeCommand.Wake()))).containsExactly("1 host:h");
        assertThat(deliveries(absorb(2))).isEmpty();
        assertThat(deliveries(decide(intake, new IntakeCommand.Wake()))).containsExactly("3 host:h");
    }

    /** Three shares of one asset have been under way since a look that is not the first. */
    private void lookedAtThree() {
        decide(intake, new IntakeCommand.Wake());
        for (var key : List.of("a", "b", "c")) {
            decide(intake, accept(key));
        }
        decide(intake, new IntakeCommand.Wake());
    }

    private Decision<IntakeEvent> absorb(long upTo) {
        return decide(intake, new IntakeCommand.Absorbed(new AssetRef(Kind.HOST, "h"), upTo));
    }

    @Test
    void large_observations_are_fewer_at_a_time() {
        var narrow = new Intake(intake.id(), 10_000, 100, Duration.ofSeconds(5));
        for (var key : List.of("a", "b", "c")) {
            decide(narrow, new Accept(key, key, List.of(observation("h", "x".repeat(4_000))), List.of()));
        }
        assertThat(narrow.decide(state, accept("d"), NOW).effects()).containsExactly(new Effect.Reply(new Busy(3)));
    }

    /** Each field is counted with the place that it takes itself. */
    @Test
    void observations_of_many_empty_fields_are_fewer_at_a_time() {
        var narrow = new Intake(intake.id(), 10_000, 100, Duration.ofSeconds(5));
        var fields = new HashMap<String, String>();
        for (int n = 0; n < 100; n++) {
            fields.put("f" + n, "");
        }
        decide(narrow, new Accept("a", "a", List.of(observation("h", fields)), List.of()));
        assertThat(narrow.decide(state, accept("b"), NOW).effects()).containsExactly(new Effect.Reply(new Busy(1)));
    }

    /** It is asked of in memory what it is asked of after a restart. */
    @Test
    void what_several_values_a_field_had_is_no_part_of_what_is_stored_or_delivered() {
        var fields = Map.of("groups", Several.join(List.of("dev", "ops")), "nothing", Several.NONE, "one", "a,b");
        var told = observation("h", Map.of("groups", "dev,ops", "one", "a,b"));
        var decision = decide(intake, new Accept("a", "a", List.of(observation("h", fields)), List.of()));
        var event = (IntakeEvent.Accepted) decision.events().getFirst();
        assertThat(event.observations()).containsExactly(told);
        assertThat(IntakeEvent.CODEC.read(
                        IntakeEvent.CODEC.version(),
                        IntakeEvent.CODEC.write(event).toString()))
                .isEqualTo(event);
        assertThat(decision.effects())
                .filteredOn(Effect.Tell.class::isInstance)
                .extracting(effect -> ((Deliver) ((Effect.Tell) effect).message()).observations())
                .containsExactly(List.of(told));
    }

    private static Accept accept(String key) {
        return new Accept(key, key, List.of(observation()), List.of());
    }

    private Decision<IntakeEvent> decide(Intake by, IntakeCommand command) {
        var decision = by.decide(state, command, NOW);
        decision.events().forEach(event -> state = by.apply(state, event));
        return decision;
    }

    private static List<String> deliveries(Decision<IntakeEvent> decision) {
        return decision.effects().stream()
                .filter(Effect.Tell.class::isInstance)
                .map(Effect.Tell.class::cast)
                .map(tell ->
                        ((Deliver) tell.message()).batch() + " " + tell.to().name())
                .toList();
    }

    private static long schedules(Decision<IntakeEvent> decision) {
        return decision.effects().stream()
                .filter(Effect.Schedule.class::isInstance)
                .count();
    }

    private Message bring(String key, Observation... observations) {
        var decision = intake.decide(state, new Accept(key, "after " + key, List.of(observations), List.of()), NOW);
        for (var event : decision.events()) {
            state = intake.apply(state, event);
            journaled++;
        }
        return reply(decision);
    }

    private static Message reply(Decision<IntakeEvent> decision) {
        return decision.effects().stream()
                .filter(Effect.Reply.class::isInstance)
                .map(effect -> ((Effect.Reply) effect).message())
                .findFirst()
                .orElseThrow();
    }

    private static Observation observation() {
        return observation("h");
    }

    private static Observation observation(String host) {
        return observation(host, Map.of());
    }

    private static Observation observation(String host, String text) {
        return observation(host, Map.of("message", text));
    }

    private static Observation observation(String host, Map<String, String> fields) {
        return PlainEvent.of(new Source("web", 1), NOW, "test", fields, new AssetRef(Kind.HOST, host));
    }
}
