package io.gabion.protocol.asset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What kind of thing an asset is. */
public enum Kind {
    HOST("host"),
    ACCOUNT("account"),
    ADDRESS("address"),
    WORKLOAD("workload"),
    PRINCIPAL("principal"),
    GROUP("group"),
    /** A domain name as {@link Domains} writes it: who acts, never what is watched. */
    DOMAIN("domain"),
    /** One file of one host, as {@link Files} writes it: what acts, never what is watched. */
    FILE("file"),
    /** Addresses with a common prefix, as {@link Networks} writes them: what is blocked, never who acts or is watched. */
    NETWORK("network");

    private final String stored;

    Kind(String stored) {
        this.stored = stored;
    }

    @JsonValue
    public String stored() {
        return stored;
    }

    @JsonCreator
    public static Kind of(String stored) {
        for (var kind : values()) {
            if (kind.stored.equals(stored)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not a kind of asset: '" + stored + "'");
    }
}
