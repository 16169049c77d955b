package io.gabion.responders.containment;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Standing;
import io.gabion.protocol.entity.Recent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a containment remembers: the fold of its journal. */
public sealed interface ContainmentState {
    /**
     * Nobody wants it and nothing is in force.
     *
     * @param lives that have ended so far
     * @param seen the wishes of those lives: to hear one again is not to hear another
     * @param rest that the target has earned
     */
    record Idle(int lives, Recent<String, Instant> seen, Rest rest) implements ContainmentState {
        public Idle(int lives) {
            this(lives, Recent.none(), Rest.NONE);
        }

        Idle(int lives, Holder seen) {
            this(lives, Recent.of(Map.of(seen.id(), seen.until())), Rest.NONE);
        }

        private Idle(Life ended) {
            this(ended.number(), ended.seen(), ended.dealings().rest());
        }
    }

    /**
     * Asked the Guard.
     *
     * @param again which question this is; 0: the first
     * @param asked when, by the clock of who asked; {@link Instant#MIN} if that is not known
     */
    record Reserving(Life life, int again, Instant asked) implements Living {
        Reserving(Life life) {
            this(life, 0, Instant.MIN);
        }

        private Reserving(Life life, AskedAgain e) {
            this(life.told(e.report()), e.report(), e.at());
        }
    }

    /** The Guard waits for a person. */
    record Waiting(Life life) implements Living {}

    /**
     * An apply may be under way until the deadline.
     *
     * @param kept until when the target keeps it without this call; empty if it is not in force
     */
    record Applying(Life life, Instant deadline, Optional<Instant> kept) implements Living {
        Applying(Life life, Instant deadline) {
            this(life, deadline, Optional.empty());
        }
    }

    /** A release may be under way until the deadline. */
    record Releasing(Life life, Instant deadline) implements Living {}

    /**
     * No call is under way; what is in force must be read, not before the given time.
     *
     * @param putOff to when the target first put it off; {@link Instant#MAX} if it has not
     * @param granted whether the Guard has just said that it may be applied, once
     */
    record Reading(Life life, Instant notBefore, Instant putOff, boolean granted) implements Living {
        Reading(Life life, Instant notBefore) {
            this(life, notBefore, Instant.MAX, false);
        }

        /** Whether it was left alone for a while, and that is over. */
        public boolean hasWaited(Instant now) {
            return !notBefore.equals(Instant.MIN) && !now.isBefore(notBefore);
        }

        private Reading postponed(Instant until) {
            return new Reading(life, until, until.isBefore(putOff) ? until : putOff, false);
        }
    }

    /** As Reading, but it cannot be read, or is not what was asked for. An operator is told. */
    record Unsettled(Life life) implements Living {}

    /**
     * Read back and found in force.
     *
     * @param unread how often in a row it could not be looked at since
     * @param asked whether it may be kept for longer
     */
    record Contained(Life life, int unread, Question asked) implements Living {
        Contained(Life life) {
            this(life, 0);
        }

        Contained(Life life, int unread) {
            this(life, unread, Question.NONE);
        }
    }

    /**
     * What the Guard has not answered yet.
     *
     * @param again which question this is; 0: none
     * @param at by the clock of who asked
     */
    record Question(int again, Instant at) {
        static final Question NONE = new Question(0, Instant.MIN);

        Question(AskedAgain e) {
            this(e.report(), e.at());
        }

        boolean isOpen() {
            return again > 0;
        }
    }

    /** The states between the first wish and the release. */
    sealed interface Living extends ContainmentState {
        Life life();

        default Standing standing() {
            return switch (this) {
                case Reserving _, Applying _, Releasing _, Reading _ -> Standing.UNDER_WAY;
                case Unsettled _ -> Standing.UNKNOWN;
                case Waiting _ -> Standing.WAITING;
                case Contained _ -> Standing.VERIFIED;
            };
        }

        default Living with(Life life) {
            return switch (this) {
                case Reserving(var _, var again, var asked) -> new Reserving(life, again, asked);
                case Waiting _ -> new Waiting(life);
                case Applying(var _, var deadline, var kept) -> new Applying(life, deadline, kept);
                case Releasing(var _, var deadline) -> new Releasing(life, deadline);
                case Reading(var _, var notBefore, var putOff, var granted) ->
                    new Reading(life, notBefore, putOff, granted);
                case Unsettled _ -> new Unsettled(life);
                case Contained(var _, var unread, var asked) -> new Contained(life, unread, asked);
            };
        }

        /** Whether an answer to this call can still mean anything. */
        default boolean awaits(Verb verb, int attempt) {
            return attempt == life().attempt()
                    && switch (this) {
                        case Reserving _, Waiting _ -> false;
                        case Applying _ -> verb == Verb.APPLY;
                        case Releasing _ -> verb == Verb.RELEASE;
                        case Reading _, Unsettled _, Contained _ -> verb == Verb.QUERY;
                    };
        }
    }

    /** Who wants it, and until when. */
    default List<Holder> holders() {
        return switch (this) {
            case Idle _ -> List.of();
            case Living living -> living.life().holders();
        };
    }

    default ContainmentState apply(ContainmentEvent event) {
        return switch (new Fold(this, event)) {
            case Fold(Idle(var lives, var seen, var rest), Wanted e)
            when e.life() == lives + 1 -> new Reserving(Life.begun(e, seen, rest));
            case Fold(Living s, Joined e) -> s.with(s.life().joined(e));
            case Fold(Living s, Left e) -> s.with(s.life().left(e));
            case Fold(Living s, LeftAll _) -> s.with(s.life().leftAll());
            case Fold(Idle(var lives, var seen, var rest), Forgone e) ->
                new Idle(lives, Life.forgone(seen, e.holder()), rest);
            case Fold(Living s, Forgone e) -> s.with(s.life().forgone(e));
            case Fold(Reading s, Proven _) -> s;
            case Fold(Unsettled s, Proven _) -> s;

            case Fold(Reserving s, Reserved _) -> granted(s.life());
            case Fold(Reserving s, AskedAgain e) -> new Reserving(s.life(), e);
            case Fold(Reserving s, Recalled e) -> read(s.life().recalled(e));
            case Fold(Reserving s, Observed _) -> new Idle(s.life());
            case Fold(Reserving s, Denied _) -> new Idle(s.life());
            case Fold(Reserving s, Held e) ->
                new Waiting(s.life().told(e.notice().report()));
            case Fold(Waiting(var life), Reserved _) -> granted(life);
            case Fold(Waiting(var life), AskedAgain e) -> new Reserving(life, e);
            case Fold(Waiting(var life), Observed _) -> new Idle(life);
            case Fold(Waiting(var life), Denied _) -> new Idle(life);
            case Fold(Waiting(var life), Abandoned _) -> new Idle(life);

            case Fold(Reading s, AskedAgain e) -> new Reserving(s.life(), e);
            case Fold(Unsettled(var life), AskedAgain e) -> new Reserving(life, e);

            case Fold(Reading s, Claimed e) -> called(s.life(), e);
            case Fold(Unsettled(var life), Claimed e) -> called(life, e);
            case Fold(Contained(var life, var _, var _), Claimed e) when e.verb() == Verb.RELEASE -> called(life, e);
            case Fold(Contained(var life, var _, var _), Claimed e) ->
                new Applying(
                        life.applied(e),
                        e.deadline(),
                        Optional.of(life.dealings().kept()));

            case Fold(Applying(var life, var _, var _), Applied _) -> read(life.marked());
            case Fold(Releasing(var life, var _), Withdrawn _) -> read(life.unmarked());
            case Fold(Applying(var life, var _, var _), TimedOut _) -> read(life.marked());
            case Fold(Releasing(var life, var _), TimedOut _) -> read(life);
            case Fold(Applying(var life, var _, var kept), Postponed e) ->
                read(kept.map(life::kept).orElse(life)).postponed(e.until());
            case Fold(Releasing(var life, var _), Postponed e) -> read(life).postponed(e.until());
            case Fold(Reading s, Postponed e) -> s.postponed(e.until());
            case Fold(Applying(var life, var _, var _), Refused _) -> new Idle(life);
            case Fold(Applying(var life, var _, var _), Recalled e) -> read(life.recalled(e));

            case Fold(Reading s, Verified e) -> verified(s.life(), e);
            case Fold(Unsettled(var life), Verified e) -> verified(life, e);
            case Fold(Contained(var life, var _, var asked), Verified e) -> new Contained(life.verified(e), 0, asked);
            case Fold(Contained(var life, var _, var _), Drifted e) -> read(life.drifted(e.notice()));
            case Fold(Contained(var life, var unread, var asked), Unread _) -> new Contained(life, unread + 1, asked);
            case Fold(Contained(var life, var unread, var _), AskedAgain e) ->
                new Contained(life.told(e.report()), unread, new Question(e));
            case Fold(Contained(var life, var unread, var _), Reserved _) -> new Contained(life, unread);
            // The Guard's no: it is kept for as long as the target has been told to.
            case Fold(Contained(var life, var unread, var _), Alarmed e) ->
                new Contained(life.told(e.report()).kept(Instant.MAX), unread);
            case Fold(Contained(var life, var _, var _), Unknown e) -> new Unsettled(life.unknown(e));
            case Fold(Unsettled(var life), Unread _) -> new Unsettled(life.unknown());
            case Fold(Reading s, Alarmed _) -> s;
            case Fold(Unsettled s, Alarmed _) -> s;
            case Fold(Applying(var life, var _, var _), Unknown e) -> new Unsettled(life.unknown(e));
            case Fold(Releasing(var life, var _), Unknown e) -> new Unsettled(life.unknown(e));
            case Fold(Reading s, Unknown e) -> new Unsettled(s.life().unknown(e));
            case Fold(Reading s, Released _) -> new Idle(s.life());
            case Fold(Unsettled(var life), Released _) -> new Idle(life);

            // One line for each event, so that a new one does not compile until it is placed above.
            case Fold(var _, Wanted _), Fold(var _, Joined _), Fold(var _, Left _), Fold(var _, LeftAll _) ->
                corrupt(event);
            case Fold(var _, Reserved _), Fold(var _, AskedAgain _), Fold(var _, Recalled _) -> corrupt(event);
            case Fold(var _, Observed _), Fold(var _, Denied _) -> corrupt(event);
            case Fold(var _, Held _), Fold(var _, Abandoned _) -> corrupt(event);
            case Fold(var _, Unread _), Fold(var _, Alarmed _), Fold(var _, Proven _) -> corrupt(event);
            case Fold(var _, Claimed _), Fold(var _, Applied _), Fold(var _, Withdrawn _) -> corrupt(event);
            case Fold(var _, TimedOut _), Fold(var _, Postponed _), Fold(var _, Refused _) -> corrupt(event);
            case Fold(var _, Verified _), Fold(var _, Drifted _), Fold(var _, Unknown _), Fold(var _, Released _) ->
                corrupt(event);
        };
    }

    private static ContainmentState called(Life life, Claimed e) {
        return switch (e.verb()) {
            case APPLY -> new Applying(life.applied(e), e.deadline());
            case RELEASE -> new Releasing(life.released(e), e.deadline());
            case QUERY -> throw new IllegalStateException("a query needs no claim: " + e);
        };
    }

    private static Contained verified(Life life, Verified e) {
        return new Contained(life.verified(e));
    }

    private static Reading read(Life life) {
        return new Reading(life, Instant.MIN);
    }

    private static Reading granted(Life life) {
        return new Reading(life, Instant.MIN, Instant.MAX, true);
    }

    private ContainmentState corrupt(ContainmentEvent event) {
        throw new IllegalStateException(event + " after " + this);
    }

    record Fold(ContainmentState state, ContainmentEvent event) {}
}
