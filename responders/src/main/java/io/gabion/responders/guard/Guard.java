package io.gabion.responders.guard;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Snapshotted;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.*;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.guard.GuardCommand.*;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides, one reservation after another, what a tenant may contain. In doubt it refuses. What is only observed is
 * decided in the same way, so that the observation says what would have happened.
 */
public final class Guard implements Entity<GuardState, GuardCommand, GuardEvent>, Snapshotted<GuardState> {
    private static final int SURROUNDINGS = 4_096;
    private static final Effect DONE = new Reply(new Done());

    /** Loopback, link-local, multicast and unspecified: to block one of these is never meant. */
    private static final List<Network> NEVER = networks(List.of(
            "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/128", "::1/128", "fe80::/10", "ff00::/8"));

    private final GuardPolicy policy;
    private final List<Network> protectedNetworks;
    private final ProtectedNames names;

    public Guard(GuardPolicy policy) {
        this.policy = policy;
        this.protectedNetworks = networks(policy.protectedPrefixes());
        this.names = new ProtectedNames(policy.protectedAccounts(), policy.protectedDomains(), policy.protectedHosts());
    }

    @Override
    public GuardState empty() {
        return GuardState.EMPTY;
    }

    @Override
    public Decision<GuardEvent> decide(GuardState state, GuardCommand command, Instant now) {
        return switch (command) {
            case Reserve c when state.hasAnswered(c.reservation()) -> Decision.nothing();
            case Reserve c -> journal(reserve(state, c, now));
            case Return(var of) when state.loans().containsKey(of) -> journal(new Returned(of, now, policy.hash()));
            case Return _ -> Decision.nothing();
            case Freeze _ when !state.frozen().isEmpty() -> Decision.only(DONE);
            case Freeze(var by, var reason) ->
                journal(new Frozen(by, reason, now, policy.hash())).then(DONE);
            case Thaw _ when state.frozen().isEmpty() -> Decision.only(DONE);
            case Thaw(var by) -> journal(new Thawed(by, now, policy.hash())).then(DONE);
            case Surroundings(var node, var addresses) ->
                journal(new Surrounded(node, addresses.size() > SURROUNDINGS ? List.of() : addresses))
                        .then(DONE);
            case Show _ -> Decision.only(new Reply(shown(state, now)));
            case Wake _ -> Decision.nothing();
        };
    }

    @Override
    public GuardState apply(GuardState state, GuardEvent event) {
        int kept = policy.budgets().values().stream()
                .mapToInt(GuardPolicy.Budget::perWindow)
                .max()
                .orElse(0);
        return state.apply(event, kept);
    }

    @Override
    public List<Send> owes(GuardEvent event) {
        return switch (event) {
            case Reserved e ->
                List.of(answer(e.reservation(), e.by(), new ContainmentCommand.Granted(e.reservation())));
            case Observed e ->
                List.of(answer(e.reservation(), e.by(), new ContainmentCommand.Observed(e.reservation(), e.why())));
            case Refused e ->
                List.of(answer(e.reservation(), e.by(), new ContainmentCommand.Declined(e.reservation(), e.why())));
            case Returned _, Frozen _, Thawed _, Surrounded _ -> List.of();
        };
    }

    @Override
    public GuardCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(GuardState state) {
        return false;
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
                                policy.protectedPrefixes(),
                                policy.protectedAccounts(),
                                policy.protectedDomains(),
                                policy.protectedHosts())
                        .flatMap(List::stream)
                        .toList(),
                state.around());
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

    private GuardEvent reserve(GuardState state, Reserve c, Instant now) {
        var by = c.by().toString();
        var refusal = refusal(state, c, now);
        if (refusal.isPresent()) {
            return new Refused(c.reservation(), by, c.action(), c.target(), now, refusal.get(), policy.hash());
        }
        var observed = observedOnly(c.target().connector());
        return observed.isPresent()
                ? new Observed(
                        c.reservation(), by, c.action(), c.target(), now, c.until(), observed.get(), policy.hash())
                : new Reserved(c.reservation(), by, c.action(), c.target(), now, policy.hash());
    }

    private Optional<String> observedOnly(String connector) {
        if (policy.mode() != Mode.LIVE) {
            return Optional.of("observe mode: nothing is called");
        }
        return policy.liveConnectors().contains(connector)
                ? Optional.empty()
                : Optional.of("connector " + connector + " is not live: nothing is called");
    }

    private Optional<String> refusal(GuardState state, Reserve c, Instant now) {
        if (!state.knowsSurroundings()) {
            return Optional.of("surroundings not known yet");
        }
        if (!state.frozen().isEmpty()) {
            return Optional.of("frozen " + state.frozen());
        }
        return Stream.of(shielded(state, c.action(), c.target()), overBudget(state, c.action(), now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> shielded(GuardState state, Action action, Target target) {
        return switch (action) {
            case LOCK_ACCOUNT, DISABLE_ACCOUNT, END_SESSIONS -> names.account(target.value());
            case BLOCK_DOMAIN -> names.domain(target.value());
            case ISOLATE_HOST -> names.host(target.value(), state.around());
            case BLOCK_ADDRESS -> shieldedAddress(state, action, target);
        };
    }

    private Optional<String> shieldedAddress(GuardState state, Action action, Target target) {
        var value = target.value();
        var network = Network.parse(value);
        if (network.isEmpty()) {
            var named = Stream.concat(policy.protectedPrefixes().stream(), state.around().stream())
                    .anyMatch(value::equalsIgnoreCase);
            return named
                    ? Optional.of(value + " is protected")
                    : action == Action.BLOCK_ADDRESS ? Optional.of("not an address: " + value) : Optional.empty();
        }
        return Stream.of(
                        overlap(network.get(), NEVER, " is within what is never contained, "),
                        overlap(network.get(), protectedNetworks, " is within protected "),
                        overlap(network.get(), around(state), " is one of our surroundings, "),
                        misspelt(value))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> overlap(Network target, List<Network> others, String how) {
        return others.stream()
                .filter(target::overlaps)
                .map(other -> target.text() + how + other.text())
                .findFirst();
    }

    private static Optional<String> misspelt(String value) {
        int slash = value.indexOf('/');
        var address = slash < 0 ? value : value.substring(0, slash);
        return Addresses.canonical(address)
                .filter(canonical -> !canonical.equals(address))
                .map(canonical -> value + " is not spelt " + canonical);
    }

    private Optional<String> overBudget(GuardState state, Action action, Instant now) {
        var budget = policy.budgets().get(action);
        if (budget == null) {
            return Optional.of("no budget for " + action);
        }
        long used = state.grantsAfter(action, now.minus(budget.window()));
        if (used >= budget.perWindow()) {
            return Optional.of(action + ": " + used + " of " + budget.perWindow() + " used within " + budget.window());
        }
        long lent = state.loansAt(action, now);
        return lent >= budget.concurrent()
                ? Optional.of(action + ": " + lent + " of " + budget.concurrent() + " at one time")
                : Optional.empty();
    }

    private static List<Network> around(GuardState state) {
        return state.around().stream()
                .map(Network::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Network> networks(List<String> texts) {
        return texts.stream()
                .map(text -> Network.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("not an address or network: '" + text + "'")))
                .toList();
    }

    private static Send answer(String reservation, String by, ContainmentCommand answer) {
        return new Send(reservation + "/answer", EntityId.parse(by), answer);
    }

    private static Decision<GuardEvent> journal(GuardEvent event) {
        return new Decision<>(List.of(event), List.of());
    }
}
