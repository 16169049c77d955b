package io.gabion.protocol.asset;

import java.util.Comparator;

/**
 * A monitored thing. {@code name} is canonical: an address as {@link Addresses} writes it, a host in lower case
 * without a trailing dot, an account as {@code name@realm} in lower case.
 */
public record AssetRef(Kind kind, String name) implements Comparable<AssetRef> {
    /** Longer names are cut by the parsers; a key of the store is never longer. */
    public static final int MAX_NAME = 255;

    private static final Comparator<AssetRef> ORDER =
            Comparator.comparing(AssetRef::kind).thenComparing(AssetRef::name);

    public AssetRef {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "an asset's name has 1 to " + MAX_NAME + " characters: " + name.length());
        }
    }

    @Override
    public int compareTo(AssetRef other) {
        return ORDER.compare(this, other);
    }

    /** {@code kind:name}, as in keys and on screens. */
    @Override
    public String toString() {
        return kind.stored() + ":" + name;
    }

    public static AssetRef parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not an asset: '" + text + "'");
        }
        return new AssetRef(Kind.of(text.substring(0, colon)), text.substring(colon + 1));
    }
}
