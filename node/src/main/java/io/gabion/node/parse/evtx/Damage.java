package io.gabion.node.parse.evtx;

/** Why some part of an event log cannot be read, in one line without its place. */
final class Damage extends Exception {
    private static final long serialVersionUID = 1;

    Damage(String reason) {
        super(reason, null, false, false);
    }
}
