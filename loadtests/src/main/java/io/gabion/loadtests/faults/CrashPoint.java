package io.gabion.loadtests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a node can end on its way from a plan to its release. One before and one after each row that a containment
 * journals, and those of its incident, response and Guard that lead to it; one before, one during and one after each call to the target.
 *
 * @param where as {@link Halt} hears it
 * @param passage the one at which it ends, from 1, counted from the attack or from the release
 * @param release whether it is passed when the containment is let go; else when it begins
 */
record CrashPoint(String name, String where, int passage, boolean release) {
    /** It ends when its target is contained, and starts again when nobody wants that any more. */
    static final CrashPoint EXPIRY = new CrashPoint("expired while down", "after verified", 1, false);

    private enum Stage {
        PLANNED("incident response-planned", 1, false),
        STARTED("response started", 1, false),
        WANTED("wanted", 1, false),
        GRANTED("guard reserved", 1, false),
        RESERVED("reserved", 1, false),
        FIRST_READ("query", 1, false),
        CLAIMED("claimed", 1, false),
        APPLY("apply", 1, false),
        APPLIED("applied", 1, false),
        READ_BACK("query", 2, false),
        VERIFIED("verified", 1, false),
        LEFT("left-all", 1, true),
        RELEASE("release", 1, true),
        WITHDRAWN("withdrawn", 1, true),
        LAST_READ("query", 1, true),
        RELEASED("released", 1, true);

        private final String step;
        private final int passage;
        private final boolean release;

        Stage(String step, int passage, boolean release) {
            this.step = step;
            this.passage = passage;
            this.release = release;
        }

        private boolean isCall() {
            return step.equals("query") || step.equals("apply") || step.equals("release");
        }

        private CrashPoint at(String when) {
            return new CrashPoint(
                    when + " " + name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    when + " " + step,
                    passage,
                    release);
        }
    }

    /** Every one, in the order in which they are passed, and then the one that is not passed but slept through. */
    static List<CrashPoint> all() {
        var all = new ArrayList<CrashPoint>();
        for (var stage : Stage.values()) {
            all.add(stage.at("before"));
            if (stage.isCall()) {
                all.add(stage.at("in"));
            }
            all.add(stage.at("after"));
        }
        all.add(EXPIRY);
        return List.copyOf(all);
    }

    static Optional<CrashPoint> of(String name) {
        return all().stream().filter(point -> point.name().equals(name)).findFirst();
    }
}
