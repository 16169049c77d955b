package io.gabion.responders.response;

import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings notices to people. Never blocks; completes by the order's deadline, never exceptionally. */
@FunctionalInterface
public interface Notices {
    /** Nobody is told: what was recorded long ago is no news. */
    Notices NOBODY = order -> CompletableFuture.completedFuture(
            new Notified(order.step(), order.attempt(), Outcome.WOULD_APPLY, "a replay tells nobody"));

    CompletionStage<Notified> tell(NotifyOrder order);
}
