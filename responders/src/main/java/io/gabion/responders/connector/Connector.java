package io.gabion.responders.connector;

import io.gabion.protocol.containment.ContainmentOrder;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Carries out orders at one outside system.
 *
 * <p>Contract, the same for the fake and for every adapter: the effect is marked with the order's
 * key, so that a query finds it; nothing takes effect after the deadline; the stage completes by
 * the deadline, normally, with one of the five results. An adapter need not remember keys: the
 * caller reads back before it repeats.
 */
public interface Connector {
    CompletionStage<Result> apply(ContainmentOrder order);

    CompletionStage<Result> query(ContainmentOrder order);

    CompletionStage<Result> release(ContainmentOrder order);

    default CompletionStage<Result> perform(ContainmentOrder order) {
        return switch (order.verb()) {
            case APPLY -> apply(order);
            case QUERY -> query(order);
            case RELEASE -> release(order);
        };
    }

    /** Each type says whether and when to repeat. */
    sealed interface Result {
        /**
         * Apply or release: carried out. Query: in force.
         *
         * @param proof of a query: one line that is journaled with it, such as a hash; mostly empty
         */
        record Done(String proof) implements Result {
            public Done() {
                this("");
            }
        }

        /** Query: not in force. Release: there was nothing to release. */
        record Absent() implements Result {}

        /** Not done and never will be, for this order. */
        record Refused(String why) implements Result {}

        /** Not done; ask again, not before then. */
        record Busy(Instant notBefore) implements Result {}

        /**
         * No answer. It may have been done, and may still be done until the deadline.
         *
         * @param mistaken whether how it is set up is wrong, here or there, which nobody but a person mends: a key, a credential, a
         *     program that is not there
         */
        record Lost(String why, boolean mistaken) implements Result {
            public Lost(String why) {
                this(why, false);
            }
        }
    }
}
