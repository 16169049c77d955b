package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the Guard is asked. Asking twice with one reservation is asking once. */
public sealed interface GuardCommand extends Message {
    /**
     * @param until when the hold ends; what is only observed counts until then
     * @param signature what makes it like others, such as the step of a playbook; may be empty
     */
    record Reserve(
            String reservation,
            EntityId by,
            Action action,
            Target target,
            Instant until,
            @Later String signature) implements GuardCommand {}

    /**
     * Whether what is reserved may still be done.
     *
     * @param again which of the questions about this reservation, each larger than the one before; part of the answer's name
     */
    record Confirm(String reservation, int again, EntityId by, Action action, Target target) implements GuardCommand {}

    record Return(String reservation) implements GuardCommand {}

    /** Nothing more is contained until Thaw, nor anything again that is found gone. What is contained stays so. */
    record Freeze(String by, String reason) implements GuardCommand {}

    record Thaw(String by) implements GuardCommand {}

    /** A node's own addresses, gateways, resolvers and SSH peers. Said anew after every start, and on every change. */
    record Surroundings(String node, List<String> addresses) implements GuardCommand {
        public Surroundings {
            addresses = List.copyOf(addresses);
        }
    }

    /** Answered by Shown. */
    record Show() implements GuardCommand {}

    /** A person has to see to a containment. The same key is the same alarm. */
    record Alarm(String key, EntityId by, Action action, Target target, String why) implements GuardCommand {}

    /** A person has looked at a brake: what waits goes on, or is refused. Answered by Done, or by Rejected. */
    record Decide(String signature, Verdict verdict, String by, String reason) implements GuardCommand {}

    /** Whether a person could be told of a brake, or of a connector's alarm. */
    record Told(String signature, int attempt, boolean told, String why) implements GuardCommand, Inner {}

    record Wake() implements GuardCommand, Inner {}

    /**
     * What may be contained now.
     *
     * @param frozen why, empty if not frozen
     * @param shielded networks, accounts and domains by policy, beside the surroundings and what is never contained
     */
    record Shown(
            Mode mode,
            Set<String> liveConnectors,
            String frozen,
            List<Used> budgets,
            List<String> shielded,
            List<String> surroundings,
            @Later List<Brake> brakes)
            implements Message {
        public Shown {
            liveConnectors = Set.copyOf(liveConnectors);
            budgets = List.copyOf(budgets);
            shielded = List.copyOf(shielded);
            surroundings = List.copyOf(surroundings);
            brakes = List.copyOf(brakes);
        }
    }

    /** A brake that is on, or was denied: so many wait since then, and whether a person was told. */
    record Brake(String signature, boolean denied, int waiting, Instant since, boolean told) {}

    /** How much of a budget is taken: {@code used} of {@code perWindow}, {@code lent} of {@code concurrent}. */
    record Used(Action action, long used, int perWindow, Duration window, long lent, int concurrent) {}

    /** Answers Freeze, Thaw, Surroundings and Decide. */
    record Done() implements Message {}

    /** Nothing was journaled. */
    record Rejected(String why) implements Message {}
}
