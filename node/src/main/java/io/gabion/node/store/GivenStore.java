package io.gabion.node.store;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/** Gives the plugins of an actor system its store: Pekko makes them, and knows nothing of it. */
public final class GivenStore extends Setup {
    private final Store store;

    public GivenStore(Store store) {
        this.store = store;
    }

    public static <S extends Store> S of(ActorSystem system, Class<S> kind) {
        return kind.cast(system.settings().setup().get(GivenStore.class).orElseThrow().store);
    }
}
