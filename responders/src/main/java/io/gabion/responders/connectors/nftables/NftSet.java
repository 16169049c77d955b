package io.gabion.responders.connectors.nftables;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.asset.Networks;

/**
 * The set in which targets stand: one for the addresses of a family, one for all its networks of one length. In a set of
 * intervals networks that overlap would conflict; so each is an element of its own, and to release one lifts no other.
 */
record NftSet(boolean v6, int prefix) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** @param target canonical, an address or a network of several */
    static NftSet of(String target) {
        boolean v6 = Networks.isV6(target);
        return new NftSet(v6, target.indexOf('/') < 0 ? longest(v6) : Networks.prefix(target));
    }

    /** What stands in the set for the target. */
    static String element(String target) {
        return target.indexOf('/') < 0 ? target : Networks.first(target);
    }

    private static int longest(boolean v6) {
        return v6 ? 128 : 32;
    }

    boolean isOfAddresses() {
        return prefix == longest(v6);
    }

    String name() {
        return (v6 ? "blocked6" : "blocked4") + (isOfAddresses() ? "" : "_" + prefix);
    }

    String type() {
        return v6 ? "ipv6_addr" : "ipv4_addr";
    }

    /** A field of a packet, as far as it is looked up in the set. */
    ObjectNode field(String field) {
        var payload = JSON.objectNode();
        payload.putObject("payload").put("protocol", v6 ? "ip6" : "ip").put("field", field);
        if (isOfAddresses()) {
            return payload;
        }
        var masked = JSON.objectNode();
        var ones = v6 ? "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "255.255.255.255";
        masked.putArray("&").add(payload).add(Networks.first(Networks.around(ones, prefix)));
        return masked;
    }
}
