package io.gabion.responders.containment;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentState.Reading;
import java.time.Instant;
import java.util.List;

/** What is decided of a target that cannot be read, or does not hold: it is shown, a person is told, and it is tried later. */
record Doubts(ContainmentLimits limits, Pauses pauses, Pauses soon) {
    static final String PUT_OFF = "it only asks to be asked later";

    Decision<ContainmentEvent> unknown(Life life, String why, Instant now) {
        return later(life, now).after(List.of(new Unknown(life.notice(), life.attempt(), why), alarmed(life, why)));
    }

    /** Unknown yet. Journaled for as long as the next pause is longer than this one. */
    Decision<ContainmentEvent> still(Life life, Answered read, Instant now) {
        boolean grows = life.unknown().dealings().unknowns() > life.dealings().unknowns();
        return grows
                ? later(life, now).after(List.of(new Unread(read.attempt(), why(read.result()))))
                : later(life, now);
    }

    /** One lost reading says nothing, many say that nobody knows. */
    Decision<ContainmentEvent> unread(Life life, int before, Answered read, Instant now) {
        var why = why(read.result());
        return before + 1 < limits.attempts()
                ? new Decision<>(List.of(new Unread(read.attempt(), why)), List.of())
                : unknown(life, why, now);
    }

    /** Somebody takes away what is put back: no race is run against them. */
    Decision<ContainmentEvent> taken(Life life, int attempt, Instant now) {
        int drifts = life.dealings().drifts();
        var why = "found gone " + (drifts + 1) + " times: somebody else takes it away";
        return postponed(attempt, now.plus(pauses.after(drifts - limits.drifts())))
                .after(List.of(new Drifted(life.notice(), attempt), alarmed(life, why)));
    }

    /** Whether the last call does not show in what was read, and has not been given the time to. */
    boolean mayShowLate(Reading s, Result read, Instant now) {
        boolean wanted = s.life().wantedAt(now);
        boolean shows =
                switch (read) {
                    case Result.Done _ -> wanted;
                    case Result.Absent _ -> !wanted && !s.life().dealings().marked();
                    case Result.Refused _, Result.Busy _, Result.Lost _ -> true;
                };
        return !shows
                && !s.granted()
                && !s.hasWaited(now)
                && s.life().dealings().triesFor(wanted) > 0;
    }

    /** It is read once more before it is called for again. */
    Decision<ContainmentEvent> late(Reading s, int attempt, Instant now) {
        if (now.isBefore(s.notBefore())) {
            return Decision.only(new Schedule(s.notBefore()));
        }
        int tries = s.life().dealings().triesFor(s.life().wantedAt(now));
        return postponed(attempt, now.plus(soon.after(tries - 1)));
    }

    static Alarmed alarmed(Life life, String why) {
        return new Alarmed(life.number(), life.notice().report(), life.action(), life.target(), why);
    }

    static Decision<ContainmentEvent> postponed(int attempt, Instant until) {
        return new Decision<ContainmentEvent>(List.of(new Postponed(attempt, until)), List.of())
                .then(new Schedule(until));
    }

    private Decision<ContainmentEvent> later(Life life, Instant now) {
        return Decision.only(new Schedule(now.plus(pauses.after(life.dealings().unknowns()))));
    }

    /** Why it is not known. */
    private static String why(Result result) {
        return switch (result) {
            case Result.Lost(var why, var _) -> why;
            case Result.Refused(var why) -> why;
            case Result.Busy _ -> PUT_OFF;
            case Result.Done _, Result.Absent _ -> throw new IllegalArgumentException("read: " + result);
        };
    }
}
