package io.gabion.node.shell;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Of how many forks the shells of this node have told since it began, and who hears of each. */
final class Forks {
    private final AtomicLong told = new AtomicLong();
    private volatile Consumer<Fork> listener = _ -> {};

    /** @param listener never blocks, throws nothing */
    void heardBy(Consumer<Fork> listener) {
        this.listener = listener;
    }

    void tell(Fork fork) {
        told.incrementAndGet();
        listener.accept(fork);
    }

    /** Of one that was told before, perhaps on another node. */
    void remind(Fork fork) {
        listener.accept(fork);
    }

    long told() {
        return told.get();
    }
}
