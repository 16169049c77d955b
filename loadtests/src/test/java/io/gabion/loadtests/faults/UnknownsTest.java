package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Alarmed;
import io.gabion.protocol.containment.ContainmentEvent.Claimed;
import io.gabion.protocol.containment.ContainmentEvent.Unknown;
import io.gabion.protocol.containment.ContainmentEvent.Unread;
import io.gabion.protocol.containment.ContainmentEvent.Verified;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ADDRESS = "203.0.113.9";
    private static final Notice NOTICE = new Notice(1, 1, List.of());
    private static final ContainmentEvent UNKNOWN = new Unknown(NOTICE, 1, "no answer");
    private static final ContainmentEvent ALARMED =
            new Alarmed(1, 1, Action.BLOCK_ADDRESS, new Target("firewall", ADDRESS), "no answer");
    private static final ContainmentEvent UNREAD = new Unread(1, "no answer");
    private static final Duration LONG = Duration.ofSeconds(170);

    @Test
    void what_is_unknown_has_to_be_settled_by_the_next_attempts_with_a_target_that_is_well() {
        var before = of(UNKNOWN, ALARMED);
        assertThat(of(UNKNOWN, ALARMED, UNREAD, UNREAD).check(before, LONG))
                .containsExactly("I2 unknown yet, though it was tried 2 times with a target that is well: " + ADDRESS);
        assertThat(of(UNKNOWN, ALARMED, UNREAD, new Verified(NOTICE, 1)).check(before, LONG))
                .isEmpty();
        assertThat(of(UNKNOWN, ALARMED, UNREAD).check(before, LONG)).isEmpty();
    }

    @Test
    void what_is_not_tried_again_in_its_time_is_red() {
        var before = of(UNKNOWN, ALARMED);
        assertThat(before.check(before, LONG))
                .containsExactly("I2 unknown, and not tried again within 170 s: " + ADDRESS);
        assertThat(before.check(before, Duration.ofSeconds(60))).isEmpty();
        var late = of(UNKNOWN, ALARMED, UNREAD, UNREAD, UNREAD);
        assertThat(late.check(late, LONG)).isEmpty();
        var claimed = of(UNKNOWN, ALARMED, new Claimed(2, Verb.APPLY, THEN));
        assertThat(claimed.check(before, LONG)).isEmpty();
    }

    /** Else the whole fleet of targets could be unknown, and nothing would be red. */
    @Test
    void who_became_unknown_afterwards_is_excused_once() {
        assertThat(of(UNKNOWN, ALARMED).check(of(), LONG)).isEmpty();
        assertThat(of(UNKNOWN, ALARMED, UNREAD).check(of(), LONG))
                .singleElement()
                .asString()
                .startsWith("I2 unknown yet, though it was tried 2 times");
    }

    @Test
    void somebody_has_to_be_told() {
        assertThat(of(UNKNOWN).check(of(), LONG)).containsExactly("I2 unknown, and no person is told: " + ADDRESS);
    }

    @Test
    void a_notice_has_to_name_what_stays_unknown() {
        var unknown = of(UNKNOWN, ALARMED);
        var notice = "{\"actions\":[{\"kind\":\"block-address\",\"target\":\"203.0.113.9\",\"decision\":\"unknown\"}]}";
        assertThat(unknown.untold(unknown, notice::contains)).isEmpty();
        assertThat(unknown.untold(unknown, notice.replace("unknown", "verified")::contains))
                .containsExactly("I2 unknown, and no notice says so: " + ADDRESS);
        assertThat(unknown.untold(of(), "nothing"::contains)).isEmpty();
    }

    @Test
    void what_is_tried_soon_is_waited_for() {
        assertThat(of(UNKNOWN, ALARMED).isAwaited(ADDRESS)).isTrue();
        assertThat(of(UNKNOWN, ALARMED, UNREAD, UNREAD, UNREAD).isAwaited(ADDRESS))
                .isFalse();
        assertThat(of(UNKNOWN, ALARMED, new Verified(NOTICE, 1)).isAwaited(ADDRESS))
                .isFalse();
    }

    private static Unknowns of(ContainmentEvent... events) {
        var unknowns = new Unknowns();
        for (int n = 0; n < events.length; n++) {
            unknowns.read(ADDRESS, row(n + 1), events[n]);
        }
        return unknowns;
    }

    private static Envelope row(long sequence) {
        return new Envelope(
                new Tenant("t"), "t/containment/x", sequence, sequence, 1, "x", 1, THEN, "k", "c", new byte[0]);
    }
}
