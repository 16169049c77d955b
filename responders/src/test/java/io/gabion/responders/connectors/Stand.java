package io.gabion.responders.connectors;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One real system that a test has set up, a connector for it, and how one sees there, without the connector, what is in
 * force. {@link ConnectorContract} says what is asked of it.
 */
public interface Stand extends AutoCloseable {
    Action action();

    /** Another canonical target at each call, which exists and is not contained. */
    String target() throws Exception;

    /** What is no target, and would do harm where it is pasted into a command or a query. */
    String nonsense();

    /** The usual way. */
    Connector connector();

    Line line();

    /** The same connector over a line of {@link #line}. Its first call may connect, later ones keep the connection. */
    Connector connector(Line line) throws Exception;

    /** The same connector with a credential that the system does not accept. */
    Connector stranger() throws Exception;

    /** The same connector where somebody else answers than whom it knows, by key or certificate; empty if nobody can. */
    default Optional<Connector> astray() throws Exception {
        return Optional.empty();
    }

    /** No thread is free. */
    Executor FULL = _ -> {
        throw new RejectedExecutionException();
    };

    /**
     * The same connector where there is too much to do: the system, or what stands before it, says so. Where it has no word for that,
     * the connector itself has no thread free, which is {@link #FULL}.
     */
    Connector busy() throws Exception;

    /** Whether the effect is at the far side: if it is on this one, its answer cannot be lost on the way. */
    default boolean isFar() {
        return true;
    }

    /** What must never be in an answer. */
    default String secret() {
        return "PRIVATE KEY";
    }

    /** As the one who is contained, or who asks for it, meets it. */
    Sight look(String target) throws Exception;

    /** What the system keeps about the target, as far as containing it could change it. */
    String standing(String target) throws Exception;

    /** Somebody undoes the effect behind the connector's back. */
    void undo(String target) throws Exception;

    /** Whether a release after {@link #undo} leaves the system as it was: it does not where that has put something there. */
    default boolean isUndoneWhole() {
        return true;
    }

    /** The system ends and comes back, with what it keeps. */
    void restart() throws Exception;

    @Override
    void close() throws IOException;

    /** @param words what was met, such as {@code NXDOMAIN} */
    record Sight(boolean contained, String words) {}
}
