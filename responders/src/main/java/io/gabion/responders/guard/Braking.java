package io.gabion.responders.guard;

import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.responders.guard.Brakes.Stance;
import io.gabion.responders.guard.Brakes.Trail;
import io.gabion.responders.guard.GuardCommand.Reserve;
import io.gabion.responders.guard.GuardPolicy.Brake;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether one more of a signature goes on, and what a person is told if not. */
record Braking(Brake limit) {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** What the brake says to one that asks. */
    sealed interface Answer {
        default Optional<String> refusal() {
            return this instanceof Refuses(var why) ? Optional.of(why) : Optional.empty();
        }
    }

    record Passes() implements Answer {}

    record Holds() implements Answer {}

    record Refuses(String why) implements Answer {}

    /** Those that say nothing of themselves are alike by what they do. */
    static String signature(Reserve c) {
        return c.signature().isEmpty() ? c.action().word() : c.signature();
    }

    Answer asked(Brakes brakes, Reserve c, Instant now) {
        var signature = signature(c);
        if (!brakes.hasRoomFor(signature)) {
            return new Refuses("the brake: " + Brakes.SIGNATURES + " signatures wait already");
        }
        var trail = brakes.trail(signature).orElseGet(() -> Trail.begun(signature));
        var start = now.minus(limit.window());
        if (trail.stance() == Stance.DENIED && trail.since().isAfter(start)) {
            return new Refuses("the brake: " + signature + " was denied");
        }
        if (trail.stance() != Stance.ON && trail.othersAfter(start, c.target().value()) < limit.targets()) {
            return new Passes();
        }
        return brakes.held() < Brakes.HELD ? new Holds() : new Refuses("the brake: " + Brakes.HELD + " wait already");
    }

    String why(String signature) {
        return "the brake: more than " + limit.targets() + " of " + signature + " within " + limit.window()
                + "; it waits for gabion guard approve or deny";
    }

    static Duration pause(int attempt) {
        var pause = Duration.ofSeconds(1L << Math.min(attempt, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** The first of those that wait. */
    List<ActionState> waits(Trail trail) {
        return trail.held().stream()
                .limit(1)
                .map(w -> new ActionState(
                        w.action().word(),
                        w.target().value(),
                        Outcome.WAITING_APPROVAL,
                        why(trail.signature()),
                        0,
                        trail.since()))
                .toList();
    }

    NotifyOrder page(Trail trail, Instant now) {
        var key = "brake/" + trail.signature() + "/" + trail.since();
        return new NotifyOrder(
                key,
                trail.signature(),
                trail.pages() + 1,
                limit.channel(),
                "",
                trail.signature(),
                waits(trail),
                now.plus(Tellings.CALL));
    }
}
