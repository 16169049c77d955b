package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Snapshotted;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.*;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.guard.GuardCommand.*;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides, one reservation after another, what a tenant may contain. In doubt it refuses. What is only observed is
 * decided in the same way, so that the observation says what would have happened.
 */
public final class Guard implements Entity<GuardState, GuardCommand, GuardEvent>, Snapshotted<GuardState> {
    /** In the name of an answer, between the reservation and which question it answers. */
    public static final String AGAIN = "/again/";

    /** At the end of the key of an alarm that says what was said before. */
    static final String STILL = "/still";

    private static final String UNKNOWN = "surroundings not known yet";
    private static final int SURROUNDINGS = 4_096;
    private static final Effect DONE = new Reply(new Done());

    private interface Deciding {
        List<GuardEvent> decide(GuardState state, Reserve asked);
    }

    private final GuardPolicy policy;
    private final Shields shields;
    private final Braking braking;
    private final Tellings tellings;
    private final Crowding crowding;
    private final Budgets budgets;

    public Guard(GuardPolicy policy) {
        this.policy = policy;
        this.shields = new Shields(policy);
        this.braking = new Braking(policy.brake());
        this.tellings = new Tellings(policy.brake(), braking);
        this.crowding = new Crowding(policy.networks());
        this.budgets = new Budgets(policy);
    }

    @Override
    public GuardState empty() {
        return GuardState.EMPTY;
    }

    @Override
    public Decision<GuardEvent> decide(GuardState state, GuardCommand command, Instant now) {
        return switch (command) {
            case Reserve c when state.hasAnswered(c.reservation()) -> Decision.nothing();
            case Reserve c
            when state.isUntold() && state.waiting().size() < GuardState.WAITING -> journal(deferred(c, now));
            case Reserve c -> inTurn(state, List.of(), List.of(c), braked(now), now);
            case Confirm c when state.hasHeard(c.reservation(), c.again()) -> Decision.nothing();
            case Confirm c -> journal(confirmed(state, c, now));
            case Return(var of)
            when state.loans().containsKey(of) || state.brakes().holds(of) || state.waits(of) ->
                journal(new Returned(of, now, policy.hash()));
            case Return _ -> Decision.nothing();
            case Freeze _ when !state.frozen().isEmpty() -> Decision.only(DONE);
            case Freeze(var by, var reason) -> {
                var event = new Frozen(by, reason, now, policy.hash());
                yield journal(event).then(DONE).then(tellings.first(apply(state, event), Bells.FREEZE, now));
            }
            case Thaw _ when state.frozen().isEmpty() -> Decision.only(DONE);
            case Thaw(var by) -> journal(new Thawed(by, now, policy.hash())).then(DONE);
            case Surroundings(var node, var addresses) -> {
                var surrounded = new Surrounded(node, addresses.size() > SURROUNDINGS ? List.of() : addresses);
                var after = apply(state, surrounded);
                var first = Stream.concat(
                        Stream.of(surrounded), state.adjourned().stream().map(c -> confirmed(after, c, now)));
                yield inTurn(state, first.toList(), state.waiting(), braked(now), now)
                        .then(DONE);
            }
            case Show _ -> Decision.only(new Reply(shown(state, now)));
            case Decide c -> decided(state, c, now);
            case Alarm c when state.alarms().knows(c, now) -> Decision.nothing();
            case Alarm c -> alarmed(state, c, now);
            case Told c ->
                tellings.heard(state, c, now)
                        .map(event -> journal(event).then(tellings.alarm(apply(state, event), now)))
                        .orElseGet(Decision::nothing);
            case Wake _ -> Decision.only(tellings.due(state, now));
        };
    }

    @Override
    public GuardState apply(GuardState state, GuardEvent event) {
        int kept = policy.budgets().values().stream()
                .mapToInt(GuardPolicy.Budget::perWindow)
                .max()
                .orElse(0);
        return state.apply(event, kept, policy.brake().targets());
    }

    @Override
    public List<Send> owes(GuardEvent event) {
        return switch (event) {
            case Reserved e ->
                List.of(answer(e.reservation(), e.by(), new ContainmentCommand.Granted(e.reservation(), e.at())));
            case Confirmed e -> {
                var of = again(e.reservation(), e.again());
                yield List.of(answer(of, e.by(), new ContainmentCommand.Granted(of, e.at())));
            }
            case Recalled e -> {
                var of = again(e.reservation(), e.again());
                yield List.of(answer(of, e.by(), new ContainmentCommand.Declined(of, e.why())));
            }
            case Observed e ->
                List.of(answer(e.reservation(), e.by(), new ContainmentCommand.Observed(e.reservation(), e.why())));
            case Refused e ->
                List.of(answer(e.reservation(), e.by(), new ContainmentCommand.Declined(e.reservation(), e.why())));
            case Held e -> {
                var held = new ContainmentCommand.Held(e.reservation(), braking.why(e.signature()));
                yield List.of(new Send(e.reservation() + "/held", EntityId.parse(e.by()), held));
            }
            case Returned _, Adjourned _, Frozen _, Thawed _, Surrounded _, Paged _, BrakeDecided _ -> List.of();
            case Alarmed _, AlarmTold _, Rung _, EmergencyUsed _, BudgetSpent _, Deferred _ -> List.of();
        };
    }

    @Override
    public GuardCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(GuardState state) {
        return tellings.isOwed(state)
                || !state.waiting().isEmpty()
                || !state.adjourned().isEmpty();
    }

    @Override
    public byte[] write(GuardState state) {
        return GuardSnapshot.write(state);
    }

    @Override
    public GuardState read(byte[] stored) {
        return GuardSnapshot.read(stored);
    }

    private Shown shown(GuardState state, Instant now) {
        var budgets = policy.budgets().entrySet().stream()
                .map(e -> used(state, e.getKey(), e.getValue(), now))
                .sorted(Comparator.comparing(Used::action))
                .toList();
        return new Shown(
                policy.mode(),
                policy.liveConnectors(),
                state.frozen(),
                budgets,
                Stream.of(
                                policy.protect().addresses(),
                                policy.protect().accounts(),
                                policy.protect().domains(),
                                policy.protect().hosts(),
                                policy.protect().files())
                        .flatMap(List::stream)
                        .toList(),
                state.around(),
                state.brakes().shown());
    }

    private static Used used(GuardState state, Action action, GuardPolicy.Budget budget, Instant now) {
        return new Used(
                action,
                state.grantsAfter(action, now.minus(budget.window())),
                budget.perWindow(),
                budget.window(),
                state.loansAt(action, now),
                budget.concurrent());
    }

    private Decision<GuardEvent> alarmed(GuardState state, Alarm c, Instant now) {
        var event = new Alarmed(c.key(), c.by().toString(), c.action(), c.target(), c.why(), now);
        boolean waits = state.alarms().unpaged().stream()
                .anyMatch(a -> a.connector().equals(c.target().connector()));
        return waits
                ? journal(event)
                : journal(event)
                        .then(tellings.first(
                                apply(state, event), Alarms.STEP + c.target().connector(), now));
    }

    /** One after the other, each on what those before it have left; what a person has to know of that is told. */
    private Decision<GuardEvent> inTurn(
            GuardState state, List<? extends GuardEvent> first, List<Reserve> asked, Deciding deciding, Instant now) {
        var events = new ArrayList<GuardEvent>(first);
        var after = state;
        for (var event : first) {
            after = apply(after, event);
        }
        var told = new ArrayList<Effect>();
        for (var c : asked) {
            for (var event : deciding.decide(after, c)) {
                var begun = begun(after, event);
                after = apply(after, event);
                events.add(event);
                if (begun.isPresent()) {
                    told.addAll(List.of(tellings.first(after, begun.get(), now)));
                }
            }
        }
        return new Decision<>(events, told);
    }

    private Deciding braked(Instant now) {
        return (after, c) -> reserve(after, c, true, now);
    }

    private Deferred deferred(Reserve c, Instant now) {
        return new Deferred(
                c.reservation(),
                c.by().toString(),
                c.action(),
                c.target(),
                now,
                c.until(),
                c.signature(),
                policy.hash());
    }

    /** What a person is told at once because of it. */
    private static Optional<String> begun(GuardState before, GuardEvent event) {
        if (event instanceof BudgetSpent spent) {
            return Optional.of(Bells.budget(spent.action()));
        }
        return event instanceof Held held && !before.brakes().isOn(held.signature())
                ? Optional.of(held.signature())
                : Optional.empty();
    }

    /**
     * The decision, and what of a budget is told with it.
     *
     * @param braked whether the brake may hold it
     */
    private List<GuardEvent> reserve(GuardState state, Reserve c, boolean braked, Instant now) {
        var forbidden = forbidden(state, c, now);
        if (forbidden.isPresent()) {
            return List.of(refused(c, forbidden.get(), now));
        }
        var exceeded = budgets.exceeded(state, c, now);
        if (exceeded.isPresent()) {
            var spent = observedOnly(c.target().connector()).isPresent()
                    ? Optional.<BudgetSpent>empty()
                    : budgets.spent(state, c, exceeded.get(), now);
            return Stream.<GuardEvent>concat(Stream.of(refused(c, exceeded.get(), now)), spent.stream())
                    .toList();
        }
        var brake = braked ? braking.asked(state.brakes(), c, now) : new Braking.Passes();
        var decided =
                brake.refusal().<GuardEvent>map(why -> refused(c, why, now)).orElseGet(() -> allowed(c, brake, now));
        return decided instanceof Reserved || decided instanceof Observed
                ? Stream.<GuardEvent>concat(budgets.emergency(state, c, now).stream(), Stream.of(decided))
                        .toList()
                : List.of(decided);
    }

    private GuardEvent allowed(Reserve c, Braking.Answer brake, Instant now) {
        var by = c.by().toString();
        var signature = Braking.signature(c);
        var observed = observedOnly(c.target().connector());
        if (observed.isPresent()) {
            var why = brake instanceof Braking.Holds ? observed.get() + "; the brake would hold it" : observed.get();
            return new Observed(
                    c.reservation(), by, c.action(), c.target(), now, c.until(), why, policy.hash(), signature);
        }
        return brake instanceof Braking.Holds
                ? new Held(c.reservation(), by, c.action(), c.target(), now, c.until(), signature, policy.hash())
                : new Reserved(c.reservation(), by, c.action(), c.target(), now, policy.hash(), signature);
    }

    private GuardEvent confirmed(GuardState state, Confirm c, Instant now) {
        var by = c.by().toString();
        var no = recall(state, c);
        if (no.isPresent()) {
            return new Recalled(c.reservation(), by, c.again(), c.action(), c.target(), now, no.get(), policy.hash());
        }
        return state.isUntold()
                ? new Adjourned(c.reservation(), by, c.again(), c.action(), c.target(), now, policy.hash())
                : new Confirmed(c.reservation(), by, c.again(), now, policy.hash());
    }

    /** Its budget is paid; what may have come since are a freeze, other protection, and another mode. */
    private Optional<String> recall(GuardState state, Confirm c) {
        if (!state.loans().containsKey(c.reservation())) {
            return Optional.of("it is not reserved");
        }
        boolean doubtful = !state.isUntold() && !state.knowsSurroundings();
        return frozen(state)
                .or(() -> shields.shielded(state, c.action(), c.target()))
                .or(() -> observedOnly(c.target().connector()))
                .or(() -> doubtful ? Optional.of(UNKNOWN) : Optional.empty());
    }

    private Refused refused(Reserve c, String why, Instant now) {
        return new Refused(c.reservation(), c.by().toString(), c.action(), c.target(), now, why, policy.hash());
    }

    /** What waits is decided anew, one by one: a person who approves opens no other door. */
    private Decision<GuardEvent> decided(GuardState state, Decide c, Instant now) {
        var brakes = state.brakes();
        if (!brakes.isOn(c.signature()) && !brakes.isDenied(c.signature())) {
            return Decision.only(new Reply(new Rejected("no brake is on for " + c.signature())));
        }
        if (state.isUntold() && c.verdict() == Verdict.APPROVE) {
            return Decision.only(new Reply(new Rejected("surroundings not known yet: say it again in a moment")));
        }
        if (brakes.isDenied(c.signature()) && c.verdict() == Verdict.DENY) {
            return Decision.only(DONE);
        }
        var first = new BrakeDecided(c.signature(), c.verdict(), c.by(), c.reason(), now, policy.hash());
        var waiting = brakes.held(c.signature()).stream()
                .map(held -> held.asked(c.signature()))
                .toList();
        Deciding deciding = (after, asked) -> c.verdict() == Verdict.APPROVE
                ? reserve(after, asked, false, now)
                : List.of(refused(asked, "the brake: denied by " + c.by(), now));
        return inTurn(state, List.of(first), waiting, deciding, now).then(DONE);
    }

    private Optional<String> observedOnly(String connector) {
        if (policy.mode() != Mode.LIVE) {
            return Optional.of("observe mode: nothing is called");
        }
        return policy.liveConnectors().contains(connector)
                ? Optional.empty()
                : Optional.of("connector " + connector + " is not live: nothing is called");
    }

    /** Why it may not be, however much is left of its budget. */
    private Optional<String> forbidden(GuardState state, Reserve c, Instant now) {
        if (!state.knowsSurroundings()) {
            return Optional.of(UNKNOWN);
        }
        return frozen(state)
                .or(() -> shields.shielded(state, c.action(), c.target()))
                .or(() -> crowding.missing(state, c.action(), c.target(), now));
    }

    private static Optional<String> frozen(GuardState state) {
        return state.frozen().isEmpty()
                ? Optional.empty()
                : Optional.of("frozen " + state.frozen() + "; gabion guard thaw allows it again");
    }

    /** What answers to one of several questions about a reservation are known by. */
    public static String again(String reservation, int again) {
        return reservation + AGAIN + again;
    }

    /** The key of an alarm that what was said under {@code key} is still so. It may be said as often as one likes. */
    public static String still(String key) {
        return key + STILL;
    }

    private static Send answer(String reservation, String by, ContainmentCommand answer) {
        return new Send(reservation + "/answer", EntityId.parse(by), answer);
    }

    private static Decision<GuardEvent> journal(GuardEvent event) {
        return new Decision<>(List.of(event), List.of());
    }
}
