package io.gabion.detectors.threshold;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** What a login says of the assets on its two sides. */
final class Logins {
    /** Whether the login came from this asset. */
    static boolean from(AssetRef self, Observation observation) {
        return isSource(self) && observation.authentication().from().equals(self.name());
    }

    static boolean isSource(AssetRef asset) {
        return asset.kind() == Kind.ADDRESS || asset.kind() == Kind.HOST;
    }

    static AssetRef source(String from) {
        return new AssetRef(Addresses.parse(from).isPresent() ? Kind.ADDRESS : Kind.HOST, from);
    }

    /** The host and the account that were tried, as far as the login tells. */
    static List<AssetRef> victims(AssetRef self, Observation observation) {
        var victims = new ArrayList<AssetRef>();
        observation.assets().stream()
                .filter(a -> a.kind() == Kind.HOST && !a.equals(self))
                .findFirst()
                .ifPresent(victims::add);
        var account = observation.authentication().account();
        if (!account.isEmpty()) {
            victims.add(new AssetRef(Kind.ACCOUNT, account));
        }
        return victims;
    }

    static String host(AssetRef self, Observation observation) {
        return victims(self, observation).stream()
                .filter(a -> a.kind() == Kind.HOST)
                .map(AssetRef::name)
                .findFirst()
                .orElse("an unnamed host");
    }

    static String plural(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    private Logins() {}
}
