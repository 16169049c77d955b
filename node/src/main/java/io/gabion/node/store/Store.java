package io.gabion.node.store;

import com.typesafe.config.Config;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/** Where everything is kept that a node must not forget, but for its keys and tokens. */
public interface Store extends AutoCloseable {
    /** For an actor system that keeps its journal and its snapshots here. */
    ActorSystemSetup setup();

    Config config();

    /** As an operator calls it. */
    String place();

    /** Whether other nodes may use it at the same time. If not, what is in it can be read as a whole at the start. */
    boolean isShared();

    /**
     * True when everything is durable that this store had answered before this was asked. What is written later is never durable
     * without that: who writes on account of an answer need not wait, who tells the world must. Fails if the disk did
     * not take it: then nothing will be durable any more.
     */
    CompletionStage<Boolean> durable();

    Epochs epochs();

    Claims claims();

    Checkpoints checkpoints();

    Unfinished unfinished();

    Rows rows();

    Housekeeping housekeeping();

    /** To be called when the actor system has ended. */
    @Override
    void close() throws IOException;
}
