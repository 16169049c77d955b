package io.gabion.responders.guard;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Networks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * When a network may be blocked at all.
 *
 * @param addresses of it that are blocked by themselves by then, at least
 * @param widest4 the shortest prefix of an IPv4 network
 * @param widest6 of an IPv6 network
 */
public record NetworkLimits(int addresses, int widest4, int widest6) {
    public static final NetworkLimits USUAL = new NetworkLimits(8, 24, 56);

    static final int FEWEST = 2;
    static final int WIDEST4 = 16;
    static final int WIDEST6 = 32;
    /** What is mostly in one hand: an IPv4 route, an IPv6 link. */
    private static final int ONE_HAND4 = 24;

    private static final int ONE_HAND6 = 64;

    public NetworkLimits {
        if (addresses < FEWEST || addresses > 1_000) {
            throw new IllegalArgumentException("networks.addresses is " + FEWEST + " to 1000, not " + addresses);
        }
        if (widest4 < WIDEST4 || widest4 > 31) {
            throw new IllegalArgumentException("networks.widest4 is " + WIDEST4 + " to 31, not " + widest4);
        }
        if (widest6 < WIDEST6 || widest6 > 127) {
            throw new IllegalArgumentException("networks.widest6 is " + WIDEST6 + " to 127, not " + widest6);
        }
    }

    /**
     * The public /24 and /64 networks, or narrower ones if those are too wide, that hold enough of the addresses. By name.
     */
    public List<String> crowded(Stream<String> addresses) {
        var counts = addresses
                .map(Addresses::canonical)
                .flatMap(Optional::stream)
                .distinct()
                .flatMap(address -> network(address).stream())
                .collect(groupingBy(network -> network, TreeMap::new, counting()));
        return counts.entrySet().stream()
                .filter(e -> e.getValue() >= this.addresses)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The one of these networks that it is in; empty if it is no public address: what is our own is no network of others. */
    public Optional<String> network(String address) {
        return Addresses.canonical(address)
                .filter(Addresses::isPublic)
                .map(a -> Networks.around(
                        a, Networks.isV6(a) ? Math.max(ONE_HAND6, widest6) : Math.max(ONE_HAND4, widest4)));
    }

    /** Why a network is too wide, and the least that would change that; or empty. */
    Optional<String> tooWide(String network) {
        boolean v6 = Networks.isV6(network);
        int prefix = Networks.prefix(network);
        int widest = v6 ? widest6 : widest4;
        if (prefix >= widest) {
            return Optional.empty();
        }
        var setting = v6 ? "networks.widest6: " : "networks.widest4: ";
        return Optional.of(network + " is wider than /" + widest + "; a narrower one may be"
                + (prefix < (v6 ? WIDEST6 : WIDEST4) ? "" : ", or this one with " + setting + prefix));
    }
}
