package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** Collects the assets of one observation in order of importance; drops empty names, repetitions and any over the limit. */
final class Assets {
    private final List<AssetRef> found = new ArrayList<>(4);

    Assets add(AssetRef asset) {
        if (found.size() < Observation.MAX_ASSETS && !found.contains(asset)) {
            found.add(asset);
        }
        return this;
    }

    Assets host(String canonical) {
        return named(Kind.HOST, canonical);
    }

    Assets account(String canonical) {
        return named(Kind.ACCOUNT, canonical);
    }

    Assets principal(String canonical) {
        return named(Kind.PRINCIPAL, canonical);
    }

    Assets workload(String canonical) {
        return named(Kind.WORKLOAD, canonical);
    }

    /** @param canonical an address or a host name as {@link CleanName#peer} writes it */
    Assets peer(String canonical) {
        return named(Addresses.parse(canonical).isPresent() ? Kind.ADDRESS : Kind.HOST, canonical);
    }

    private Assets named(Kind kind, String name) {
        return name.isEmpty() ? this : add(new AssetRef(kind, name));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<AssetRef> list() {
        return found;
    }
}
