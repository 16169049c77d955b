package io.gabion.responders.connectors;

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
     * @param except so many that still come through: what a protocol says before it takes an order
     */
    void mute(int except);

    /** The connections end; what was on its way is lost. */
    void cut();

    @Override
    void close();
}
