package io.gabion.node.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.window.Question;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.asset.AssetCommand.Judged;
import io.gabion.node.asset.Judges.Ask;
import io.gabion.node.asset.Judges.Word;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.asset.AssetEvent.WindowJudged;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an asset asks of models, and what it makes of their answers. */
class JudgedWindowsTest {
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId ID = new EntityId(TENANT, "asset", "address:10.0.0.5");

    private final Profiles profiles = Profiles.asking(Set.of("window-network"));
    private final Asset asset = new Asset(ID, profiles);
    private AssetState state = AssetState.empty(profiles.empty());

    private static Question question(int minute) {
        return new Question(
                "window-network",
                new Input.Vector(List.of("address", "8", "612")),
                List.of("kind", "hour", "peers"),
                START.plusSeconds(60L * minute),
                START.plusSeconds(60L * minute + 599),
                List.of(new Source("conn.log", 1), new Source("conn.log", 9)));
    }

    private static Word word(int minute, String model, double score, String without) {
        return new Word(question(minute), model, "4f2a", 0.5, score, without, List.of(2));
    }

    private List<AssetEvent> judged(Word... words) {
        asked(Stream.of(words).map(Word::question).distinct().toList());
        var events = heard(words);
        assertThat(state.open()).isEmpty();
        return events.stream()
                .filter(event -> !(event instanceof AssetState.Answered))
                .toList();
    }

    private void asked(List<Question> questions) {
        var intake = new EntityId(TENANT, "intake", "a");
        state = asset.apply(state, new AssetState.Folded(intake, state.mark(intake) + 1, state.profile(), questions));
    }

    private List<AssetEvent> heard(Word... words) {
        var events = asset.decide(state, new Judged(List.of(words)), START).events();
        events.forEach(event -> state = asset.apply(state, event));
        return events;
    }

    private static List<Question> questions(Decision<AssetEvent> decision) {
        return decision.effects().stream()
                .filter(Call.class::isInstance)
                .flatMap(effect -> ((Ask) ((Call) effect).order()).questions().stream())
                .toList();
    }

    @Test
    void what_was_not_answered_before_a_crash_is_asked_again_and_an_answer_counts_once() {
        asked(List.of(question(0), question(10)));
        state = asset.read(asset.write(state));

        assertThat(questions(asset.decide(state, asset.wake(), START))).containsExactly(question(0), question(10));
        assertThat(heard(word(0, "window-network", 0, "slow"))).hasSize(2);
        assertThat(questions(asset.decide(state, asset.wake(), START))).containsExactly(question(10));
        assertThat(heard(word(0, "window-network", 0.9, "")))
                .as("answered before")
                .isEmpty();
    }

    @Test
    void of_more_open_questions_than_an_asset_keeps_the_oldest_goes_by_unjudged_and_that_is_journaled() {
        asked(IntStream.range(0, AssetState.OPEN)
                .mapToObj(n -> question(-10 * (AssetState.OPEN - n)))
                .toList());
        var oldest = state.open().getFirst();
        var decision = asset.decide(state, oneWindow(), START);

        assertThat(decision.events())
                .filteredOn(WindowJudged.class::isInstance)
                .containsExactly(new WindowJudged(
                        "window-network", "", 0, oldest.from(), oldest.until(), 0, "more than 8 questions are open"));
        assertThat(questions(decision)).hasSize(AssetState.OPEN).doesNotContain(oldest);
    }

    @Test
    void text_of_any_length_is_kept_with_a_question() {
        var longest = new Question(
                "sequence-process",
                new Input.Tokens(List.of("x".repeat(100_000), "é")),
                List.of("y"),
                START,
                START,
                List.of(new Source("a", 1)));
        asked(List.of(longest));

        assertThat(asset.read(asset.write(state)).open()).containsExactly(longest);
    }

    /** The share of a batch in which a window ends. */
    private Deliver oneWindow() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 12; i++) {
            batch.add(new Observation(
                    new Source("conn.log", i + 1),
                    START.plusSeconds(60L * i),
                    OcsfClass.NETWORK_ACTIVITY,
                    0,
                    "zeek",
                    List.of(new AssetRef(Kind.ADDRESS, "10.0.0.5")),
                    Observation.Actor.NONE,
                    Observation.Process.NONE,
                    new Observation.Network("10.0.0.5", 4000, "10.0.0.7", 445, "tcp", 1, 1, "SF"),
                    Observation.Authentication.NONE,
                    Map.of()));
        }
        var intake = new EntityId(TENANT, "intake", "a");
        return new Deliver(intake, state.mark(intake) + 1, state.mark(intake), batch);
    }

    @Test
    void a_window_that_is_over_is_asked_about_once() {
        var decision = asset.decide(state, oneWindow(), START);

        assertThat(decision.effects())
                .filteredOn(Call.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Call.class,
                        call -> assertThat(((Ask) call.order()).questions())
                                .singleElement()
                                .extracting(Question::model)
                                .isEqualTo("window-network"));
        var after = state;
        for (var event : decision.events()) {
            after = asset.apply(after, event);
        }
        assertThat(asset.read(asset.write(after)).profile().parts().keySet()).contains("window-network");
    }

    @Test
    void what_is_flagged_is_journaled_and_a_low_suspicion_that_names_what_stands_out() {
        assertThat(judged(word(0, "window-network", 0.75, "")))
                .satisfiesExactly(
                        event -> assertThat(event)
                                .isEqualTo(new WindowJudged(
                                        "window-network", "4f2a", 0.5, START, START.plusSeconds(599), 0.75, "")),
                        event -> assertThat(event).isInstanceOfSatisfying(SuspicionRaised.class, raised -> {
                            var suspicion = raised.suspicion();
                            assertThat(suspicion.severity()).isEqualTo(Severity.LOW);
                            assertThat(suspicion.detector().version()).isEqualTo("4f2a");
                            assertThat(suspicion.explanation().getFirst())
                                    .contains("score 0.750", "what stands out: peers 612");
                            assertThat(suspicion.evidence()).hasSize(2);
                        }));
    }

    @Test
    void within_an_hour_one_model_speaks_of_an_asset_once() {
        judged(word(0, "window-network", 0.75, ""));

        assertThat(judged(word(10, "window-network", 0.75, ""), word(50, "window-network", 0.9, "")))
                .hasSize(2)
                .hasOnlyElementsOfType(WindowJudged.class);
        assertThat(judged(word(60, "window-network", 0.75, ""))).hasSize(2);
    }

    @Test
    void a_shadow_raises_nothing_and_what_went_by_unjudged_is_journaled_with_its_reason() {
        assertThat(judged(
                        word(0, "window-network/shadow", 0.75, ""),
                        word(0, "window-network", 0, "slow"),
                        word(0, "window-network", 0.49, "")))
                .satisfiesExactly(
                        event -> assertThat(((WindowJudged) event).model()).isEqualTo("window-network/shadow"),
                        event -> assertThat(((WindowJudged) event).without()).isEqualTo("slow"));
    }

    @Test
    void an_asset_that_nobody_judges_keeps_no_window() {
        assertThat(Profiles.asking(Set.of()).empty())
                .isEqualTo(Profiles.standard().empty());
        var plain = new Asset(ID, Profiles.standard());
        assertThat(plain.read(asset.write(state)).profile().parts()).isEmpty();
    }
}
