package io.gabion.loadtests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where a node can end on its way from a plan to what comes of it. One before and one after each row that leads there or says how it
 * went; one before, one during and one after each call to the target.
 *
 * @param where as {@link Halt} hears it
 * @param passage the one at which it ends, from 1, counted from when the end is ordered
 * @param later whether it is passed in a second part: of a containment when it is let go, of a notice after an end before its
 *     first call
 */
record CrashPoint(String name, String where, int passage, boolean later) {
    /** It ends when its target is contained, and starts again when nobody wants that any more. */
    static final CrashPoint EXPIRY = new CrashPoint("expired while down", "after verified", 1, false);

    /** It has said that it is about to tell somebody, and nobody is told. */
    static final CrashPoint UNTOLD = new CrashPoint("before tell", "before notify", 1, false);

    /** It is written down that a call begins, and it does not. */
    private static final Set<String> BEGUN =
            Set.of("after response step-started", "after response notify-retried", "before notify");

    private record Stage(String name, String step, int passage, boolean later, boolean isCall) {
        static Stage row(String name, String type) {
            return new Stage(name, type, 1, false, false);
        }

        static Stage call(String name, String call, int passage) {
            return new Stage(name, call, passage, false, true);
        }

        Stage afterwards() {
            return new Stage(name, step, passage, true, isCall);
        }

        CrashPoint at(String when) {
            return new CrashPoint(when + " " + name, when + " " + step, passage, later);
        }
    }

    private static final List<Stage> LEADING =
            List.of(Stage.row("planned", "incident response-planned"), Stage.row("started", "response started"));

    private static final List<Stage> CONTAINMENT = List.of(
            Stage.row("wanted", "wanted"),
            Stage.row("granted", "guard reserved"),
            Stage.row("reserved", "reserved"),
            Stage.call("first-read", "query", 1),
            Stage.row("claimed", "claimed"),
            Stage.call("apply", "apply", 1),
            Stage.row("applied", "applied"),
            Stage.call("read-back", "query", 2),
            Stage.row("verified", "verified"),
            Stage.row("left", "left-all").afterwards(),
            Stage.call("release", "release", 1).afterwards(),
            Stage.row("withdrawn", "withdrawn").afterwards(),
            Stage.call("last-read", "query", 1).afterwards(),
            Stage.row("released", "released").afterwards());

    private static final List<Stage> NOTICE = List.of(
            Stage.row("begun", "response step-started"),
            Stage.call("tell", "notify", 1),
            Stage.row("told", "response action-reported"),
            Stage.row("heard", "incident response-reported"),
            Stage.row("given-up", "response notify-failed").afterwards(),
            Stage.row("begun-again", "response notify-retried").afterwards(),
            Stage.call("tell-again", "notify", 1).afterwards());

    /** Every one of a containment, in the order in which they are passed, and then the one that is not passed but slept through. */
    static List<CrashPoint> ofContainment() {
        var all = new ArrayList<>(of(CONTAINMENT));
        all.add(EXPIRY);
        return List.copyOf(all);
    }

    /** Every one of a notice, in the order in which they are passed. */
    static List<CrashPoint> ofNotice() {
        return of(NOTICE);
    }

    private static List<CrashPoint> of(List<Stage> stages) {
        var all = new ArrayList<CrashPoint>();
        for (var part : List.of(LEADING, stages)) {
            for (var stage : part) {
                all.add(stage.at("before"));
                if (stage.isCall()) {
                    all.add(stage.at("in"));
                }
                all.add(stage.at("after"));
            }
        }
        return List.copyOf(all);
    }

    /** How many attempts to tell are written down of which no call was made. */
    int unmade() {
        return (later ? 1 : 0) + (BEGUN.contains(where) ? 1 : 0);
    }
}
