package io.gabion.responders.worker;

import java.time.Instant;
import java.util.List;

/** Says how the systems stand that are called with care. Safe for several threads. */
public interface Standings {
    List<Standing> standings();

    /**
     * How one system is treated now.
     *
     * @param target the connector's name, or its name and a machine's; the channel's name
     * @param state {@code closed}: it is called; {@code open}: it is left alone; {@code half-open}: one call tries
     * @param underWay calls that have not been answered
     * @param losses calls in a row that had no answer
     * @param quietUntil nothing is called before; {@link Instant#MIN} if it is
     */
    record Standing(String target, String state, int underWay, int losses, Instant quietUntil) {}
}
