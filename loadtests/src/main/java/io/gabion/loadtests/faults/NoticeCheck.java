package io.gabion.loadtests.faults;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.responders.connectors.ChannelStand.Arrival;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One response that tells of one incident, by the journal of a node that runs or not.
 *
 * @param begun the first attempt to tell
 * @param givenUp attempts without an answer: whether it came nobody knows
 * @param told what it says of how that went, oldest first
 * @param heard whether the incident knows as well
 */
record NoticeCheck(String incident, Optional<Instant> begun, int givenUp, List<ActionState> told, boolean heard) {
    /** Of every response that is about the address. */
    static List<NoticeCheck> read(Path data, String name) throws IOException {
        var all = new ArrayList<NoticeCheck>();
        try (var past = CrashPast.open(data)) {
            for (var id : past.entities("response")) {
                read(past, id, name).ifPresent(all::add);
            }
        }
        return all;
    }

    private static Optional<NoticeCheck> read(CrashPast past, EntityId id, String name) {
        var incident = Optional.<String>empty();
        var begun = Optional.<Instant>empty();
        int givenUp = 0;
        var told = new ArrayList<ActionState>();
        for (var row : past.rows(id)) {
            var event = past.read(ResponseEvent.CODEC, row);
            if (event instanceof ResponseEvent.Started started
                    && started.targets().addresses().contains(name)) {
                incident = Optional.of(started.incident());
            }
            if (event instanceof ResponseEvent.StepStarted e && e.step() instanceof Plan.Notify && begun.isEmpty()) {
                begun = Optional.of(row.time());
            }
            if (event instanceof ResponseEvent.NotifyFailed) {
                givenUp++;
            }
            if (event instanceof ResponseEvent.ActionReported reported
                    && reported.action().kind().equals("notify")) {
                told.add(reported.action());
            }
        }
        var first = begun;
        int lost = givenUp;
        return incident.map(of -> new NoticeCheck(of, first, lost, List.copyOf(told), isHeard(past, of)));
    }

    private static boolean isHeard(CrashPast past, String incident) {
        return past.rows(EntityId.parse(incident)).stream()
                .anyMatch(row -> row.type().equals("response-reported"));
    }

    boolean isAtRest() {
        return !told.isEmpty() && heard;
    }

    /** What is violated at rest, of what the receiver has of this incident. @param unmade attempts of which no call was made */
    List<String> check(List<Arrival> arrived, int unmade) {
        var violations = new ArrayList<String>();
        var times = arrived.stream().map(Arrival::at).toList();
        if (times.isEmpty()) {
            violations.add("nobody was told");
        }
        if (times.size() > 1 + givenUp - unmade) {
            violations.add("told " + times.size() + " times, " + givenUp + " attempts given up: " + times);
        }
        var keys = arrived.stream().map(Arrival::key).distinct().toList();
        if (keys.size() > 1) {
            violations.add("a repetition is not known by its key: " + keys);
        }
        if (!times.isEmpty()
                && begun.filter(at -> !at.isAfter(times.getFirst())).isEmpty()) {
            violations.add("told without an earlier intent: " + begun + ", " + times);
        }
        if (told.size() != 1 || told.getFirst().decision() != Outcome.APPLIED) {
            violations.add("the journal does not say, once, that it was told: " + told);
        }
        return violations;
    }
}
