package io.gabion.protocol.entity;

/**
 * An entity whose whole state can be stored, so that a recovery need not read its whole journal. What {@code read}
 * gives back decides as what was written did, except that it has forgotten what must be said anew after a restart.
 */
public interface Snapshotted<S> {
    byte[] write(S state);

    /** The state as it was written, or the empty state with what can be read of it. */
    S read(byte[] stored);
}
