package io.gabion.responders.connectors;

import java.util.function.BooleanSupplier;

/** The way from a connector to its target, which a test spoils. How its mode shows is the line's own. */
public abstract class Line implements AutoCloseable {
    protected enum Mode {
        FINE,
        SLOW,
        HUNG,
        MUTE
    }

    protected volatile Mode mode = Mode.FINE;
    protected volatile BooleanSupplier lost;

    /** All is well again for what is connected from now on. */
    public final void mend() {
        mode = Mode.FINE;
    }

    /** Everything takes longer. */
    public final void slow() {
        mode = Mode.SLOW;
    }

    /** Nothing gets through any more, in either direction, and nobody is told. */
    public final void hang() {
        mode = Mode.HUNG;
    }

    /**
     * Orders arrive, answers are lost.
     *
     * @param from the first that is lost: what a protocol says before it carries out an order still comes through
     */
    public final void mute(BooleanSupplier from) {
        lost = from;
        mode = Mode.MUTE;
    }

    /** The connections end; what was on its way is lost. */
    public abstract void cut();

    @Override
    public abstract void close();
}
