package io.gabion.node.rehearsal;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A firewall that is none: it remembers what it was told. */
final class Scenery implements Connector {
    private final Set<String> blocked = new HashSet<>();

    @Override
    public synchronized CompletionStage<Result> apply(ContainmentOrder order) {
        blocked.add(order.target().value());
        notifyAll();
        return CompletableFuture.completedFuture(new Result.Done());
    }

    @Override
    public synchronized CompletionStage<Result> query(ContainmentOrder order) {
        return CompletableFuture.completedFuture(
                blocked.contains(order.target().value()) ? new Result.Done() : new Result.Absent());
    }

    @Override
    public synchronized CompletionStage<Result> release(ContainmentOrder order) {
        return CompletableFuture.completedFuture(
                blocked.remove(order.target().value()) ? new Result.Done() : new Result.Absent());
    }

    /** @return whether it was within the time */
    synchronized boolean awaitBlock(String address, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!blocked.contains(address)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
