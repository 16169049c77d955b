package io.gabion.detectors;

/** 32-bit hashes for bounded sets: FNV-1a over the characters, finished as in MurmurHash3 (fmix32). */
public final class Hash32 {
    private static final int OFFSET = 0x811c9dc5;
    private static final int PRIME = 0x01000193;

    public static int of(String... parts) {
        int hash = OFFSET;
        for (var part : parts) {
            for (int i = 0; i < part.length(); i++) {
                hash = (hash ^ part.charAt(i)) * PRIME;
            }
            hash = (hash ^ 0xffff) * PRIME;
        }
        return mix(hash);
    }

    public static int mix(int value) {
        int hash = (value ^ value >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private Hash32() {}
}
