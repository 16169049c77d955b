package io.gabion.responders.guard;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is never contained, under any spelling: what the policy protects, what is around the nodes, what nobody can mean. */
final class Shields {
    /** Loopback, link-local, multicast and unspecified: to block one of these is never meant. */
    private static final List<Network> NEVER = networks(List.of(
            "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/128", "::1/128", "fe80::/10", "ff00::/8"));

    private final GuardPolicy policy;
    private final List<Network> protectedNetworks;
    private final ProtectedNames names;

    Shields(GuardPolicy policy) {
        this.policy = policy;
        this.protectedNetworks = networks(policy.protectedPrefixes());
        this.names = new ProtectedNames(policy.protectedAccounts(), policy.protectedDomains());
    }

    /** Why it is not to be contained. */
    Optional<String> shielded(GuardState state, Action action, Target target) {
        return switch (action) {
            case LOCK_ACCOUNT -> names.account(target.value());
            case BLOCK_DOMAIN -> names.domain(target.value());
            case BLOCK_ADDRESS, DISABLE_ACCOUNT, ISOLATE_HOST -> shieldedAddress(state, action, target);
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
}
