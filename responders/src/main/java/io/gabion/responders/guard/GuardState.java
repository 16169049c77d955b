package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.*;
import io.gabion.responders.guard.GuardCommand.Confirm;
import io.gabion.responders.guard.GuardCommand.Reserve;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a Guard remembers.
 *
 * @param answered the last reservations answered, oldest first
 * @param loans reservations that have not been returned
 * @param grants when each action was last reserved or observed, oldest first
 * @param frozen why, empty if not frozen
 * @param brakes of what was alike
 * @param alarms of what a person has to see to
 * @param surroundings of each node; empty: not known
 * @param waiting what was asked before any node had told of its surroundings, oldest first
 */
public record GuardState(
        List<String> answered,
        Map<String, Loan> loans,
        Map<Action, List<Instant>> grants,
        String frozen,
        Brakes brakes,
        Alarms alarms,
        Map<String, List<String>> surroundings,
        List<Reserve> waiting) {
    /** Nodes. Those that told of themselves first are forgotten first. */
    static final int NODES = 64;

    static final int ANSWERED = 1_000;
    static final int WAITING = 1_000;
    static final GuardState EMPTY =
            new GuardState(List.of(), Map.of(), Map.of(), "", Brakes.NONE, Alarms.NONE, Map.of(), List.of());

    public GuardState {
        answered = List.copyOf(answered);
        loans = Map.copyOf(loans);
        grants = Map.copyOf(grants);
        surroundings = Collections.unmodifiableMap(new LinkedHashMap<>(surroundings));
        waiting = List.copyOf(waiting);
    }

    /**
     * @param until {@link Instant#MAX} where only a return ends it
     * @param asked the last question about it
     * @param answered the last question about it that was answered
     * @param by who asked, while the answer is adjourned
     */
    public record Loan(Action action, Target target, Instant until, int asked, int answered, String by) {
        public Loan(Action action, Target target, Instant until) {
            this(action, target, until, 0, 0, "");
        }

        private Loan adjourned(Adjourned e) {
            return new Loan(action, target, until, e.again(), answered, e.by());
        }

        private Loan answered(int again) {
            return new Loan(action, target, until, Math.max(asked, again), again, "");
        }

        private boolean isAdjourned() {
            return asked > answered;
        }

        private Confirm question(String reservation) {
            return new Confirm(reservation, asked, EntityId.parse(by), action, target);
        }
    }

    /** @param targetsKept of each signature */
    GuardState apply(GuardEvent event, int grantsKept, int targetsKept) {
        var braked = brakes.apply(event, targetsKept);
        return switch (event) {
            case Reserved e ->
                lent(e.reservation(), new Loan(e.action(), e.target(), Instant.MAX), e.at(), grantsKept, braked);
            case Observed e ->
                lent(e.reservation(), new Loan(e.action(), e.target(), e.until()), e.at(), grantsKept, braked);
            case Confirmed e -> lending(changed(e.reservation(), loan -> loan.answered(e.again())), braked);
            case Recalled e -> lending(changed(e.reservation(), loan -> loan.answered(e.again())), braked);
            case Adjourned e -> lending(changed(e.reservation(), loan -> loan.adjourned(e)), braked);
            case Refused e -> answered(e.reservation(), loans, braked);
            case Returned e ->
                brakes.holds(e.reservation()) || waits(e.reservation())
                        ? answered(e.reservation(), without(e.reservation()), braked)
                        : lending(without(e.reservation()), braked);
            case Frozen e ->
                frozen("by " + e.by() + ": " + e.reason(), alarms.bells().with(e));
            case Thawed _ -> frozen("", alarms.bells().thawed());
            case Held e ->
                new GuardState(
                        answered, loans, grants, frozen, braked, alarms, surroundings, waitingBut(e.reservation()));
            case Paged _ -> new GuardState(answered, loans, grants, frozen, braked, alarms, surroundings, waiting);
            case BrakeDecided e ->
                new GuardState(
                        answered,
                        loans,
                        grants,
                        frozen,
                        braked,
                        alarms.with(alarms.bells().with(e)),
                        surroundings,
                        waiting);
            case Surrounded e -> new GuardState(answered, loans, grants, frozen, brakes, alarms, around(e), waiting);
            case Deferred e -> {
                var asked = new Reserve(
                        e.reservation(), EntityId.parse(e.by()), e.action(), e.target(), e.until(), e.signature());
                yield new GuardState(
                        answered, loans, grants, frozen, brakes, alarms, surroundings, plus(waiting, asked, WAITING));
            }
            case EmergencyUsed _ -> this;
            case BudgetSpent e -> alarmed(alarms.with(alarms.bells().with(e)));
            case Alarmed e -> alarmed(alarms.with(e));
            case AlarmTold e -> alarmed(alarms.with(e));
            case Rung e -> alarmed(alarms.with(alarms.bells().with(e)));
        };
    }

    private GuardState answered(String reservation, Map<String, Loan> lent, Brakes braked) {
        return new GuardState(
                plus(answered, reservation, ANSWERED),
                lent,
                grants,
                frozen,
                braked,
                alarms,
                surroundings,
                waitingBut(reservation));
    }

    private GuardState lending(Map<String, Loan> lent, Brakes braked) {
        return new GuardState(answered, lent, grants, frozen, braked, alarms, surroundings, waiting);
    }

    private Map<String, Loan> changed(String reservation, UnaryOperator<Loan> change) {
        var lent = new HashMap<>(loans);
        lent.computeIfPresent(reservation, (_, loan) -> change.apply(loan));
        return lent;
    }

    private List<Reserve> waitingBut(String reservation) {
        return waiting.stream()
                .filter(asked -> !asked.reservation().equals(reservation))
                .toList();
    }

    boolean waits(String reservation) {
        return waiting.stream().anyMatch(asked -> asked.reservation().equals(reservation));
    }

    private GuardState frozen(String why, Bells bells) {
        return new GuardState(answered, loans, grants, why, brakes, alarms.with(bells), surroundings, waiting);
    }

    private GuardState alarmed(Alarms now) {
        return new GuardState(answered, loans, grants, frozen, brakes, now, surroundings, waiting);
    }

    private Map<String, List<String>> around(Surrounded e) {
        var all = new LinkedHashMap<>(surroundings);
        all.remove(e.node());
        all.put(e.node(), e.addresses());
        if (all.size() > NODES) {
            all.remove(all.keySet().iterator().next());
        }
        return all;
    }

    /** Whether no node has told of them, as after every move of the Guard. */
    boolean isUntold() {
        return surroundings.isEmpty();
    }

    /** Whether some node has told of them, and none that it does not know them. */
    boolean knowsSurroundings() {
        return !surroundings.isEmpty() && surroundings.values().stream().noneMatch(List::isEmpty);
    }

    /** All nodes' surroundings. */
    List<String> around() {
        return surroundings.values().stream().flatMap(List::stream).distinct().toList();
    }

    boolean hasAnswered(String reservation) {
        return loans.containsKey(reservation)
                || brakes.holds(reservation)
                || answered.contains(reservation)
                || waits(reservation);
    }

    /** Whether a question about what is reserved has been heard, or a later one. */
    boolean hasHeard(String reservation, int again) {
        var loan = loans.get(reservation);
        return loan != null && loan.asked() >= again;
    }

    /** Questions about what is reserved that wait for a node to tell of its surroundings. */
    List<Confirm> adjourned() {
        return loans.entrySet().stream()
                .filter(e -> e.getValue().isAdjourned())
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getValue().question(e.getKey()))
                .toList();
    }

    long grantsAfter(Action action, Instant start) {
        return grants.getOrDefault(action, List.of()).stream()
                .filter(at -> at.isAfter(start))
                .count();
    }

    /** When the one was granted that has to be out of the window before there is room. */
    Optional<Instant> nextAfter(Action action, Instant start, long over) {
        return grants.getOrDefault(action, List.of()).stream()
                .filter(at -> at.isAfter(start))
                .skip(Math.max(0, over))
                .findFirst();
    }

    long loansAt(Action action, Instant now) {
        return loans.values().stream()
                .filter(loan -> loan.action() == action && loan.until().isAfter(now))
                .count();
    }

    /** What is contained at a connector, as far as it counts. */
    Stream<String> lentAt(Action action, String connector, Instant now) {
        return loans.values().stream()
                .filter(loan -> loan.action() == action && loan.until().isAfter(now))
                .map(Loan::target)
                .filter(target -> target.connector().equals(connector))
                .map(Target::value);
    }

    private GuardState lent(String reservation, Loan loan, Instant at, int grantsKept, Brakes braked) {
        var newLoans = new HashMap<>(loans);
        newLoans.values().removeIf(old -> !old.until().isAfter(at));
        newLoans.put(reservation, loan);
        var newGrants = new HashMap<>(grants);
        newGrants.put(loan.action(), plus(grants.getOrDefault(loan.action(), List.of()), at, grantsKept));
        return new GuardState(
                plus(answered, reservation, ANSWERED),
                newLoans,
                newGrants,
                frozen,
                braked,
                alarms,
                surroundings,
                waitingBut(reservation));
    }

    private Map<String, Loan> without(String reservation) {
        var rest = new HashMap<>(loans);
        rest.remove(reservation);
        return rest;
    }

    private static <T> List<T> plus(List<T> list, T last, int limit) {
        var all = new ArrayList<>(Stream.concat(list.stream(), Stream.of(last)).toList());
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }
}
