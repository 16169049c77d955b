package io.gabion.detectors.sigma.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Heard;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Bound;
import io.gabion.protocol.rule.Counting.Condition;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountedGroupsTest {
    private static final AssetRef SELF = new AssetRef(Kind.GROUP, "c0de");
    private static final Rule RULE =
            new Rule("c", "v", "Many failures", Severity.HIGH, List.of("T1110"), "Somebody", "");
    private static final Condition THREE = new Condition("event_count", 60_000, List.of(new Bound("gte", 3)), -1, 1);

    private final CountedGroups groups = new CountedGroups();
    private final Events events = new Events();
    private Kept state = groups.empty();

    private List<Finding> event(Condition condition, long millis) throws IOException {
        var group = new Counting.Group("c0de", Map.of("User", "root"), List.of(new Counting.Event(0, 0, 0, 0)));
        var fired = new Fired(List.of(), List.of(new Counting(RULE, condition, List.of(group))));
        var outcome = groups.observe(state, SELF, new Batch(List.of(events.process(millis, "a", "b")), fired), false);
        var bytes = new ByteArrayOutputStream();
        groups.write(outcome.state(), new DataOutputStream(bytes));
        state = groups.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(state).isEqualTo(outcome.state());
        return outcome.findings();
    }

    @Test
    void what_a_group_has_in_common_is_what_it_is_about() {
        var group = new Counting.Group(
                "c0de", Map.of("from", "192.0.2.1", "to", "192.0.2.2"), List.of(new Counting.Event(0, 0, 0, 0)));
        var once = new Condition("event_count", 60_000, List.of(new Bound("gte", 1)), -1, 1);
        var fired = new Fired(List.of(), List.of(new Counting(RULE, once, List.of(group))));
        var seen = events.connection(0, "192.0.2.1", "192.0.2.2", 25, 10, 10, "SF");
        assertThat(groups.observe(state, SELF, new Batch(List.of(seen), fired), false)
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.victims())
                        .extracting(AssetRef::name)
                        .containsExactly("192.0.2.1", "192.0.2.2"));
    }

    @Test
    void a_group_whose_condition_holds_is_told_with_its_values_and_evidence() throws IOException {
        assertThat(event(THREE, 0)).isEmpty();
        assertThat(event(THREE, 1_000)).isEmpty();
        assertThat(event(THREE, 2_000)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.HIGH);
            assertThat(finding.evidence()).hasSize(3);
            assertThat(finding.victims()).containsExactly(Events.HOST);
            assertThat(finding.explanation())
                    .isEqualTo("Rule \"Many failures\" (high, by Somebody) holds for User=root:"
                            + " event_count gte 3 within 60 s, on 3 events, for the 1. time");
        });
    }

    @Test
    void events_that_are_too_far_apart_do_not_count_together() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(event(THREE, i * 40_000)).isEmpty();
        }
    }

    @Test
    void a_group_that_holds_again_and_again_is_told_once_an_hour_and_counted() throws IOException {
        int told = 0;
        for (int i = 0; i < 300; i++) {
            told += event(THREE, i * 1_000).size();
        }
        assertThat(told).isEqualTo(1);
        event(THREE, 4_000_000);
        event(THREE, 4_000_000);
        assertThat(event(THREE, 4_000_000))
                .singleElement()
                .satisfies(finding -> assertThat(finding.explanation()).endsWith("for the 101. time"));
    }

    @Test
    void a_window_with_an_upper_bound_is_judged_by_the_first_event_after_it() throws IOException {
        var few = new Condition("event_count", 60_000, List.of(new Bound("lte", 2)), -1, 1);
        assertThat(event(few, 0)).isEmpty();
        assertThat(event(few, 1_000)).isEmpty();
        assertThat(event(few, 70_000)).hasSize(1);
    }

    @Test
    void a_window_without_another_event_is_judged_some_seconds_after_its_end() throws IOException {
        var few = new Condition("event_count", 60_000, List.of(new Bound("lte", 2)), -1, 1);
        event(few, 0);
        event(few, 1_000);
        var due = groups.due(state).orElseThrow();
        assertThat(groups.hear(state, SELF, new Heard.Time(due.minusMillis(1))).state())
                .isSameAs(state);
        var outcome = groups.hear(state, SELF, new Heard.Time(due));
        assertThat(outcome.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.evidence()).hasSize(2);
            assertThat(finding.victims()).containsExactly(Events.HOST);
        });
        assertThat(groups.due(outcome.state())).isEmpty();
    }

    @Test
    void what_only_events_can_decide_waits_for_no_time() throws IOException {
        event(THREE, 0);
        assertThat(groups.due(state)).isEmpty();
    }

    @Test
    void what_a_former_version_has_stored_goes_on() throws IOException {
        event(THREE, 0);
        event(THREE, 1_000);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        state.group().write(out);
        out.writeLong(state.toldAt());
        out.writeInt(state.times());
        state = groups.readFormer("1", new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())))
                .orElseThrow();
        assertThat(event(THREE, 2_000)).hasSize(1);
    }

    @Test
    void a_batch_that_says_nothing_of_the_group_leaves_the_very_same_state() {
        var outcome = groups.observe(state, SELF, List.of(events.process(0, "a", "b")), false);
        assertThat(outcome.state()).isSameAs(state);
    }
}
