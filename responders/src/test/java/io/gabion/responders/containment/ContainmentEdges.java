package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.*;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Standing;
import io.gabion.responders.containment.ContainmentState.*;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which event leads from which state to which: all that the fold takes, and those that a decision has made. */
public final class ContainmentEdges {
    private static final Notice NOTICE = new Notice(1, 1, List.of(ANA.id()));

    /** One of each kind; a claim for each verb that needs one. */
    static final List<ContainmentEvent> EVENTS = List.of(
            new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE),
            new Joined(1, 1, BEN, Standing.UNDER_WAY),
            new Left(1, 1, ANA.id(), Left.Reason.EXPIRED),
            new LeftAll(1, "olga"),
            new Forgone(1, BEN.id()),
            new Reserved(KEY),
            new AskedAgain(1, 1, Action.BLOCK_ADDRESS, TARGET, NOW),
            new Recalled(NOTICE, "frozen"),
            new Observed(NOTICE, "observe mode"),
            new Denied(NOTICE, "protected"),
            new Held(NOTICE, "the brake"),
            new Abandoned(NOTICE),
            new Claimed(1, Verb.APPLY, NOW),
            new Claimed(1, Verb.RELEASE, NOW),
            new Applied(1),
            new Withdrawn(1),
            new TimedOut(1),
            new Postponed(1, NOW),
            new Refused(NOTICE, 1, "no"),
            new Proven(1, "sha256=abc"),
            new Verified(NOTICE, 1),
            new Unread(1, "lost"),
            new Drifted(NOTICE, 1),
            new Unknown(NOTICE, 1, "lost"),
            new Alarmed(1, 1, Action.BLOCK_ADDRESS, TARGET, "lost"),
            new Released(NOTICE, 1));

    /** In journals of earlier versions only, which are still read: the Guard was not asked again. */
    private static final Set<String> FORMER = Set.of("unsettled claimed(apply) applying");

    private static final Life LIFE = Life.begun((Wanted) EVENTS.getFirst());

    static final List<ContainmentState> STATES = List.of(
            new Idle(0),
            new Reserving(LIFE),
            new Waiting(LIFE),
            new Reading(LIFE, Instant.MIN),
            new Applying(LIFE, NOW),
            new Contained(LIFE),
            new Releasing(LIFE, NOW),
            new Unsettled(LIFE));

    /** {@code from event to}, by the stored names of events; of a claim also what it is for. */
    public static String edge(ContainmentState from, ContainmentEvent event) {
        return name(from) + " " + name(event) + " " + name(from.apply(event));
    }

    /** Everything that may follow in a journal, as it is written now. */
    public static Set<String> all() {
        var edges = new TreeSet<String>();
        for (var state : STATES) {
            for (var event : EVENTS) {
                try {
                    edges.add(edge(state, event));
                } catch (IllegalStateException corrupt) {
                    // It may not.
                }
            }
        }
        edges.removeAll(FORMER);
        return edges;
    }

    /** What the rows of the decision table journal. */
    static Set<String> decided() {
        var edges = new TreeSet<String>();
        for (var row : ContainmentTable.ROWS) {
            var state = row.state();
            for (var event : row.expected().events()) {
                edges.add(edge(state, event));
                state = state.apply(event);
            }
        }
        return edges;
    }

    static String name(ContainmentState state) {
        return state.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    static String name(ContainmentEvent event) {
        var stored = ContainmentEvent.CODEC.type(event);
        return event instanceof Claimed(var _, var verb, var _)
                ? stored + "(" + verb.name().toLowerCase(java.util.Locale.ROOT) + ")"
                : stored;
    }

    static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ContainmentEdges::leaves)
                : Stream.of(type);
    }

    private ContainmentEdges() {}
}
