package io.gabion.responders.playbook;

import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.Ask;
import io.gabion.protocol.response.Plan.Escalate;
import io.gabion.protocol.response.Plan.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Chains of escalation as they are written, what is wrong with one, and what is doubtful. */
final class Chains {
    static final int LEVELS = 5;
    static final int REMINDERS = 5;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final List<String> PARAMETERS = List.of("channel", "after", "roles", "every", "times");

    static Escalate read(String id, Fields fields) {
        var levels = new ArrayList<Level>();
        for (var written : fields.objects("levels", LEVELS)) {
            try {
                levels.add(level(written));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("level " + (levels.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Escalate(id, fields.names("of"), levels);
    }

    private static Level level(Fields fields) {
        fields.only("a level", PARAMETERS);
        for (var needed : List.of("channel", "after")) {
            if (!fields.has(needed)) {
                throw new IllegalArgumentException("needs a channel and after");
            }
        }
        if (fields.has("every") != fields.has("times")) {
            throw new IllegalArgumentException("every and times go together");
        }
        return new Level(
                Fields.name(fields.text("channel")),
                fields.seconds("after", LONGEST),
                fields.has("roles") ? Steps.roles(fields) : List.of(),
                fields.has("every") ? fields.seconds("every", LONGEST) : 0,
                fields.has("times") ? fields.number("times", 1, REMINDERS) : 0);
    }

    /** What no chain can mean: a level at or after the time when the question has decided itself. */
    static List<Doubt> wrong(Escalate chain, List<Ask> asked) {
        var wrong = new ArrayList<Doubt>();
        long before = 0;
        for (var level : chain.levels()) {
            if (level.afterSeconds() <= before) {
                wrong.add(new Doubt(chain.id(), "its levels are not in the order of their times"));
            }
            before = level.afterSeconds();
            for (var ask : asked) {
                long last = level.afterSeconds() + level.times() * level.everySeconds();
                if (last >= ask.withinSeconds()) {
                    wrong.add(new Doubt(
                            chain.id(),
                            "tells " + level.channel() + " after " + last + " s, when " + ask.id()
                                    + " may be decided for " + ask.withinSeconds() + " s only"));
                }
            }
        }
        return wrong;
    }

    /** Who is told and may not decide, and nobody new who may. */
    static Stream<Doubt> doubts(Playbook playbook, Escalate chain) {
        var told = playbook.steps().stream()
                .filter(Plan.Notify.class::isInstance)
                .map(step -> ((Plan.Notify) step).channel())
                .toList();
        return chain.levels().stream()
                .filter(level -> level.roles().isEmpty() && told.contains(level.channel()))
                .map(level -> new Doubt(
                        chain.id(),
                        "level " + (chain.levels().indexOf(level) + 1) + " only tells " + level.channel()
                                + " again and lets nobody else decide: name another channel, or roles"));
    }

    private Chains() {}
}
