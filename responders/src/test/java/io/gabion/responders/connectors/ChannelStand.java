package io.gabion.responders.connectors;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One real receiver that a test has set up, a channel to it, and what came there. {@link ChannelContract} says what is asked of
 * it.
 */
public interface ChannelStand extends AutoCloseable {
    /**
     * @param key by which the receiver knows a repetition
     * @param text what is told, maybe with more around it
     * @param at by the receiver's own record, never earlier than it was
     */
    record Arrival(String key, String text, Instant at) {}

    /** The usual way. */
    Channel channel() throws Exception;

    Line line();

    /** The same channel over a line of {@link #line}. */
    Channel channel(Line line) throws Exception;

    /** The same channel where somebody else answers than whom it knows, by certificate; empty if it knows nobody. */
    default Optional<Channel> astray() throws Exception {
        return Optional.empty();
    }

    /** Whether the receiver ever says anything: one that does not looks the same when it hangs. */
    default boolean speaks() {
        return true;
    }

    /** The same channel with a credential that the receiver does not accept; empty if there is none. */
    default Optional<Channel> stranger() throws Exception {
        return Optional.empty();
    }

    /** A channel whose messages the receiver refuses for good; empty if it cannot say so. */
    default Optional<Channel> unwelcome() throws Exception {
        return Optional.empty();
    }

    /** From now on, or no longer, the receiver has too much to do and says so; false if it cannot. */
    default boolean busy(boolean so) throws Exception {
        return false;
    }

    /** What must never be in an answer. */
    default String secret() {
        return "PRIVATE KEY";
    }

    /** The usual way, as a node's settings have it in one line. */
    String settings() throws IOException;

    /** All that has arrived so far. */
    List<Arrival> arrivals() throws IOException;

    /** Of all that has arrived so far, that by which the receiver knows a repetition. */
    default List<String> arrived() throws IOException {
        return arrivals().stream().map(Arrival::key).toList();
    }

    @Override
    void close() throws IOException;
}
