package io.gabion.responders.connectors;

import java.util.function.BooleanSupplier;

/** The way from a connector to its target, which a test spoils. */
public interface Line extends AutoCloseable {
    /** All is well again for what is connected from now on. */
    void mend();

    /** Everything takes longer. */
    void slow();

    /** Nothing gets through any more, in either direction, and nobody is told. */
    void hang();

    /**
     * Orders arrive, answers are lost.
     *
     * @param from the first that is lost: what a protocol says before it carries out an order still comes through
     */
    void mute(BooleanSupplier from);

    /** The connections end; what was on its way is lost. */
    void cut();

    @Override
    void close();
}
