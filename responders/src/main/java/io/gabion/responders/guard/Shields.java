package io.gabion.responders.guard;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Files;
import io.gabion.protocol.asset.Hosts;
import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is never contained, under any spelling: what the policy protects, what is around the nodes, what nobody can mean. */
final class Shields {
    /**
     * Loopback, link-local, multicast and unspecified: to block one of these is never meant. And translators of a site's own
     * (RFC 8215): which IPv4 address one stands for, only the site knows.
     */
    private static final List<Network> NEVER = networks(List.of(
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/3",
            "::/128",
            "::1/128",
            "fe80::/10",
            "ff00::/8",
            "64:ff9b:1::/48"));

    private static final String AROUND = " has a protected role, or is one of our surroundings, ";

    private final GuardPolicy policy;
    private final List<Network> protectedNetworks;
    private final ProtectedNames names;
    private final ProtectedFiles files;

    Shields(GuardPolicy policy) {
        this.policy = policy;
        this.protectedNetworks = networks(policy.protect().addresses());
        this.names = new ProtectedNames(
                policy.protect().accounts(),
                policy.protect().domains(),
                policy.protect().hosts());
        this.files = new ProtectedFiles(policy.protect().files(), names);
    }

    /** Why it is not to be contained. */
    Optional<String> shielded(GuardState state, Action action, Target target) {
        return switch (action) {
            case LOCK_ACCOUNT, DISABLE_ACCOUNT, END_SESSIONS -> names.account(target.value(), state.around());
            case BLOCK_DOMAIN -> names.domain(target.value(), state.around());
            case ISOLATE_HOST ->
                names.host(target.value(), state.around()).or(() -> shieldedPlace(state, target.value()));
            case QUARANTINE_FILE ->
                files.quarantine(target.value(), state.around())
                        .or(() -> Files.parse(target.value()).flatMap(file -> shieldedPlace(state, file.host())));
            // They take nothing from anybody, and the machine that must not be touched is the one to be looked at.
            case SCAN_FILE -> ProtectedFiles.misspelt(target.value());
            case COLLECT -> ProtectedNames.misspelt(target.value());
            case BLOCK_ADDRESS -> shieldedAddresses(state, target.value(), "an address", Shields::unfitAddress);
            case BLOCK_NETWORK -> shieldedAddresses(state, target.value(), "a network", this::unfitNetwork);
        };
    }

    /** A machine is protected by where it is reached, too. */
    private Optional<String> shieldedPlace(GuardState state, String host) {
        return policy.machines().getOrDefault(host, Set.of()).stream()
                .flatMap(place -> Network.parse(place)
                        .map(at -> overlap(at, protectedNetworks, " is within protected ")
                                .or(() -> overlap(at, around(state), AROUND)))
                        .orElseGet(() -> Hosts.canonical(place).flatMap(name -> names.host(name, state.around())))
                        .stream())
                .findFirst()
                .map(why -> host + " is a machine of which " + why);
    }

    /** The other way round: who is reached there. */
    private Optional<String> shieldedMachine(GuardState state, Network target) {
        return policy.machines().entrySet().stream()
                .filter(e -> e.getValue().stream()
                        .anyMatch(place ->
                                Network.parse(place).filter(target::overlaps).isPresent()))
                .flatMap(e -> names.host(e.getKey(), state.around()).stream()
                        .map(why -> target.text() + " reaches " + e.getKey() + ": " + why))
                .findFirst();
    }

    /** @param unfit why the value itself is not what the action is for */
    private Optional<String> shieldedAddresses(
            GuardState state, String value, String kind, Function<String, Optional<String>> unfit) {
        var network = Network.parse(value);
        if (network.isEmpty()) {
            var named = Stream.concat(policy.protect().addresses().stream(), state.around().stream())
                    .anyMatch(value::equalsIgnoreCase);
            return Optional.of(named ? value + " is protected" : "not " + kind + ": " + value);
        }
        var meets = value.indexOf('/') < 0 ? " is within " : " overlaps ";
        return Stream.of(
                        overlap(network.get(), NEVER, meets + "what is never contained, "),
                        overlap(network.get(), protectedNetworks, meets + "protected "),
                        overlap(network.get(), around(state), AROUND),
                        shieldedMachine(state, network.get()),
                        unfit.apply(value))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> overlap(Network target, List<Network> others, String how) {
        return others.stream()
                .filter(target::overlaps)
                .map(other -> target.text() + how + other.text())
                .findFirst();
    }

    /** A budget of addresses counts one for one. */
    private static Optional<String> unfitAddress(String value) {
        if (value.indexOf('/') >= 0) {
            return Optional.of(value + " is a network: block-network is for those");
        }
        return Addresses.canonical(value)
                .filter(canonical -> !canonical.equals(value))
                .map(canonical -> value + " is not spelt " + canonical);
    }

    private Optional<String> unfitNetwork(String value) {
        var spelt = Networks.canonical(value).orElse(null);
        if (spelt == null) {
            return Optional.of("not a network: " + value);
        }
        if (!spelt.equals(value)) {
            return Optional.of(value + " is not spelt " + spelt);
        }
        return Networks.prefix(value) == (Networks.isV6(value) ? 128 : 32)
                ? Optional.of(value + " is a single address: block-address is for those")
                : policy.networks().tooWide(value);
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
